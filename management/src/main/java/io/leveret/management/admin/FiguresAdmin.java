package io.leveret.management.admin;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What is counted and measured, read without asking a shard: any thread, nothing waits, nothing is summed up before it
 * is asked for. Each call of a figure reads it anew, so figures of one object that are read one after the other may be
 * of slightly different moments. Counters begin with the broker's start and never go down as long as their object is
 * there; those of the node and of virtual hosts go on when objects go.
 */
public interface FiguresAdmin {
    /** Upper bounds, inclusive, of the sizes that bodies are counted by; above the last there is one bucket more. */
    List<Long> MESSAGE_SIZE_BOUNDS =
            List.of(100L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 50_000_000L, 100_000_000L);

    /** Upper bounds, inclusive, of the times that syncs are counted by, in microseconds; there is one bucket more. */
    List<Long> SYNC_TIME_BOUNDS_MICROS = List.of(
            100L,
            250L,
            500L,
            1_000L,
            2_500L,
            5_000L,
            10_000L,
            25_000L,
            50_000L,
            100_000L,
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L);

    /** Types of queues, as far as figures tell them apart. */
    enum QueueKind {
        CLASSIC,
        QUORUM;

        /** The argument {@code x-queue-type}. */
        public String type() {
            return this == CLASSIC ? "classic" : "quorum";
        }
    }

    /** Why messages were dead-lettered: RabbitMQ's words. */
    enum DeathReason {
        MAXLEN,
        EXPIRED,
        REJECTED,
        DELIVERY_LIMIT
    }

    /** Whether what dies has somewhere to go; {@code AT_MOST_ONCE} in RabbitMQ's words, though none is lost here. */
    enum DeadLetterStrategy {
        AT_MOST_ONCE,
        /** There is no dead letter exchange: the message is gone. */
        DISABLED
    }

    /** What comes and goes; named as in {@code churn_rates}. */
    enum Churn {
        CONNECTION_CREATED,
        CONNECTION_CLOSED,
        CHANNEL_CREATED,
        CHANNEL_CLOSED,
        QUEUE_DECLARED,
        QUEUE_CREATED,
        QUEUE_DELETED
    }

    /** Counters of one object. */
    interface Counters {
        /** Equal for as long as the object is there, and no other's. */
        Object key();

        /** How often that happened to the object; 0 for what does not happen to objects of its kind. */
        long count(Stat stat);

        /** Whether nothing was ever counted: then all counts are 0. */
        boolean quiet();
    }

    /** A queue. Sizes are those of bodies, in bytes. */
    interface QueueFigures extends Counters {
        String vhost();

        String name();

        QueueKind kind();

        boolean durable();

        boolean exclusive();

        /** Of the policy that holds, or "". */
        String policy();

        /** Of the connection that alone may use it, as in {@link ConnectionFigures#id}, or "". */
        String ownerId();

        long readyMessages();

        long unackedMessages();

        long readyBytes();

        long unackedBytes();

        /** Messages, ready or not, whose bodies are in memory. */
        long inMemoryMessages();

        /** Bytes of bodies in memory with what they are made of, and of the queue's index. */
        long memoryBytes();

        int consumers();
    }

    /** An exchange; the name of the default one is "". */
    interface ExchangeFigures extends Counters {
        String vhost();

        String name();

        String type();
    }

    /** A connection; user and virtual host are "" before it is open. */
    interface ConnectionFigures {
        /** Equal for as long as it is there, and no other's. */
        Object key();

        /** The later it came, the greater. */
        long number();

        /** As in {@link ConnectionsAdmin.ConnectionDetails#id}. */
        String id();

        /** {@code host:port -> host:port}. */
        String name();

        String user();

        String vhost();

        /** As in {@link ConnectionsAdmin.ConnectionDetails#state}. */
        String state();

        /** Epoch milliseconds. */
        long connectedAtMs();

        int channels();

        long receivedBytes();

        /** Reads of the socket that gave something. */
        long reads();

        long sentBytes();

        long writes();

        /** Bytes that wait for the client. */
        long waitingBytes();
    }

    /** A channel. */
    interface ChannelFigures extends Counters {
        /** As in {@link ConnectionsAdmin.ChannelDetails#id}. */
        String id();

        String connectionName();

        /** As in {@link ConnectionFigures#number}. */
        long connectionNumber();

        int number();

        String user();

        String vhost();

        boolean transactional();

        boolean confirm();

        int consumers();

        long unacked();

        long unconfirmed();

        long uncommittedMessages();

        long uncommittedAcks();

        /** Of consumers to come, 0 for none. */
        int prefetch();

        /** Of the whole channel, 0 for none. */
        int globalPrefetch();
    }

    /** What clients of one virtual host, or of the node, have done; gone ones too. */
    interface Totals {
        /** As in {@link Counters#count}; {@link Stat#PUBLISH} is what channels received. */
        long count(Stat stat);

        /** Of what concerns queues: deliveries, gets, redeliveries, acknowledgements, of one kind of queue. */
        long count(QueueKind kind, Stat stat);

        /** What was received on channels in confirm mode. */
        long publishedForConfirm();

        /** How many bodies were received of each size: one number for each bound and one above, not added up. */
        long[] messageSizes();

        /** Bytes of all bodies that were received. */
        long publishedBytes();
    }

    /** What there is, now. {@code publishers} are channels that have published. */
    record Objects(int connections, int channels, int exchanges, int queues, int consumers, int publishers) {}

    /** All queues, in no order: to be gone through once, soon. */
    Collection<? extends QueueFigures> queues();

    /** A queue, or null. */
    QueueFigures queue(String vhost, String name);

    /** All exchanges. */
    Collection<? extends ExchangeFigures> exchanges();

    /** An exchange, or null. */
    ExchangeFigures exchange(String vhost, String name);

    /** What channels, exchanges and queues did with each other. */
    PairFigures pairs();

    /** All connections. */
    Collection<? extends ConnectionFigures> connections();

    /** All channels. */
    Collection<? extends ChannelFigures> channels();

    /** What there is in the node, each counted without a walk over queues. */
    Objects objects();

    /** The whole node. */
    Totals totals();

    /** The names of all virtual hosts. */
    List<String> vhosts();

    /** A virtual host, or null. */
    Totals totals(String vhost);

    long churn(Churn churn);

    /** Messages of queues of a kind that died of something. */
    long deadLettered(QueueKind kind, DeadLetterStrategy strategy, DeathReason reason);

    /** Bytes that all connections received, gone ones too. */
    long receivedBytes();

    /** Bytes that were sent to all connections, gone ones too. */
    long sentBytes();

    /** What the broker knows to be in memory, in bytes by name. */
    Map<String, Long> memory();

    /** Calls of one kind to the disk: how many, what they moved, and how long they took together. */
    record DiskCalls(long count, long bytes, long nanos) {}

    /**
     * What log, segments and scratch files had the disk do since the broker's start.
     *
     * @param syncTimes how many syncs took how long: one number for each bound and one above, not added up
     */
    record DiskTraffic(DiskCalls reads, DiskCalls writes, DiskCalls syncs, List<Long> syncTimes) {
        /** Copies the list. */
        public DiskTraffic {
            syncTimes = List.copyOf(syncTimes);
        }
    }

    /** What the disk has done. */
    DiskTraffic disk();
}
