package io.leveret.queue;

/** Messages of one page whose bodies cannot be read; neither ready nor in flight. */
final class PageDamage {
    private static final int OBJECT_BYTES = 32;

    private long[] damaged;
    private int count;
    private long bytes;

    PageDamage(int slots) {
        damaged = new long[(slots + 63) >>> 6];
    }

    /** Of a page that cannot be read as a whole. */
    PageDamage(int count, long bytes) {
        this.count = count;
        this.bytes = bytes;
    }

    boolean has(int index) {
        return Bits.has(damaged, index);
    }

    void add(int index, int size) {
        Bits.set(damaged, index);
        count++;
        bytes += size;
    }

    /** One that is here leaves. */
    void remove(int index, int size) {
        Bits.clear(damaged, index);
        count--;
        bytes -= size;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    void resize(int slots) {
        damaged = Bits.resized(damaged, slots);
    }

    long indexBytes() {
        return OBJECT_BYTES + Bits.bytesOf(damaged);
    }
}
