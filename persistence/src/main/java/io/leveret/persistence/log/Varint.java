package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/** Numbers of seven bits to a byte, lowest first, the high bit set on all but the last. */
final class Varint {
    /** No number of 63 bits needs more. */
    static final int MAX_BYTES = 9;

    private Varint() {}

    /** How many bytes a number needs at least. */
    static int size(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** @throws IllegalArgumentException it is negative */
    static void put(ByteBuffer out, long value) {
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
    static void putPadded(ByteBuffer out, int at, int width, int value) {
        int rest = value;
        for (int i = 0; i < width - 1; i++) {
            out.put(at + i, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put(at + width - 1, (byte) rest);
    }

    /** @throws MalformedRecordException it does not end, or is negative */
    static long get(ByteBuffer in) throws MalformedRecordException {
        long value = 0;
        for (int shift = 0; shift < MAX_BYTES * 7; shift += 7) {
            if (!in.hasRemaining()) {
                throw new MalformedRecordException("a number is cut short");
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedRecordException("a number does not end");
    }

    /** @throws MalformedRecordException it is not one of 31 bits */
    static int getInt(ByteBuffer in) throws MalformedRecordException {
        long value = get(in);
        if (value > Integer.MAX_VALUE) {
            throw new MalformedRecordException("the number " + value + " is too large");
        }
        return (int) value;
    }
}
