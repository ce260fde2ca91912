package io.leveret.persistence.log;

/**
 * How many items have their bodies in each generation, and what they weigh. Any thread.
 *
 * <p>When files are rewritten, what is counted for them is counted for the segment in one step, whether or not the
 * items know their new places: what is let go at an old place afterwards is taken from the segment's count. So each
 * item is let go of exactly once, wherever it was when it left.
 */
final class LiveCounts {
    private static final int OVERHEAD_BYTES = 64;

    /** By generation: entries, weight, and the generation that counts for it now, 0 if it is this one. */
    private final LongTable table = new LongTable();

    /** By generation: how many items there never were, since those who were to add a body did not take it. */
    private final LongTable untaken = new LongTable();

    /** What one of the holders of a body weighs. */
    static long weight(int bodySize, int holders) {
        return ((long) bodySize + OVERHEAD_BYTES) / Math.max(1, holders);
    }

    synchronized void add(long generation, long count, long weight) {
        long counting = counting(generation);
        int cell = table.find(counting);
        if (cell == LongTable.ABSENT) {
            table.put(counting, count, weight, 0);
        } else {
            table.put(counting, table.first(cell) + count, table.second(cell) + weight, 0);
        }
    }

    /** So many who were to add a body of a generation never will. */
    synchronized void addUntaken(long generation, long count) {
        if (table.find(generation) != LongTable.ABSENT) {
            int cell = untaken.find(generation);
            untaken.put(generation, count + (cell == LongTable.ABSENT ? 0 : untaken.first(cell)), 0, 0);
        }
    }

    /** How many who were to add a body that stands in this generation never will. */
    synchronized long untaken(long generation) {
        int cell = untaken.find(generation);
        return cell == LongTable.ABSENT ? 0 : untaken.first(cell);
    }

    /** Takes away what was let go: parallel arrays. What is said of files that are gone is passed over. */
    synchronized void release(long[] generations, long[] counts, long[] released, int count) {
        for (int i = 0; i < count; i++) {
            if (table.find(generations[i]) != LongTable.ABSENT) {
                add(generations[i], -counts[i], -released[i]);
            }
        }
    }

    synchronized long entries(long generation) {
        int cell = table.find(counting(generation));
        return cell == LongTable.ABSENT ? 0 : table.first(cell);
    }

    synchronized long weight(long generation) {
        int cell = table.find(counting(generation));
        return cell == LongTable.ABSENT ? 0 : table.second(cell);
    }

    /** The bodies of some generations, as far as anybody needs them, stand in another now. */
    synchronized void moved(long[] from, long to) {
        long entries = 0;
        long weight = 0;
        for (long generation : from) {
            entries += entries(generation);
            weight += weight(generation);
            forgetUntaken(generation);
        }
        for (long key : table.keys()) {
            long counting = counting(key);
            for (long generation : from) {
                if (counting == generation) {
                    table.put(key, 0, 0, to);
                    break;
                }
            }
        }
        table.put(to, entries, weight, 0);
    }

    private void forgetUntaken(long generation) {
        int cell = untaken.find(generation);
        if (cell != LongTable.ABSENT) {
            untaken.remove(cell);
        }
    }

    /** A file is gone, and nothing is counted for it. */
    synchronized void forget(long generation) {
        for (long key : table.keys()) {
            if (counting(key) == generation) {
                table.remove(table.find(key));
                forgetUntaken(key);
            }
        }
    }

    /** Never more than one step: all that pointed to a generation is changed when it moves. */
    private long counting(long generation) {
        int cell = table.find(generation);
        return cell == LongTable.ABSENT || table.third(cell) == 0 ? generation : table.third(cell);
    }
}
