package io.leveret.management.stats;

import java.util.Arrays;
import java.util.List;

/**
 * What the numbers of one object were: a ring for each column and each retention, by time. A column that was never
 * other than zero has no ring. A value stands for the moment at which its slot begins, and until the next.
 */
final class History {
    private final List<Retention> retentions;
    private final long[][][] rings;
    private final long[] lastSlots;
    private long bytes;

    /** A history in which nothing has changed before: the numbers were what they are in {@code before}. */
    History(List<Retention> retentions, int columns, Values before, long atMs) {
        this.retentions = retentions;
        this.rings = new long[retentions.size()][columns][];
        this.lastSlots = new long[retentions.size()];
        for (int level = 0; level < lastSlots.length; level++) {
            lastSlots[level] = (atMs - 1) / retentions.get(level).intervalMs();
            for (int column = 0; column < columns; column++) {
                if (before.get(column) != 0) {
                    Arrays.fill(ring(level, column), before.get(column));
                }
            }
        }
    }

    /** A ring of a column; all of the column are made together, so that it is known what a history comes to take. */
    private long[] ring(int level, int column) {
        if (rings[level][column] == null) {
            for (int each = 0; each < rings.length; each++) {
                int slots = retentions.get(each).slots();
                rings[each][column] = new long[slots];
                bytes += bytesOf(slots);
            }
        }
        return rings[level][column];
    }

    /** Bytes of a ring with its array's own. */
    private static long bytesOf(int slots) {
        return 16 + 8L * slots;
    }

    /** What a history takes, about, if so many of its columns are not zero. */
    static long bytesOf(List<Retention> retentions, int columns) {
        return columns
                * retentions.stream().mapToLong(each -> bytesOf(each.slots())).sum();
    }

    /** Bytes of its rings. */
    long bytes() {
        return bytes;
    }

    /**
     * Takes the numbers of a moment, later than all before.
     *
     * @param held the numbers before, which held on up to this moment
     */
    void add(long atMs, long[] now, Values held) {
        for (int level = 0; level < lastSlots.length; level++) {
            long slot = atMs / retentions.get(level).intervalMs();
            if (slot > lastSlots[level]) {
                add(level, slot, now, held);
            }
        }
    }

    private void add(int level, long slot, long[] now, Values held) {
        int slots = retentions.get(level).slots();
        long last = lastSlots[level];
        for (int column = 0; column < rings[level].length; column++) {
            if (rings[level][column] == null && now[column] == 0 && held.get(column) == 0) {
                continue;
            }
            long[] ring = ring(level, column);
            for (long missed = Math.max(last + 1, slot - slots + 1); missed < slot; missed++) {
                ring[(int) (missed % slots)] = held.get(column);
            }
            ring[(int) (slot % slots)] = now[column];
        }
        lastSlots[level] = slot;
    }

    /**
     * What a column was at a moment, as closely as it is known: from the finest ring that reaches back to
     * {@code since}.
     */
    long at(int column, long atMs, long sinceMs) {
        int level = 0;
        while (level < lastSlots.length - 1 && firstMs(level) > sinceMs) {
            level++;
        }
        long[] ring = rings[level][column];
        if (ring == null) {
            return 0;
        }
        long interval = retentions.get(level).intervalMs();
        long slot = Math.min(atMs / interval, lastSlots[level]);
        return ring[(int) (Math.max(slot, lastSlots[level] - ring.length + 1) % ring.length)];
    }

    private long firstMs(int level) {
        Retention retention = retentions.get(level);
        return (lastSlots[level] - retention.slots() + 1) * retention.intervalMs();
    }
}
