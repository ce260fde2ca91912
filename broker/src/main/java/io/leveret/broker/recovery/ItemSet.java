package io.leveret.broker.recovery;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of message ids, made for what a queue dropped: mostly without gaps, in any order.
 *
 * <p>Ids stand in blocks of 1,024 bits; a block that is full is only remembered as such, and everything up to a
 * boundary as one number. So a queue that was drained in order costs a few bytes for each thousand messages. Rows of
 * full blocks are kept as such: a purge names all ids since the queue began, and may spare an old one.
 */
final class ItemSet {
    private static final int BLOCK_BITS = 10;
    private static final int WORDS = 1 << BLOCK_BITS - 6;

    /** Stands for a block of which all is in the set. */
    private static final long[] FULL = {};

    /** Rows of so many full blocks that are added at once are not kept block by block. */
    private static final int ROW_BLOCKS = 2;

    private final Map<Long, long[]> blocks = new HashMap<>();

    /** Rows of full blocks that do not touch: the last key by the first. */
    private final TreeMap<Long, Long> rows = new TreeMap<>();

    private long upTo;
    private long lastKey = -1;
    private long[] last;

    /** Adds an id above 0. */
    void add(long id) {
        if (id <= upTo || isInRow(id >>> BLOCK_BITS)) {
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
        if (block == FULL || isInRow(key)) {
            return true;
        }
        if (block == null) {
            return false;
        }
        int index = (int) id & (1 << BLOCK_BITS) - 1;
        return (block[index >>> 6] & 1L << index) != 0;
    }

    private void addRange(long from, long to) {
        long firstWhole = from + (1 << BLOCK_BITS) - 1 >>> BLOCK_BITS;
        long behindWhole = to + 1 >>> BLOCK_BITS;
        long id = from;
        while (id <= to) {
            long key = id >>> BLOCK_BITS;
            long end = (key + 1 << BLOCK_BITS) - 1;
            if (key == firstWhole && behindWhole - firstWhole >= ROW_BLOCKS) {
                addRow(firstWhole, behindWhole - 1);
                id = behindWhole << BLOCK_BITS;
            } else if ((id & (1 << BLOCK_BITS) - 1) == 0 && end <= to) {
                put(key, FULL);
                id = end + 1;
            } else {
                add(id++);
            }
        }
    }

    private boolean isInRow(long key) {
        if (rows.isEmpty()) {
            return false;
        }
        Map.Entry<Long, Long> row = rows.floorEntry(key);
        return row != null && key <= row.getValue();
    }

    /** Joins those that it touches. */
    private void addRow(long firstKey, long lastKeyOfRow) {
        long first = firstKey;
        long last = lastKeyOfRow;
        for (Map.Entry<Long, Long> row = rows.floorEntry(last + 1);
                row != null && row.getValue() >= first - 1;
                row = rows.floorEntry(last + 1)) {
            first = Math.min(first, row.getKey());
            last = Math.max(last, row.getValue());
            rows.remove(row.getKey());
        }
        rows.put(first, last);
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
