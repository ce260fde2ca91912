package io.leveret.it.harness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the fields of a method, a content header or a table, in the order in which they stand. */
public final class Fields {
    private final ByteBuffer buffer;

    /** Reads from the first of these bytes. */
    public Fields(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    /** The next octet, unsigned. */
    public int int8() {
        return buffer.get() & 0xFF;
    }

    /** The next 16 bits, unsigned. */
    public int int16() {
        return buffer.getShort() & 0xFFFF;
    }

    /** The next 32 bits, signed. */
    public int int32() {
        return buffer.getInt();
    }

    /** The next 64 bits, signed. */
    public long int64() {
        return buffer.getLong();
    }

    /** The next short string. */
    public String shortString() {
        return new String(bytes(int8()), StandardCharsets.UTF_8);
    }

    /** The next long string, as text. */
    public String longString() {
        return new String(bytes(int32()), StandardCharsets.UTF_8);
    }

    /** The next field table. */
    public Map<String, Object> table() {
        Fields fields = new Fields(bytes(int32()));
        Map<String, Object> table = new LinkedHashMap<>();
        while (fields.buffer.hasRemaining()) {
            table.put(fields.shortString(), fields.value());
        }
        return table;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private Object value() {
        int type = int8();
        return switch (type) {
            case 'S' -> longString();
            case 't' -> int8() != 0;
            case 'b' -> buffer.get();
            case 's' -> buffer.getShort();
            case 'I' -> int32();
            case 'l', 'T' -> int64();
            case 'F' -> table();
            case 'A' -> list();
            case 'V' -> "(void)";
            default -> throw new IllegalStateException("field type " + (char) type + " is not read here");
        };
    }

    private List<Object> list() {
        Fields fields = new Fields(bytes(int32()));
        List<Object> list = new ArrayList<>();
        while (fields.buffer.hasRemaining()) {
            list.add(fields.value());
        }
        return list;
    }
}
