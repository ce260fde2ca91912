package io.leveret.exchange;

import java.util.Arrays;

/**
 * A growing list that takes each object once, told apart by identity, and is made to be cleared and used again.
 *
 * <p>Up to eight elements are compared one by one, which is faster than any hashing and is what nearly every route
 * needs. From then on an open-addressed table of positions answers. Of a large table only the part that the present
 * elements need is in use, so a route to ten queues after one to ten thousand does not pay for wiping the large one.
 */
final class IdentityList<T> {
    private static final int SCANNED = 8;

    private Object[] items = new Object[SCANNED];
    private int size;
    private int[] slots = {};
    private int mask;

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    T get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return (T) items[index];
    }

    /** Appends the object unless it is in the list already, and says whether it did. */
    boolean add(T item) {
        if (size < SCANNED) {
            for (int i = 0; i < size; i++) {
                if (items[i] == item) {
                    return false;
                }
            }
        } else {
            if ((size + 1) * 2 > mask) {
                rehash();
            }
            int slot = slotOf(item);
            if (slots[slot] != 0) {
                return false;
            }
            slots[slot] = size + 1;
        }
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = item;
        return true;
    }

    /** Forgets all elements, and keeps no reference to them. */
    void clear() {
        Arrays.fill(items, 0, size, null);
        size = 0;
        if (mask != 0) {
            Arrays.fill(slots, 0, mask + 1, 0);
            mask = 0;
        }
    }

    /** The slot that holds the position of this object, or the free one where it belongs. */
    private int slotOf(Object item) {
        int hash = System.identityHashCode(item);
        int slot = (hash ^ hash >>> 15) & mask;
        while (slots[slot] != 0 && items[slots[slot] - 1] != item) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash() {
        int capacity = Math.max(64, Integer.highestOneBit(size) * 8);
        if (slots.length < capacity) {
            slots = new int[capacity];
        } else {
            Arrays.fill(slots, 0, mask + 1, 0);
        }
        mask = capacity - 1;
        for (int i = 0; i < size; i++) {
            slots[slotOf(items[i])] = i + 1;
        }
    }
}
