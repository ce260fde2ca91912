package io.leveret.codec;

import java.util.List;

/**
 * A value of a field table with its wire type.
 *
 * @param type the wire type
 * @param value of the class {@link FieldType#valueClass()}, in the range of the type; null only for void
 */
public record FieldValue(FieldType type, Object value) {
    /** The value of no value. */
    public static final FieldValue VOID = new FieldValue(FieldType.VOID, null);

    /** Refuses a value that its type cannot hold. */
    public FieldValue {
        if (type == FieldType.VOID ? value != null : !type.valueClass().isInstance(value)) {
            throw new IllegalArgumentException(type.rabbitName() + " cannot hold " + value);
        }
        requireRange(type, value);
        if (type == FieldType.ARRAY) {
            value = copyOf((List<?>) value);
        }
    }

    /** A long string of UTF-8 bytes. */
    public static FieldValue of(String text) {
        return new FieldValue(FieldType.LONGSTR, LongString.of(text));
    }

    /** A signed 32 bit number. */
    public static FieldValue of(int number) {
        return new FieldValue(FieldType.SIGNEDINT, number);
    }

    /** A signed 64 bit number. */
    public static FieldValue of(long number) {
        return new FieldValue(FieldType.LONG, number);
    }

    /** A bool. */
    public static FieldValue of(boolean truth) {
        return new FieldValue(FieldType.BOOL, truth);
    }

    /** A table. */
    public static FieldValue of(FieldTable table) {
        return new FieldValue(FieldType.TABLE, table);
    }

    /** An array. */
    public static FieldValue of(List<FieldValue> elements) {
        return new FieldValue(FieldType.ARRAY, elements);
    }

    /** A point of time in seconds since 1970. */
    public static FieldValue ofTimestamp(long epochSeconds) {
        return new FieldValue(FieldType.TIMESTAMP, epochSeconds);
    }

    /** The text of a long string, else null. */
    public String asString() {
        return type == FieldType.LONGSTR ? value.toString() : null;
    }

    /** The number of any integer type, else null. */
    public Long asInteger() {
        return type.isInteger() ? (Long) ((Number) value).longValue() : null;
    }

    /** The truth of a bool, else null. */
    public Boolean asBool() {
        return type == FieldType.BOOL ? (Boolean) value : null;
    }

    /** The table of a table, else null. */
    public FieldTable asTable() {
        return type == FieldType.TABLE ? (FieldTable) value : null;
    }

    /** The elements of an array, unmodifiable, else null. */
    @SuppressWarnings("unchecked") // the constructor checked each element
    public List<FieldValue> asArray() {
        return type == FieldType.ARRAY ? (List<FieldValue>) value : null;
    }

    private static List<FieldValue> copyOf(List<?> elements) {
        return elements.stream().map(FieldValue.class::cast).toList();
    }

    private static void requireRange(FieldType type, Object value) {
        long max = switch (type) {
            case UNSIGNEDBYTE -> 0xFF;
            case UNSIGNEDSHORT -> 0xFFFF;
            case UNSIGNEDINT -> 0xFFFF_FFFFL;
            default -> -1;
        };
        if (max >= 0 && (((Number) value).longValue() < 0 || ((Number) value).longValue() > max)) {
            throw new IllegalArgumentException(type.rabbitName() + " cannot hold " + value);
        }
        if (value instanceof Float number && !Float.isFinite(number)
                || value instanceof Double wide && !Double.isFinite(wide)) {
            throw new IllegalArgumentException(type.rabbitName() + " cannot hold " + value);
        }
    }
}
