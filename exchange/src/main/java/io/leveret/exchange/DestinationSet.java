package io.leveret.exchange;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The destinations behind one place of an index, each with the number of bindings that put it there (two bindings may
 * differ in nothing that the index looks at). Read as a plain array when routing; adding and removing take constant
 * time, the order is not kept.
 */
final class DestinationSet {
    private static final int SCANNED = 8;

    private static final Destination[] NO_ITEMS = {};
    private static final int[] NO_COUNTS = {};

    private Destination[] items = NO_ITEMS;
    private int[] counts = NO_COUNTS;
    private int size;
    private Map<Destination, Integer> positions;

    boolean isEmpty() {
        return size == 0;
    }

    void add(Destination destination) {
        int at = positionOf(destination);
        if (at >= 0) {
            counts[at]++;
            return;
        }
        if (size == items.length) {
            resize(Math.max(1, size * 2));
        }
        items[size] = destination;
        counts[size] = 1;
        size++;
        if (positions != null) {
            positions.put(destination, size - 1);
        } else if (size > SCANNED) {
            positions = new IdentityHashMap<>();
            for (int i = 0; i < size; i++) {
                positions.put(items[i], i);
            }
        }
    }

    void remove(Destination destination) {
        int at = positionOf(destination);
        if (at < 0 || --counts[at] > 0) {
            return;
        }
        size--;
        items[at] = items[size];
        counts[at] = counts[size];
        items[size] = null;
        if (positions != null) {
            positions.remove(destination);
            if (at < size) {
                positions.put(items[at], at);
            }
        }
        if (size < SCANNED / 2) {
            positions = null;
        }
        if (size == 0) {
            items = NO_ITEMS;
            counts = NO_COUNTS;
        } else if (size * 4 <= items.length) {
            resize(size * 2);
        }
    }

    private void resize(int capacity) {
        items = Arrays.copyOf(items, capacity);
        counts = Arrays.copyOf(counts, capacity);
    }

    /** Adds all destinations to the route. */
    void reach(Route out) {
        for (int i = 0; i < size; i++) {
            out.reach(items[i]);
        }
    }

    private int positionOf(Destination destination) {
        if (positions != null) {
            Integer at = positions.get(destination);
            return at == null ? -1 : at;
        }
        for (int i = 0; i < size; i++) {
            if (items[i] == destination) {
                return i;
            }
        }
        return -1;
    }
}
