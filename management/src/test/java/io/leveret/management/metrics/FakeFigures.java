package io.leveret.management.metrics;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Figures that are set: a counter of an object is the object's own number plus that of what is counted. */
final class FakeFigures implements FiguresAdmin {
    final List<FakeQueue> queues = new ArrayList<>();
    final List<FakeExchange> exchanges = new ArrayList<>();
    final List<FakeConnection> connections = new ArrayList<>();
    final List<FakeChannel> channels = new ArrayList<>();
    long[] sizes = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    /** So many queues in a virtual host. */
    FakeFigures withQueues(String vhost, int count) {
        for (int i = 0; i < count; i++) {
            queues.add(new FakeQueue(vhost, "q" + i, i));
        }
        return this;
    }

    /** Some of everything. */
    static FakeFigures some() {
        FakeFigures figures = new FakeFigures().withQueues("/", 3).withQueues("v\"1", 2);
        figures.exchanges.add(new FakeExchange("/", "", "direct", 10));
        figures.exchanges.add(new FakeExchange("/", "amq.topic", "topic", 20));
        figures.exchanges.add(new FakeExchange("v\"1", "x", "fanout", 30));
        figures.connections.add(new FakeConnection("<n@h.1.1.0>", 100));
        figures.connections.add(new FakeConnection("<n@h.1.2.0>", 200));
        figures.channels.add(new FakeChannel("<n@h.1.1.1>", "/", 1_000));
        figures.channels.add(new FakeChannel("<n@h.1.2.1>", "v\"1", 2_000));
        return figures;
    }

    record FakeQueue(String vhost, String name, long number) implements QueueFigures {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public long count(Stat stat) {
            return number + stat.ordinal();
        }

        @Override
        public boolean quiet() {
            return false;
        }

        @Override
        public QueueKind kind() {
            return number % 2 == 0 ? QueueKind.CLASSIC : QueueKind.QUORUM;
        }

        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public boolean exclusive() {
            return false;
        }

        @Override
        public String ownerId() {
            return "";
        }

        @Override
        public String policy() {
            return "";
        }

        @Override
        public long readyMessages() {
            return number;
        }

        @Override
        public long unackedMessages() {
            return 1;
        }

        @Override
        public long readyBytes() {
            return 10 * number;
        }

        @Override
        public long unackedBytes() {
            return 10;
        }

        @Override
        public long inMemoryMessages() {
            return 1;
        }

        @Override
        public long memoryBytes() {
            return 2_000;
        }

        @Override
        public int consumers() {
            return 2;
        }
    }

    record FakeExchange(String vhost, String name, String type, long number) implements ExchangeFigures {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public long count(Stat stat) {
            return number + stat.ordinal();
        }

        @Override
        public boolean quiet() {
            return false;
        }
    }

    record FakeConnection(String id, long number) implements ConnectionFigures {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public String name() {
            return "127.0.0.1:1 -> 127.0.0.1:2";
        }

        @Override
        public String user() {
            return "guest";
        }

        @Override
        public String vhost() {
            return "/";
        }

        @Override
        public int channels() {
            return 1;
        }

        @Override
        public long receivedBytes() {
            return number;
        }

        @Override
        public long reads() {
            return number + 1;
        }

        @Override
        public long sentBytes() {
            return number + 2;
        }

        @Override
        public long writes() {
            return number + 3;
        }

        @Override
        public long waitingBytes() {
            return number + 4;
        }
    }

    record FakeChannel(String id, String vhost, long figure) implements ChannelFigures {
        @Override
        public Object key() {
            return this;
        }

        @Override
        public long count(Stat stat) {
            return figure + stat.ordinal();
        }

        @Override
        public boolean quiet() {
            return false;
        }

        @Override
        public String connectionName() {
            return "127.0.0.1:1 -> 127.0.0.1:2";
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
        public int consumers() {
            return 3;
        }

        @Override
        public long unacked() {
            return 4;
        }

        @Override
        public long unconfirmed() {
            return 5;
        }

        @Override
        public long uncommittedMessages() {
            return 6;
        }

        @Override
        public long uncommittedAcks() {
            return 7;
        }

        @Override
        public int prefetch() {
            return 8;
        }

        @Override
        public int globalPrefetch() {
            return 9;
        }
    }

    /** Of kinds of queues: 1,000 for classic ones, 2,000 for the others, and the number of what is counted. */
    private final class FakeTotals implements Totals {
        @Override
        public long count(Stat stat) {
            return 500 + stat.ordinal();
        }

        @Override
        public long count(QueueKind kind, Stat stat) {
            return 1_000L * (1 + kind.ordinal()) + stat.ordinal();
        }

        @Override
        public long publishedForConfirm() {
            return 77;
        }

        @Override
        public long[] messageSizes() {
            return sizes.clone();
        }

        @Override
        public long publishedBytes() {
            return 123_456;
        }
    }

    @Override
    public Collection<? extends QueueFigures> queues() {
        return queues;
    }

    @Override
    public QueueFigures queue(String vhost, String name) {
        return null;
    }

    @Override
    public Collection<? extends ExchangeFigures> exchanges() {
        return exchanges;
    }

    @Override
    public ExchangeFigures exchange(String vhost, String name) {
        return null;
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
    public List<String> vhosts() {
        return List.of("/", "v\"1");
    }

    @Override
    public Objects objects() {
        return new Objects(connections.size(), channels.size(), exchanges.size(), queues.size(), 6, 1);
    }

    @Override
    public Totals totals() {
        return new FakeTotals();
    }

    @Override
    public Totals totals(String vhost) {
        return new FakeTotals();
    }

    @Override
    public long churn(Churn churn) {
        return 40 + churn.ordinal();
    }

    @Override
    public long deadLettered(QueueKind kind, DeadLetterStrategy strategy, DeathReason reason) {
        return 100L * kind.ordinal() + reason.ordinal();
    }

    @Override
    public long receivedBytes() {
        return 1;
    }

    @Override
    public long sentBytes() {
        return 2;
    }

    @Override
    public Map<String, Long> memory() {
        return Map.of("outbound", 1_000L, "queues", 2_000L);
    }

    @Override
    public DiskTraffic disk() {
        return new DiskTraffic(
                new DiskCalls(11, 1_100, 1_000_000_000),
                new DiskCalls(12, 1_200, 2_000_000_000),
                new DiskCalls(15, 0, 3_500_000_000L),
                Collections.nCopies(SYNC_TIME_BOUNDS_MICROS.size() + 1, 1L));
    }
}
