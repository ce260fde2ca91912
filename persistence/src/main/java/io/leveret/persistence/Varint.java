package io.leveret.persistence;

import java.nio.ByteBuffer;

/**
 * Numbers of 63 bits, seven to a byte, lowest first, the high bit set on all but the last: as all formats on disk have
 * them. Any thread.
 */
public final class Varint {
    /** No number of 63 bits needs more. */
    public static final int MAX_BYTES = 9;

    /** Instead of a number: there is none. */
    public static final long MALFORMED = -1;

    private Varint() {}

    /** How many bytes a number needs at least. */
    public static int size(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** @throws IllegalArgumentException it is negative */
    public static void put(ByteBuffer out, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("cannot encode the negative number " + value);
        }
        long rest = value;
        while (rest > 0x7f) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** Puts a number into exactly {@code width} bytes, so that room can be left before it is known. */
    public static void putPadded(ByteBuffer out, int at, int width, int value) {
        int rest = value;
        for (int i = 0; i < width - 1; i++) {
            out.put(at + i, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put(at + width - 1, (byte) rest);
    }

    /** The next number, or {@link #MALFORMED} if the buffer ends before it does, or it has more than 63 bits. */
    public static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < MAX_BYTES * 7; shift += 7) {
            if (!in.hasRemaining()) {
                return MALFORMED;
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return MALFORMED;
    }
}
