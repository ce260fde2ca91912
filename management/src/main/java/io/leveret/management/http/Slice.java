package io.leveret.management.http;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A slice of a list as it would be if the list were sorted, without sorting the rest: a page of 100,000 entries costs a
 * few comparisons for each of them and not seventeen. Hoare's selection, once for each end of the slice.
 */
final class Slice {
    private Slice() {}

    /**
     * The entries from one position to another.
     *
     * @param order in which no two entries are equal, or equal ones may stand in any order
     */
    static <T> List<T> sorted(List<T> list, Comparator<? super T> order, int from, int to) {
        @SuppressWarnings("unchecked") // what is in it comes out of the list
        T[] all = (T[]) list.toArray();
        SplittableRandom random = new SplittableRandom(all.length);
        if (from > 0) {
            select(all, order, from, random, 0);
        }
        if (to < all.length) {
            select(all, order, to, random, from);
        }
        Arrays.sort(all, from, to, order);
        return Arrays.asList(all).subList(from, to);
    }

    /** Has all before a position be no greater than all from it on; {@code low}: those before are already. */
    private static <T> void select(
            T[] all, Comparator<? super T> order, int position, SplittableRandom random, int low) {
        int left = low;
        int right = all.length - 1;
        while (left < right) {
            T pivot = all[left + random.nextInt(right - left + 1)];
            int i = left;
            int j = right;
            while (i <= j) {
                while (order.compare(all[i], pivot) < 0) {
                    i++;
                }
                while (order.compare(all[j], pivot) > 0) {
                    j--;
                }
                if (i <= j) {
                    T swapped = all[i];
                    all[i++] = all[j];
                    all[j--] = swapped;
                }
            }
            if (position <= j) {
                right = j;
            } else if (position >= i) {
                left = i;
            } else {
                return;
            }
        }
    }
}
