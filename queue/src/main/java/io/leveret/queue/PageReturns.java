package io.leveret.queue;

/** Which messages of one page were delivered before, as far as is known, and how often each came back. */
final class PageReturns {
    private static final int OBJECT_BYTES = 24;

    private int slots;
    private long[] redelivered;

    /** Null if none came back in a way that counts. */
    private int[] counts;

    PageReturns(int slots) {
        this.slots = slots;
    }

    boolean redelivered(int index) {
        return Bits.has(redelivered, index);
    }

    /** Returns whether an array was made. */
    boolean flagRedelivered(int index) {
        boolean made = redelivered == null;
        redelivered = Bits.with(redelivered, index, slots);
        return made;
    }

    /** How often it came back in a way that counts. */
    int count(int index) {
        return counts == null ? 0 : counts[index];
    }

    /** Returns whether an array was made. */
    boolean add(int index, int count) {
        boolean made = counts == null;
        if (made) {
            counts = new int[slots];
        }
        counts[index] += count;
        return made;
    }

    /** Takes over what was stored; an array that was not is null. */
    void restore(long[] storedRedelivered, int[] storedCounts) {
        redelivered = Bits.resized(storedRedelivered, slots);
        counts = Bits.resized(storedCounts, slots);
    }

    void resize(int changed) {
        slots = changed;
        restore(redelivered, counts);
    }

    long indexBytes() {
        return OBJECT_BYTES + Bits.bytesOf(redelivered) + (counts == null ? 0 : 16 + 4L * slots);
    }
}
