package io.leveret.persistence.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow, shrink, and are copied when one of those who share them changes them. */
final class SimBytes {
    /** Zeros from {@link #size} on. */
    private byte[] array;

    private int size;
    private boolean shared;

    SimBytes() {
        array = new byte[0];
    }

    private SimBytes(byte[] array, int size) {
        this.array = array;
        this.size = size;
        shared = true;
    }

    SimBytes copy() {
        shared = true;
        return new SimBytes(array, size);
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /** Reads as much as fits and is there. */
    int read(ByteBuffer into, long position) {
        int length = (int) Math.min(into.remaining(), Math.max(0, size - position));
        if (length > 0) {
            into.put(array, (int) position, length);
        }
        return length;
    }

    void flip(long bit) {
        own(size);
        array[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    }

    /** Grows with zeros, or cuts. */
    void resize(int newSize) {
        own(newSize);
        if (newSize < size) {
            Arrays.fill(array, newSize, size, (byte) 0);
        }
        size = newSize;
    }

    /** Writes into what is there: bytes beyond the size are lost. */
    void write(int position, byte[] data, int from, int length) {
        int fits = Math.min(length, size - position);
        if (fits > 0) {
            own(size);
            System.arraycopy(data, from, array, position, fits);
        }
    }

    private void own(int capacity) {
        if (capacity > array.length) {
            array = Arrays.copyOf(array, Math.max(capacity, array.length + array.length / 2));
            shared = false;
        } else if (shared) {
            array = array.clone();
            shared = false;
        }
    }
}
