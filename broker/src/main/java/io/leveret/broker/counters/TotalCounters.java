package io.leveret.broker.counters;

import io.leveret.broker.arguments.QueueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the clients of one virtual host did on one shard, whichever channels and queues it concerned and whether these
 * are still there: what sums over objects would have to walk for, and could not keep from going down when objects go.
 *
 * <p>Written by the shard, read by anyone.
 */
public final class TotalCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Upper bounds, inclusive, of the sizes that bodies are counted by; those of RabbitMQ's histogram. */
    private static final int[] BOUNDS = {100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000, 100_000_000};

    private static final int RECEIVED_CONFIRM = 0;
    private static final int RECEIVED_BYTES = 1;
    private static final int ROUTED = 2;
    private static final int SIZES = 3;
    private static final int BUCKETS = BOUNDS.length + 1;
    private static final int CHANNELS = SIZES + BUCKETS;
    private static final int QUEUES = CHANNELS + MessageStat.COUNT;

    /** How many numbers there are. */
    static final int COUNT = QUEUES + QueueType.values().length * MessageStat.COUNT;

    private final long[] values = new long[COUNT];

    /**
     * A channel received a message.
     *
     * @param sizeBytes of its body
     * @param queues that it goes to
     */
    public void received(int sizeBytes, int queues, boolean confirming) {
        values[SIZES + bucket(sizeBytes)]++;
        values[RECEIVED_BYTES] += sizeBytes;
        values[ROUTED] += queues;
        if (confirming) {
            values[RECEIVED_CONFIRM]++;
        }
    }

    private static int bucket(int sizeBytes) {
        int bucket = 0;
        while (bucket < BOUNDS.length && sizeBytes > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Something happened to a channel that concerns no queue: confirms, what cannot be routed. */
    public void count(MessageStat stat, long times) {
        values[CHANNELS + stat.ordinal()] += times;
    }

    /** Something happened that concerns a queue. */
    public void count(QueueType type, MessageStat stat, long times) {
        values[QUEUES + type.ordinal() * MessageStat.COUNT + stat.ordinal()] += times;
    }

    /** One of the numbers. Any thread. */
    long value(int index) {
        return (long) LONGS.getOpaque(values, index);
    }

    /** Numbers of several of these added up, as they were read. */
    public static final class Sum {
        private final long[] values = new long[COUNT];

        void add(TotalCounters counters) {
            for (int i = 0; i < COUNT; i++) {
                values[i] += counters.value(i);
            }
        }

        void add(Sum other) {
            for (int i = 0; i < COUNT; i++) {
                values[i] += other.values[i];
            }
        }

        /** How often something happened; to queues of whatever type, if it concerns queues. */
        public long count(MessageStat stat) {
            return switch (stat) {
                case PUBLISH, PUBLISH_IN -> received();
                case PUBLISH_OUT -> values[ROUTED];
                default -> {
                    long sum = values[CHANNELS + stat.ordinal()];
                    for (QueueType type : QueueType.values()) {
                        sum += count(type, stat);
                    }
                    yield sum;
                }
            };
        }

        /** How often something happened to queues of a type. */
        public long count(QueueType type, MessageStat stat) {
            return values[QUEUES + type.ordinal() * MessageStat.COUNT + stat.ordinal()];
        }

        private long received() {
            long sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += values[SIZES + i];
            }
            return sum;
        }

        /** Of them, what came in confirm mode. */
        public long receivedForConfirm() {
            return values[RECEIVED_CONFIRM];
        }

        /** Bytes of all bodies. */
        public long receivedBytes() {
            return values[RECEIVED_BYTES];
        }

        /** Messages by size: one number for each bound and one above. */
        public long[] sizes() {
            long[] sizes = new long[BUCKETS];
            System.arraycopy(values, SIZES, sizes, 0, BUCKETS);
            return sizes;
        }
    }

    /** The bounds of {@link Sum#sizes}, in bytes. */
    static int[] bounds() {
        return BOUNDS.clone();
    }
}
