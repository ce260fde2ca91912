package io.leveret.exchange;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The destinations of all bindings of an exchange, one entry for each binding, in the order of their names. The order
 * depends on nothing but what is bound now, so it is the same after a restart; adding and removing look for the place
 * by halves and shift what is behind it.
 */
final class OrderedDestinations {
    private static final Comparator<Destination> ORDER =
            Comparator.comparing(Destination::name).thenComparing(destination -> destination.queue == null);
    private static final Destination[] NONE = {};

    private Destination[] items = NONE;
    private int size;

    int size() {
        return size;
    }

    Destination get(int index) {
        return items[index];
    }

    void add(Destination destination) {
        int found = Arrays.binarySearch(items, 0, size, destination, ORDER);
        int at = found < 0 ? -found - 1 : found;
        if (size == items.length) {
            items = Arrays.copyOf(items, Math.max(4, size * 2));
        }
        System.arraycopy(items, at, items, at + 1, size - at);
        items[at] = destination;
        size++;
    }

    /** Takes one of the destination's entries away, if there is any. */
    void remove(Destination destination) {
        int at = Arrays.binarySearch(items, 0, size, destination, ORDER);
        if (at < 0) {
            return;
        }
        size--;
        System.arraycopy(items, at + 1, items, at, size - at);
        items[size] = null;
        if (size == 0) {
            items = NONE;
        } else if (size * 4 <= items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
    }
}
