package io.leveret.broker.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The counters of one object on one shard. */
public final class CounterBlock {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    final long[] values;
    final int base;

    CounterBlock(long[] values, int base) {
        this.values = values;
        this.base = base;
    }

    /** Counts one. On the shard that owns the block. */
    public void count(MessageStat stat) {
        values[base + stat.ordinal()]++;
    }

    /** Counts several. On the shard that owns the block. */
    public void count(MessageStat stat, long times) {
        values[base + stat.ordinal()] += times;
    }

    /** A value, never torn. Any thread. */
    public long get(MessageStat stat) {
        return (long) LONGS.getOpaque(values, base + stat.ordinal());
    }
}
