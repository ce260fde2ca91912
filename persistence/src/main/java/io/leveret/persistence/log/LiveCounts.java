package io.leveret.persistence.log;

import java.util.Arrays;

/** How many items have their bodies in each generation, and what they weigh. Any thread. */
final class LiveCounts {
    private static final int OVERHEAD_BYTES = 64;
    private static final int ROOM = 64;

    private long first = 1;
    private long[] entries = new long[ROOM];
    private long[] weights = new long[ROOM];

    /** What one of the holders of a body weighs. */
    static long weight(int bodySize, int holders) {
        return ((long) bodySize + OVERHEAD_BYTES) / Math.max(1, holders);
    }

    synchronized void add(long generation, long count, long weight) {
        if (generation < first) {
            return;
        }
        int index = index(generation);
        entries[index] += count;
        weights[index] += weight;
    }

    /** Takes away what was let go: parallel arrays. */
    synchronized void release(long[] generations, long[] counts, long[] released, int count) {
        for (int i = 0; i < count; i++) {
            add(generations[i], -counts[i], -released[i]);
        }
    }

    synchronized long entries(long generation) {
        return generation < first || generation - first >= entries.length ? 0 : entries[(int) (generation - first)];
    }

    synchronized long weight(long generation) {
        return generation < first || generation - first >= weights.length ? 0 : weights[(int) (generation - first)];
    }

    /** Forgets all generations below one. */
    synchronized void forgetBelow(long generation) {
        long gone = generation - first;
        if (gone < ROOM) {
            return;
        }
        int shift = (int) Math.min(gone, entries.length);
        entries = Arrays.copyOf(Arrays.copyOfRange(entries, shift, entries.length), ROOM + entries.length - shift);
        weights = Arrays.copyOf(Arrays.copyOfRange(weights, shift, weights.length), entries.length);
        first = generation;
    }

    private int index(long generation) {
        int index = Math.toIntExact(generation - first);
        if (index >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(index + 1, entries.length * 2));
            weights = Arrays.copyOf(weights, entries.length);
        }
        return index;
    }
}
