package io.leveret.queue;

import java.util.Arrays;

/**
 * When the messages of one page expire. For every 64 slots, those of one word of a page's bitmaps, there is a lower
 * bound over the messages that are ready, so that finding the one whose time has come does not look at a whole page.
 */
final class PageExpiries {
    private static final int OBJECT_BYTES = 24;

    private long[] expiresAtMs;
    private long[] earliestMs;

    PageExpiries(int slots) {
        expiresAtMs = new long[slots];
        earliestMs = new long[(slots + 63) >>> 6];
        clear();
    }

    void clear() {
        Arrays.fill(expiresAtMs, Fact.NEVER);
        Arrays.fill(earliestMs, Fact.NEVER);
    }

    void set(int index, long atMs) {
        expiresAtMs[index] = atMs;
    }

    long at(int index) {
        return expiresAtMs[index];
    }

    /** A message became ready; returns when it expires. */
    long becameReady(int index) {
        long atMs = expiresAtMs[index];
        if (atMs < earliestMs[index >>> 6]) {
            earliestMs[index >>> 6] = atMs;
        }
        return atMs;
    }

    /** The first message from an index on, of those that are ready, whose time is over, or -1. */
    int due(long[] ready, int from, long nowMs) {
        for (int word = from >>> 6; word < earliestMs.length; word++) {
            if (earliestMs[word] > nowMs) {
                continue;
            }
            long bits = word == from >>> 6 ? ready[word] & -1L << from : ready[word];
            while (bits != 0) {
                int index = (word << 6) + Long.numberOfTrailingZeros(bits);
                if (expiresAtMs[index] <= nowMs) {
                    return index;
                }
                bits &= bits - 1;
            }
        }
        return -1;
    }

    /** When the first of those expires that are ready. What is not yet over is taken from the bounds. */
    long earliest(long[] ready, long nowMs) {
        long earliest = Fact.NEVER;
        for (int word = 0; word < earliestMs.length; word++) {
            if (earliestMs[word] <= nowMs) {
                earliestMs[word] = earliestOf(ready, word);
            }
            earliest = Math.min(earliest, earliestMs[word]);
        }
        return earliest;
    }

    private long earliestOf(long[] ready, int word) {
        long earliest = Fact.NEVER;
        for (long bits = ready[word]; bits != 0; bits &= bits - 1) {
            earliest = Math.min(earliest, expiresAtMs[(word << 6) + Long.numberOfTrailingZeros(bits)]);
        }
        return earliest;
    }

    void resize(int slots) {
        int before = expiresAtMs.length;
        int wordsBefore = earliestMs.length;
        expiresAtMs = Arrays.copyOf(expiresAtMs, slots);
        earliestMs = Arrays.copyOf(earliestMs, (slots + 63) >>> 6);
        Arrays.fill(expiresAtMs, before, slots, Fact.NEVER);
        Arrays.fill(earliestMs, wordsBefore, earliestMs.length, Fact.NEVER);
    }

    long indexBytes() {
        return OBJECT_BYTES + 32 + 8L * (expiresAtMs.length + earliestMs.length);
    }
}
