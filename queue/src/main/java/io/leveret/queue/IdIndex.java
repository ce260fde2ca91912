package io.leveret.queue;

import java.util.Arrays;

/**
 * Finds the slot that an id has in somebody's arrays: a hash table from {@code long} to {@code int} without boxes.
 *
 * <p>Open addressing with linear probing, at most half full. Removal closes the gap by moving back what had been pushed
 * past it (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R), so there are no tombstones.
 */
final class IdIndex {
    static final int NONE = -1;

    private static final int INITIAL_CAPACITY = 16;

    /** 2^64 divided by the golden ratio: spreads the runs of consecutive ids that queues are made of. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** 0 where the table is empty. */
    private long[] ids = new long[INITIAL_CAPACITY];

    private int[] slots = new int[INITIAL_CAPACITY];
    private int size;

    /** The slot of an id, or {@link #NONE}. */
    int find(long id) {
        int mask = ids.length - 1;
        for (int at = home(id); ids[at] != 0; at = (at + 1) & mask) {
            if (ids[at] == id) {
                return slots[at];
            }
        }
        return NONE;
    }

    /** Adds an id, not 0 and not there yet. */
    void add(long id, int slot) {
        if (size >= ids.length >>> 1) {
            grow();
        }
        insert(id, slot);
        size++;
    }

    /** Forgets an id, if it is there. */
    void remove(long id) {
        int mask = ids.length - 1;
        int gap = home(id);
        while (ids[gap] != id) {
            if (ids[gap] == 0) {
                return;
            }
            gap = (gap + 1) & mask;
        }
        for (int at = (gap + 1) & mask; ids[at] != 0; at = (at + 1) & mask) {
            // It may move into the gap unless its home lies cyclically behind the gap, up to where it stands.
            if (((at - home(ids[at])) & mask) >= ((at - gap) & mask)) {
                ids[gap] = ids[at];
                slots[gap] = slots[at];
                gap = at;
            }
        }
        ids[gap] = 0;
        size--;
    }

    int size() {
        return size;
    }

    /** All ids, in no order. */
    long[] ids() {
        long[] all = new long[size];
        int count = 0;
        for (long id : ids) {
            if (id != 0) {
                all[count++] = id;
            }
        }
        return all;
    }

    private void insert(long id, int slot) {
        int mask = ids.length - 1;
        int at = home(id);
        while (ids[at] != 0) {
            at = (at + 1) & mask;
        }
        ids[at] = id;
        slots[at] = slot;
    }

    private int home(long id) {
        return (int) ((id * SPREAD) >>> (Long.numberOfLeadingZeros(ids.length) + 1));
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldSlots = slots;
        ids = new long[oldIds.length * 2];
        slots = Arrays.copyOf(oldSlots, ids.length);
        for (int at = 0; at < oldIds.length; at++) {
            if (oldIds[at] != 0) {
                insert(oldIds[at], oldSlots[at]);
            }
        }
    }
}
