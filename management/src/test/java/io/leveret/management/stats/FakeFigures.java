package io.leveret.management.stats;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures that a test sets. */
public class FakeFigures implements FiguresAdmin {
    public final FakePairs pairs = new FakePairs();

    /** By virtual host and name with a slash between. */
    public final Map<String, Queue> queues = Collections.synchronizedMap(new LinkedHashMap<>());

    public final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    public final List<Connection> connections = new ArrayList<>();
    public final List<Channel> channels = new ArrayList<>();
    public final Map<String, Counts> vhosts = new LinkedHashMap<>();
    public final Counts all = new Counts();
    public long churn;

    /** A queue, made if it is new. */
    public Queue queue(String vhost, String name, QueueKind kind) {
        return queues.computeIfAbsent(vhost + "/" + name, any -> new Queue(vhost, name, kind));
    }

    /** Counters. */
    public static class Counts implements Counters, Totals {
        final long[] counts = new long[Stat.COUNT];

        /** Counts. */
        public void add(Stat stat, long times) {
            counts[stat.ordinal()] += times;
        }

        @Override
        public Object key() {
            return this;
        }

        @Override
        public long count(Stat stat) {
            return counts[stat.ordinal()];
        }

        @Override
        public boolean quiet() {
            for (long each : counts) {
                if (each != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public long count(QueueKind kind, Stat stat) {
            return kind == QueueKind.CLASSIC ? count(stat) : 0;
        }

        @Override
        public long publishedForConfirm() {
            return 0;
        }

        @Override
        public long[] messageSizes() {
            return new long[MESSAGE_SIZE_BOUNDS.size() + 1];
        }

        @Override
        public long publishedBytes() {
            return 0;
        }
    }

    /** A queue. */
    public static final class Queue extends Counts implements QueueFigures {
        private final String vhost;
        private final String name;
        private final QueueKind kind;
        public long ready;
        public long unacked;
        public long pagedOut;
        public int consumers;
        public String ownerId = "";

        Queue(String vhost, String name, QueueKind kind) {
            this.vhost = vhost;
            this.name = name;
            this.kind = kind;
        }

        @Override
        public String vhost() {
            return vhost;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public QueueKind kind() {
            return kind;
        }

        @Override
        public boolean durable() {
            return ownerId.isEmpty();
        }

        @Override
        public boolean exclusive() {
            return !ownerId.isEmpty();
        }

        @Override
        public String policy() {
            return "";
        }

        @Override
        public String ownerId() {
            return ownerId;
        }

        @Override
        public long readyMessages() {
            return ready;
        }

        @Override
        public long unackedMessages() {
            return unacked;
        }

        @Override
        public long readyBytes() {
            return 10 * ready;
        }

        @Override
        public long unackedBytes() {
            return 10 * unacked;
        }

        @Override
        public long inMemoryMessages() {
            return ready + unacked - pagedOut;
        }

        @Override
        public long memoryBytes() {
            return 100 * (ready + unacked);
        }

        @Override
        public int consumers() {
            return consumers;
        }
    }

    /** An exchange. */
    public static final class Exchange extends Counts implements ExchangeFigures {
        private final String vhost;
        private final String name;
        private final String type;

        public Exchange(String vhost, String name, String type) {
            this.vhost = vhost;
            this.name = name;
            this.type = type;
        }

        @Override
        public String vhost() {
            return vhost;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String type() {
            return type;
        }
    }

    /** A connection of a user to a virtual host; its traffic is bytes received, sent, reads and writes. */
    public record Connection(String id, String name, String user, String vhost, long[] traffic)
            implements ConnectionFigures {
        @Override
        public Object key() {
            return id;
        }

        @Override
        public long number() {
            return 1;
        }

        @Override
        public String state() {
            return "running";
        }

        @Override
        public long connectedAtMs() {
            return 1;
        }

        @Override
        public int channels() {
            return 2;
        }

        @Override
        public long receivedBytes() {
            return traffic[0];
        }

        @Override
        public long reads() {
            return traffic[2];
        }

        @Override
        public long sentBytes() {
            return traffic[1];
        }

        @Override
        public long writes() {
            return traffic[3];
        }

        @Override
        public long waitingBytes() {
            return 0;
        }
    }

    /** A channel. */
    public static final class Channel extends Counts implements ChannelFigures {
        private final String id;
        private final String vhost;
        public int consumers = 1;
        public long unacked;

        public Channel(String id, String vhost) {
            this.id = id;
            this.vhost = vhost;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String connectionName() {
            return "127.0.0.1:1 -> 127.0.0.1:5672";
        }

        @Override
        public long connectionNumber() {
            return 1;
        }

        @Override
        public boolean transactional() {
            return false;
        }

        @Override
        public boolean confirm() {
            return false;
        }

        @Override
        public int number() {
            return 1;
        }

        @Override
        public String user() {
            return "guest";
        }

        @Override
        public String vhost() {
            return vhost;
        }

        @Override
        public int consumers() {
            return consumers;
        }

        @Override
        public long unacked() {
            return unacked;
        }

        @Override
        public long unconfirmed() {
            return 0;
        }

        @Override
        public long uncommittedMessages() {
            return 0;
        }

        @Override
        public long uncommittedAcks() {
            return 0;
        }

        @Override
        public int prefetch() {
            return 0;
        }

        @Override
        public int globalPrefetch() {
            return 0;
        }
    }

    @Override
    public Collection<Queue> queues() {
        return queues.values();
    }

    @Override
    public QueueFigures queue(String vhost, String name) {
        return queues.get(vhost + "/" + name);
    }

    @Override
    public Collection<Exchange> exchanges() {
        return exchanges.values();
    }

    @Override
    public ExchangeFigures exchange(String vhost, String name) {
        return exchanges.get(vhost + "/" + name);
    }

    @Override
    public FakePairs pairs() {
        return pairs;
    }

    @Override
    public Collection<? extends ConnectionFigures> connections() {
        return connections;
    }

    @Override
    public Collection<? extends ChannelFigures> channels() {
        return channels;
    }

    @Override
    public Objects objects() {
        return new Objects(connections.size(), channels.size(), exchanges.size(), queues.size(), 1, 1);
    }

    @Override
    public Totals totals() {
        return all;
    }

    @Override
    public List<String> vhosts() {
        return List.copyOf(vhosts.keySet());
    }

    @Override
    public Totals totals(String vhost) {
        return vhosts.get(vhost);
    }

    @Override
    public long churn(Churn what) {
        return churn;
    }

    @Override
    public long deadLettered(QueueKind kind, DeadLetterStrategy strategy, DeathReason reason) {
        return 0;
    }

    @Override
    public long receivedBytes() {
        return 0;
    }

    @Override
    public long sentBytes() {
        return 0;
    }

    @Override
    public Map<String, Long> memory() {
        return Map.of("queues", 1_000L, "outbound", 10L);
    }

    @Override
    public DiskTraffic disk() {
        DiskCalls none = new DiskCalls(0, 0, 0);
        return new DiskTraffic(none, none, none, List.of());
    }
}
