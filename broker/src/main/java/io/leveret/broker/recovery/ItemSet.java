package io.leveret.broker.recovery;

import java.util.HashMap;
import java.util.Map;

/**
 * A set of message ids, made for what a queue dropped: mostly without gaps, in any order.
 *
 * <p>Ids stand in blocks of 1,024 bits; a block that is full is only remembered as such, and everything up to a
 * boundary as one number. So a queue that was drained in order costs a few bytes for each thousand messages.
 */
final class ItemSet {
    private static final int BLOCK_BITS = 10;
    private static final int WORDS = 1 << BLOCK_BITS - 6;

    /** Stands for a block of which all is in the set. */
    private static final long[] FULL = {};

    private final Map<Long, long[]> blocks = new HashMap<>();
    private long upTo;
    private long lastKey = -1;
    private long[] last;

    /** Adds an id above 0. */
    void add(long id) {
        if (id <= upTo) {
            return;
        }
        long[] block = block(id >>> BLOCK_BITS);
        if (block == FULL) {
            return;
        }
        int index = (int) id & (1 << BLOCK_BITS) - 1;
        block[index >>> 6] |= 1L << index;
        if (block[index >>> 6] == -1L && isFull(block)) {
            put(id >>> BLOCK_BITS, FULL);
        }
    }

    /** Adds all ids up to one, save a few. */
    void addUpTo(long upToId, long[] except) {
        long from = upTo + 1;
        for (long kept : except) {
            addRange(from, kept - 1);
            from = Math.max(from, kept + 1);
        }
        if (except.length == 0) {
            upTo = Math.max(upTo, upToId);
        } else {
            addRange(from, upToId);
        }
    }

    boolean contains(long id) {
        if (id <= upTo) {
            return true;
        }
        long key = id >>> BLOCK_BITS;
        long[] block = key == lastKey ? last : blocks.get(key);
        if (block == null || block == FULL) {
            return block == FULL;
        }
        int index = (int) id & (1 << BLOCK_BITS) - 1;
        return (block[index >>> 6] & 1L << index) != 0;
    }

    private void addRange(long from, long to) {
        long id = from;
        while (id <= to) {
            long key = id >>> BLOCK_BITS;
            long end = (key + 1 << BLOCK_BITS) - 1;
            if ((id & (1 << BLOCK_BITS) - 1) == 0 && end <= to) {
                put(key, FULL);
                id = end + 1;
            } else {
                add(id++);
            }
        }
    }

    private long[] block(long key) {
        if (key != lastKey) {
            last = blocks.computeIfAbsent(key, absent -> new long[WORDS]);
            lastKey = key;
        }
        return last;
    }

    private void put(long key, long[] block) {
        blocks.put(key, block);
        if (key == lastKey) {
            last = block;
        }
    }

    private static boolean isFull(long[] block) {
        for (long word : block) {
            if (word != -1L) {
                return false;
            }
        }
        return true;
    }
}
