package io.leveret.persistence.log;

import java.util.Arrays;

/**
 * Which items, as ranges: exact as long as there are few, then ranges with little between them become one. So it may
 * name items that are not in it, never leave one out.
 */
final class ItemRanges {
    /** Of one stream in one file. */
    private static final int MOST = 256;

    private long[] from = new long[1];
    private long[] to = new long[1];
    private int count;

    void add(long item) {
        if (count > 0 && item == to[count - 1] + 1) {
            to[count - 1] = item;
            return;
        }
        int behind = behind(item);
        if (behind > 0 && item <= to[behind - 1]) {
            return;
        }
        insert(behind, item);
        if (count > MOST) {
            coarsen();
        }
    }

    /** Whether any item of {@code low} to {@code high} may be in it. */
    boolean overlaps(long low, long high) {
        int behind = behind(high);
        return behind > 0 && low <= high && to[behind - 1] >= low;
    }

    /** Whether any item up to one may be in it that is not among the exceptions, which ascend. */
    boolean holdsUpTo(long upTo, long[] except) {
        for (int i = 0; i < count && from[i] <= upTo; i++) {
            long last = Math.min(to[i], upTo);
            int excepted = indexOf(except, last + 1) - indexOf(except, from[i]);
            if (excepted <= last - from[i]) {
                return true;
            }
        }
        return false;
    }

    private static int indexOf(long[] sorted, long key) {
        int found = Arrays.binarySearch(sorted, key);
        return found >= 0 ? found : -found - 1;
    }

    /** The first range that begins behind an item. */
    private int behind(long item) {
        if (count > 0 && from[count - 1] <= item) {
            return count;
        }
        int found = Arrays.binarySearch(from, 0, count, item);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private void insert(int at, long item) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        System.arraycopy(from, at, from, at + 1, count - at);
        System.arraycopy(to, at, to, at + 1, count - at);
        from[at] = item;
        to[at] = item;
        count++;
    }

    /** Closes at least half of the gaps, the smallest. */
    private void coarsen() {
        long[] gaps = new long[count - 1];
        for (int i = 1; i < count; i++) {
            gaps[i - 1] = from[i] - to[i - 1];
        }
        Arrays.sort(gaps);
        long largest = gaps[gaps.length / 2];
        int kept = 1;
        for (int i = 1; i < count; i++) {
            if (from[i] - to[kept - 1] <= largest) {
                to[kept - 1] = to[i];
            } else {
                from[kept] = from[i];
                to[kept++] = to[i];
            }
        }
        count = kept;
    }
}
