package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A field table (AMQP 0-9-1 section 4.2.5.5): names with typed values, in the order of the wire. Immutable.
 *
 * <p>A name may stand more than once; like RabbitMQ's, look-ups see the first and encoding keeps all. Two tables are
 * equal if they hold the same entries in the same order; see {@link #sortedByName()}.
 */
public final class FieldTable implements Iterable<Map.Entry<String, FieldValue>> {
    /** Nested tables and arrays in a client's table, itself counted. */
    public static final int MAX_DEPTH = 16;

    /** Entries and array elements in a client's table, those of nested ones included. */
    public static final int MAX_ENTRIES = 4096;

    /** The table without entries. */
    public static final FieldTable EMPTY = new FieldTable(List.of());

    /** From this size on a hash index is worth its memory. */
    private static final int INDEXED_FROM = 16;

    private final List<Map.Entry<String, FieldValue>> entries;
    private final Map<String, FieldValue> index;

    private FieldTable(List<Map.Entry<String, FieldValue>> entries) {
        this.entries = List.copyOf(entries);
        this.index = entries.size() < INDEXED_FROM ? null : new HashMap<>();
        if (index != null) {
            entries.forEach(entry -> index.putIfAbsent(entry.getKey(), entry.getValue()));
        }
    }

    /** Takes checked entries. */
    static FieldTable of(List<Map.Entry<String, FieldValue>> entries) {
        return entries.isEmpty() ? EMPTY : new FieldTable(entries);
    }

    /**
     * Reads a client's table, without its length, from {@code [offset, end)}.
     *
     * @throws AmqpException 502 if it is malformed, deeper than {@link #MAX_DEPTH} or larger than {@link #MAX_ENTRIES}
     *     (RabbitMQ drops the connection without a word on the first and has no such limits)
     */
    public static FieldTable decode(ByteBuf buffer, int offset, int end) throws AmqpException {
        new TableScanner(buffer, MAX_DEPTH, MAX_ENTRIES).scanTable(offset, end);
        return FieldTableDecoder.table(buffer, offset, end);
    }

    /**
     * Reads bytes that {@link #toBytes()} gave or that were checked when they came in.
     *
     * @throws IllegalArgumentException if they are malformed
     */
    public static FieldTable fromBytes(byte[] bytes) {
        return fromBytes(bytes, 0, bytes.length);
    }

    /** Like {@link #fromBytes(byte[])}, from {@code [offset, end)}. */
    static FieldTable fromBytes(byte[] bytes, int offset, int end) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        try {
            // What the broker adds (x-death, tracing) may take a table beyond what a client may send.
            new TableScanner(buffer, 2 * MAX_DEPTH, Integer.MAX_VALUE).scanTable(offset, end);
            return FieldTableDecoder.table(buffer, offset, end);
        } catch (AmqpException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The encoded entries, without a length before them. */
    public byte[] toBytes() {
        ByteBuf out = Unpooled.buffer(64);
        FieldTableEncoder.writeEntries(out, this);
        return ByteBufUtil.getBytes(out);
    }

    /** Writes the table with its four length octets. */
    public void write(ByteBuf out) {
        FieldTableEncoder.writeTable(out, this);
    }

    /** Number of entries, without those of nested tables. */
    public int size() {
        return entries.size();
    }

    /** Whether there are no entries. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The first value of this name, or null. */
    public FieldValue get(String name) {
        if (index != null) {
            return index.get(name);
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).getKey().equals(name)) {
                return entries.get(i).getValue();
            }
        }
        return null;
    }

    /** Whether there is an entry of this name. */
    public boolean contains(String name) {
        return get(name) != null;
    }

    /** The text of the long string of this name; null if it is absent or of another type. */
    public String string(String name) {
        FieldValue value = get(name);
        return value == null ? null : value.asString();
    }

    /** The number of this name, of any integer type; null if it is absent or of another type. */
    public Long integer(String name) {
        FieldValue value = get(name);
        return value == null ? null : value.asInteger();
    }

    /** The bool of this name; null if it is absent or of another type. */
    public Boolean bool(String name) {
        FieldValue value = get(name);
        return value == null ? null : value.asBool();
    }

    /** The table of this name; null if it is absent or of another type. */
    public FieldTable table(String name) {
        FieldValue value = get(name);
        return value == null ? null : value.asTable();
    }

    /** The array of this name, unmodifiable; null if it is absent or of another type. */
    public List<FieldValue> array(String name) {
        FieldValue value = get(name);
        return value == null ? null : value.asArray();
    }

    /** Calls {@code action} for each entry in order. */
    public void forEach(BiConsumer<? super String, ? super FieldValue> action) {
        entries.forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    @Override
    public Iterator<Map.Entry<String, FieldValue>> iterator() {
        return entries.iterator();
    }

    /** The same entries, sorted by the bytes of their names: RabbitMQ compares arguments of bindings in this form. */
    public FieldTable sortedByName() {
        List<Map.Entry<String, FieldValue>> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(entry -> WireStrings.encode(entry.getKey()), Arrays::compareUnsigned));
        return of(sorted);
    }

    /** A builder that holds these entries. */
    public Builder toBuilder() {
        Builder builder = builder();
        builder.entries.addAll(entries);
        return builder;
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldTable that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** Names and values, for logs and tests. */
    @Override
    public String toString() {
        return entries.toString();
    }

    /** Collects entries; used by one thread. */
    public static final class Builder {
        private final List<Map.Entry<String, FieldValue>> entries = new ArrayList<>();

        private Builder() {}

        /** Adds a long string of UTF-8 bytes. */
        public Builder string(String name, String text) {
            return value(name, FieldValue.of(text));
        }

        /** Adds a signed 32 bit number. */
        public Builder integer(String name, int number) {
            return value(name, FieldValue.of(number));
        }

        /** Adds a signed 64 bit number. */
        public Builder longInteger(String name, long number) {
            return value(name, FieldValue.of(number));
        }

        /** Adds a bool. */
        public Builder bool(String name, boolean truth) {
            return value(name, FieldValue.of(truth));
        }

        /** Adds a table. */
        public Builder table(String name, FieldTable table) {
            return value(name, FieldValue.of(table));
        }

        /** Adds an array. */
        public Builder array(String name, List<FieldValue> elements) {
            return value(name, FieldValue.of(elements));
        }

        /**
         * Adds an entry behind the others, even if its name is there.
         *
         * @throws IllegalArgumentException if the name needs more than 255 bytes
         */
        public Builder value(String name, FieldValue value) {
            entries.add(entry(name, value));
            return this;
        }

        /**
         * Gives the first entry of this name a new value in its place, removes others of it; adds one if there is none.
         */
        public Builder replace(String name, FieldValue value) {
            Map.Entry<String, FieldValue> replacement = entry(name, value);
            int first = firstIndexOf(name);
            if (first < 0) {
                entries.add(replacement);
                return this;
            }
            remove(name);
            entries.add(first, replacement);
            return this;
        }

        /** Removes all entries of this name. */
        public Builder remove(String name) {
            entries.removeIf(entry -> entry.getKey().equals(name));
            return this;
        }

        /** The table; the builder can go on. */
        public FieldTable build() {
            return FieldTable.of(entries);
        }

        private int firstIndexOf(String name) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).getKey().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        private static Map.Entry<String, FieldValue> entry(String name, FieldValue value) {
            if (name.length() * 3 > WireStrings.MAX_SHORT_BYTES
                    && WireStrings.encode(name).length > WireStrings.MAX_SHORT_BYTES) {
                throw new IllegalArgumentException("field name of more than 255 bytes: " + name);
            }
            return Map.entry(name, value);
        }
    }
}
