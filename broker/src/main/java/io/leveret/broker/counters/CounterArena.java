package io.leveret.broker.counters;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The counters of one shard: long arrays, cut into blocks of one size, a block for each object. Blocks of objects that
 * are gone are used again.
 *
 * <p>Allocation and release are for the shard's thread; so is writing. Reading is for anyone.
 */
public final class CounterArena {
    private static final int BLOCKS_A_CHUNK = 256;

    private final ArrayDeque<CounterBlock> free = new ArrayDeque<>();
    private long[] chunk = {};
    private int used;

    /** A block of zeros. */
    public CounterBlock allocate() {
        CounterBlock kept = free.poll();
        if (kept != null) {
            return kept;
        }
        if (used == chunk.length) {
            chunk = new long[BLOCKS_A_CHUNK * MessageStat.COUNT];
            used = 0;
        }
        CounterBlock block = new CounterBlock(chunk, used);
        used += MessageStat.COUNT;
        return block;
    }

    /** Takes a block back. Its last values are lost; whoever still reads it sees zeros or another object's figures. */
    public void release(CounterBlock block) {
        Arrays.fill(block.values, block.base, block.base + MessageStat.COUNT, 0);
        free.add(block);
    }
}
