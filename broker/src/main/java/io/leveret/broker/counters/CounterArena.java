package io.leveret.broker.counters;

import java.util.ArrayDeque;

/**
 * The counters of one shard: a block for each object. Blocks of objects that are gone are used again.
 *
 * <p>Allocation and release are for the shard's thread; so is writing. Reading is for anyone.
 */
public final class CounterArena {
    private final ArrayDeque<CounterBlock> free = new ArrayDeque<>();
    private final TrafficCounters traffic = new TrafficCounters();

    /** What goes over all connections of the shard. */
    public TrafficCounters traffic() {
        return traffic;
    }

    /** A block of zeros. */
    public CounterBlock allocate() {
        CounterBlock kept = free.poll();
        return kept == null ? new CounterBlock() : kept;
    }

    /** Takes a block back. Its last values are lost; whoever still reads it sees zeros or another object's figures. */
    public void release(CounterBlock block) {
        block.clear();
        free.add(block);
    }
}
