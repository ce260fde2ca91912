package io.leveret.queue;

import java.util.Arrays;

/** Sets of small numbers as bits; a set that was never needed is null. */
final class Bits {
    private Bits() {}

    static boolean has(long[] bits, int index) {
        return bits != null && (bits[index >>> 6] & 1L << index) != 0;
    }

    static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    static void clear(long[] bits, int index) {
        bits[index >>> 6] &= ~(1L << index);
    }

    /** With the bit set, made for so many slots if there is none yet. */
    static long[] with(long[] bits, int index, int slots) {
        long[] made = bits == null ? new long[(slots + 63) >>> 6] : bits;
        set(made, index);
        return made;
    }

    static long[] resized(long[] bits, int slots) {
        return bits == null ? null : Arrays.copyOf(bits, (slots + 63) >>> 6);
    }

    /** The same for a number of each. */
    static int[] resized(int[] numbers, int slots) {
        return numbers == null ? null : Arrays.copyOf(numbers, slots);
    }

    /** The first bit that is set from an index on, or -1. */
    static int next(long[] bits, int from) {
        int word = from >>> 6;
        long left = word < bits.length ? bits[word] & -1L << from : 0;
        while (left == 0 && ++word < bits.length) {
            left = bits[word];
        }
        return left == 0 ? -1 : (word << 6) + Long.numberOfTrailingZeros(left);
    }

    static long bytesOf(long[] bits) {
        return bits == null ? 0 : 16 + 8L * bits.length;
    }
}
