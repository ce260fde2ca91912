package io.leveret.persistence.scratch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which parts of the scratch file are taken.
 *
 * <p>The file is cut into slabs of 1 MiB, a slab into slots of one size: 512 bytes, 768, 1 KiB, 1.5 KiB and so on, so
 * that at most a third of a slot is wasted. A slab of which no slot is taken may be cut anew. Whatever is taken is the
 * first that is free, so that the end of the file becomes free and can be given back.
 *
 * <p>A handle names a slot, and which of all that took it is meant: an old handle is known for one.
 */
final class Slabs {
    static final int SLAB_BYTES = 1 << 20;

    /** A handle has, from the lowest bit: the slot within its slab, the slab, and a running number. */
    private static final int SLOT_BITS = 11;

    private static final int SLAB_BITS = 28;
    private static final int STAMP_BITS = Long.SIZE - 1 - SLAB_BITS - SLOT_BITS;
    private static final int SMALLEST_SLOT_BYTES = SLAB_BYTES >> SLOT_BITS;

    /** One slab that is cut: the size of its slots, and which of them are taken. */
    private static final class Slab {
        final int sizeClass;
        final int slots;
        final BitSet taken;

        /** Of the handle under which each slot is taken. */
        final int[] stamps;

        int takenCount;

        Slab(int sizeClass) {
            this.sizeClass = sizeClass;
            slots = SLAB_BYTES / slotBytes(sizeClass);
            taken = new BitSet(slots);
            stamps = new int[slots];
        }
    }

    /** By number; null if it is not cut. */
    private final List<Slab> slabs = new ArrayList<>();

    private final BitSet uncut = new BitSet();
    private int lastStamp;

    /** For each class the slabs that have a free slot. */
    private final BitSet[] withRoom = new BitSet[sizeClass(SLAB_BYTES) + 1];

    Slabs() {
        Arrays.setAll(withRoom, n -> new BitSet());
    }

    /** The smallest class whose slots have so many bytes. */
    static int sizeClass(int bytes) {
        int sizeClass = 0;
        while (slotBytes(sizeClass) < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }

    private static int slotBytes(int sizeClass) {
        int power = SMALLEST_SLOT_BYTES << sizeClass / 2;
        return sizeClass % 2 == 0 ? power : power + power / 2;
    }

    /** Takes a slot of at least so many bytes, not more than {@link #SLAB_BYTES}; its handle. */
    long take(int bytes) {
        int sizeClass = sizeClass(bytes);
        int number = withRoom[sizeClass].nextSetBit(0);
        if (number < 0) {
            number = cut(sizeClass);
        }
        Slab slab = slabs.get(number);
        int slot = slab.taken.nextClearBit(0);
        slab.taken.set(slot);
        slab.takenCount++;
        if (slab.takenCount == slab.slots) {
            withRoom[sizeClass].clear(number);
        }
        lastStamp = lastStamp + 1 & (1 << STAMP_BITS) - 1;
        slab.stamps[slot] = lastStamp;
        return ((long) lastStamp << SLAB_BITS | number) << SLOT_BITS | slot;
    }

    private int cut(int sizeClass) {
        int number = uncut.nextSetBit(0);
        if (number < 0) {
            number = slabs.size();
            slabs.add(null);
        }
        uncut.clear(number);
        slabs.set(number, new Slab(sizeClass));
        withRoom[sizeClass].set(number);
        return number;
    }

    /**
     * Gives a slot back.
     *
     * @throws IllegalArgumentException it is not taken under this handle
     */
    void giveBack(long handle) {
        Slab slab = slab(handle);
        int number = number(handle);
        slab.taken.clear(slot(handle));
        slab.takenCount--;
        if (slab.takenCount > 0) {
            withRoom[slab.sizeClass].set(number);
            return;
        }
        withRoom[slab.sizeClass].clear(number);
        slabs.set(number, null);
        uncut.set(number);
        while (!slabs.isEmpty() && slabs.get(slabs.size() - 1) == null) {
            slabs.remove(slabs.size() - 1);
            uncut.clear(slabs.size());
        }
    }

    /**
     * Where a slot begins in the file.
     *
     * @throws IllegalArgumentException it is not taken under this handle
     */
    long position(long handle) {
        return (long) number(handle) * SLAB_BYTES + (long) slot(handle) * bytes(handle);
    }

    /**
     * How many bytes a slot has.
     *
     * @throws IllegalArgumentException it is not taken under this handle
     */
    int bytes(long handle) {
        return slotBytes(slab(handle).sizeClass);
    }

    /** All slabs from this one on are free. */
    int end() {
        return slabs.size();
    }

    private Slab slab(long handle) {
        Slab slab = handle >= 0 && number(handle) < slabs.size() ? slabs.get(number(handle)) : null;
        int slot = slot(handle);
        if (slab == null || !slab.taken.get(slot) || slab.stamps[slot] != handle >>> SLAB_BITS + SLOT_BITS) {
            throw new IllegalArgumentException("Nothing is stored under " + handle);
        }
        return slab;
    }

    private static int slot(long handle) {
        return (int) handle & (1 << SLOT_BITS) - 1;
    }

    private static int number(long handle) {
        return (int) (handle >>> SLOT_BITS) & (1 << SLAB_BITS) - 1;
    }
}
