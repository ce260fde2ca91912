package io.leveret.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Bytes of a table's long string or binary value; usually text, but any bytes survive. Immutable. */
public final class LongString {
    private final byte[] bytes;

    private LongString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The UTF-8 bytes of {@code text}. */
    public static LongString of(String text) {
        return new LongString(WireStrings.encode(text));
    }

    /** A copy of {@code bytes}. */
    public static LongString of(byte[] bytes) {
        return new LongString(bytes.clone());
    }

    /** Takes {@code bytes} over without a copy; nobody may change them afterwards. */
    static LongString wrap(byte[] bytes) {
        return new LongString(Objects.requireNonNull(bytes));
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes themselves, not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int sizeBytes() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LongString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes read as UTF-8, malformed ones replaced by U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
