package io.leveret.broker.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The counters of one object on one shard. As long as nothing is counted they take no memory. */
public final class CounterBlock {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Those of all objects with nothing to count; never written. */
    private static final long[] ZEROS = new long[MessageStat.COUNT];

    private long[] values = ZEROS;

    CounterBlock() {}

    /** Counts one. On the shard that owns the block. */
    public void count(MessageStat stat) {
        count(stat, 1);
    }

    /** Counts several. On the shard that owns the block. */
    public void count(MessageStat stat, long times) {
        long[] own = values;
        if (own == ZEROS) {
            own = new long[MessageStat.COUNT];
            values = own;
        }
        own[stat.ordinal()] += times;
    }

    /** Whether nothing was ever counted. Any thread. */
    public boolean isUnused() {
        return values == ZEROS;
    }

    /** A value, never torn. Any thread. */
    public long get(MessageStat stat) {
        return (long) LONGS.getOpaque(values, stat.ordinal());
    }

    /**
     * All values together: another one than before says that something was counted. On the shard that owns the block.
     */
    public long total() {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    /** Back to zeros. On the shard that owns the block. */
    void clear() {
        if (values != ZEROS) {
            Arrays.fill(values, 0);
        }
    }
}
