package io.leveret.queue;

import java.util.Arrays;

/**
 * When the messages of one page expire. For every 64 slots, those of one word of a page's bitmaps, there is a lower
 * bound over the messages that are ready, so that finding the one whose time has come does not look at a whole page;
 * and one over all of them, by which the page stands in the {@link ExpiryOrder}.
 */
final class PageExpiries {
    private static final int OBJECT_BYTES = 56;

    final Page page;

    /** Its time in the {@link ExpiryOrder}, and its place there: {@link Fact#NEVER} and -1 if it is not in it. */
    long keyMs = Fact.NEVER;

    int position = -1;

    /** Nothing that is ready expires before. */
    private long earliestMs = Fact.NEVER;

    /** Null if no message expires, or the page is cold. */
    private long[] expiresAtMs;

    /** By word; null as the other. */
    private long[] earliestOfWordMs;

    PageExpiries(Page page) {
        this.page = page;
    }

    /** Nothing that is ready expires before this time; one that was taken may have been the one that did. */
    long earliestMs() {
        return earliestMs;
    }

    /** The page is emptied for messages to come. */
    void clear() {
        earliestMs = Fact.NEVER;
        if (expiresAtMs != null) {
            Arrays.fill(expiresAtMs, Fact.NEVER);
            Arrays.fill(earliestOfWordMs, Fact.NEVER);
        }
    }

    /** Of a message that is not ready yet. Returns whether arrays were made, for so many slots. */
    boolean set(int index, long atMs, int slots) {
        boolean made = expiresAtMs == null;
        if (made) {
            expiresAtMs = filled(slots);
            earliestOfWordMs = filled((slots + 63) >>> 6);
        }
        expiresAtMs[index] = atMs;
        return made;
    }

    /** The time that a message was given when it came. */
    long at(int index) {
        return expiresAtMs == null ? Fact.NEVER : expiresAtMs[index];
    }

    /** Whether the time of a message is over. */
    boolean expired(int index, long nowMs) {
        return at(index) <= nowMs;
    }

    /** A message became ready. */
    void becameReady(int index) {
        long atMs = at(index);
        if (atMs != Fact.NEVER && atMs < earliestOfWordMs[index >>> 6]) {
            earliestOfWordMs[index >>> 6] = atMs;
        }
        earliestMs = Math.min(earliestMs, atMs);
    }

    /** The first message from an index on, of those that are ready, whose time is over, or -1. */
    int due(int from, long nowMs) {
        long[] ready = page.readyBits();
        int words = earliestOfWordMs == null ? 0 : earliestOfWordMs.length;
        for (int word = from >>> 6; word < words; word++) {
            if (earliestOfWordMs[word] > nowMs) {
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

    /** Nothing is due any more: finds out when something will be. What is not yet over is taken from the bounds. */
    void expiredUpTo(long nowMs) {
        if (page.readyCount() == 0) {
            earliestMs = Fact.NEVER;
        } else if (page.cold() == null) {
            earliestMs = earliestOfReady(page.readyBits(), nowMs);
        }
    }

    /** The page goes cold: only the earliest time is still known. */
    void cooled(long[] ready) {
        earliestMs = earliestOfReady(ready, Fact.NEVER - 1);
        expiresAtMs = null;
        earliestOfWordMs = null;
    }

    /** The page is warm again, with these times, all of ready messages. */
    void restore(long[] timesMs, int slots) {
        expiresAtMs = null;
        for (int index = 0; index < timesMs.length; index++) {
            set(index, timesMs[index], slots);
            earliestOfWordMs[index >>> 6] = Math.min(earliestOfWordMs[index >>> 6], timesMs[index]);
        }
    }

    /** When the first of those expires that are ready. */
    private long earliestOfReady(long[] ready, long nowMs) {
        long earliest = Fact.NEVER;
        for (int word = 0; earliestOfWordMs != null && word < earliestOfWordMs.length; word++) {
            if (earliestOfWordMs[word] <= nowMs) {
                earliestOfWordMs[word] = earliestOf(ready, word);
            }
            earliest = Math.min(earliest, earliestOfWordMs[word]);
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
        if (expiresAtMs != null) {
            expiresAtMs = resized(expiresAtMs, slots);
            earliestOfWordMs = resized(earliestOfWordMs, (slots + 63) >>> 6);
        }
    }

    long indexBytes() {
        return OBJECT_BYTES + (expiresAtMs == null ? 0 : 32 + 8L * (expiresAtMs.length + earliestOfWordMs.length));
    }

    private static long[] filled(int length) {
        long[] times = new long[length];
        Arrays.fill(times, Fact.NEVER);
        return times;
    }

    private static long[] resized(long[] times, int length) {
        long[] changed = Arrays.copyOf(times, length);
        Arrays.fill(changed, Math.min(times.length, length), length, Fact.NEVER);
        return changed;
    }
}
