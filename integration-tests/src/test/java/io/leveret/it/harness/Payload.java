package io.leveret.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes the fields of a method, a content header or a table, octet by octet; it checks nothing. */
public final class Payload {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Starts a method, whose id is {@code class << 16 | method}. */
    public static Payload method(int id) {
        return new Payload().int32(id);
    }

    /** Appends one octet. */
    public Payload int8(int value) {
        return write(() -> out.writeByte(value));
    }

    /** Appends a 16-bit integer. */
    public Payload int16(int value) {
        return write(() -> out.writeShort(value));
    }

    /** Appends a 32-bit integer. */
    public Payload int32(long value) {
        return write(() -> out.writeInt((int) value));
    }

    /** Appends a 64-bit integer. */
    public Payload int64(long value) {
        return write(() -> out.writeLong(value));
    }

    /** Appends a short string: the length in one octet, then UTF-8. */
    public Payload shortString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return int8(utf8.length).raw(utf8);
    }

    /** Appends a long string: the length in four octets, then the bytes. */
    public Payload longString(byte[] value) {
        return int32(value.length).raw(value);
    }

    /** Appends up to eight bits, the first one in the lowest place. */
    public Payload bits(boolean... bits) {
        int octet = 0;
        for (int i = 0; i < bits.length; i++) {
            octet |= bits[i] ? 1 << i : 0;
        }
        return int8(octet);
    }

    /** Appends a field table; strings, integers, longs, booleans, times, lists and maps are understood. */
    public Payload table(Map<String, ?> table) {
        Payload fields = new Payload();
        table.forEach((name, value) -> fields.shortString(name).value(value));
        return longString(fields.toBytes());
    }

    /** Appends bytes as they are. */
    public Payload raw(byte[] value) {
        return write(() -> out.write(value));
    }

    /** What was written so far. */
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private Payload value(Object value) {
        if (value instanceof String text) {
            return int8('S').longString(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Boolean bool) {
            return int8('t').bits(bool);
        } else if (value instanceof Integer number) {
            return int8('I').int32(number);
        } else if (value instanceof Long number) {
            return int8('l').int64(number);
        } else if (value instanceof Instant time) {
            return int8('T').int64(time.getEpochSecond());
        } else if (value instanceof List<?> list) {
            Payload items = new Payload();
            list.forEach(items::value);
            return int8('A').longString(items.toBytes());
        } else if (value instanceof Map<?, ?> map) {
            Payload fields = new Payload();
            map.forEach((name, item) -> fields.shortString((String) name).value(item));
            return int8('F').longString(fields.toBytes());
        }
        throw new IllegalArgumentException("no field type for " + value);
    }

    private Payload write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
