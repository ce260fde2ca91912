package io.leveret.codec;

import java.util.List;

/**
 * The types of a value in a field table, as RabbitMQ reads them: its errata to the specification's section 4.2.1 give
 * {@code s}, {@code l} and {@code x} meanings of their own, and both {@code l} and {@code L} are a signed 64 bit number
 * (written as {@code l}).
 */
public enum FieldType {
    LONGSTR('S', "longstr", LongString.class),
    SIGNEDINT('I', "signedint", Integer.class),
    DECIMAL('D', "decimal", DecimalValue.class),
    /** Seconds since 1970, an unsigned 64 bit number kept in a {@code Long}. */
    TIMESTAMP('T', "timestamp", Long.class),
    TABLE('F', "table", FieldTable.class),
    ARRAY('A', "array", List.class),
    BYTE('b', "byte", Byte.class),
    UNSIGNEDBYTE('B', "unsignedbyte", Short.class),
    SHORT('s', "short", Short.class),
    UNSIGNEDSHORT('u', "unsignedshort", Integer.class),
    UNSIGNEDINT('i', "unsignedint", Long.class),
    LONG('l', "long", Long.class),
    FLOAT('f', "float", Float.class),
    DOUBLE('d', "double", Double.class),
    BOOL('t', "bool", Boolean.class),
    BINARY('x', "binary", LongString.class),
    /** No value: {@code null}. */
    VOID('V', "void", Void.class);

    private static final FieldType[] BY_LETTER = new FieldType[128];

    static {
        for (FieldType type : values()) {
            BY_LETTER[type.letter] = type;
        }
        BY_LETTER['L'] = LONG;
    }

    private final char letter;
    private final String rabbitName;
    private final Class<?> valueClass;

    FieldType(char letter, String rabbitName, Class<?> valueClass) {
        this.letter = letter;
        this.rabbitName = rabbitName;
        this.valueClass = valueClass;
    }

    /** The octet that stands before a value of this type. */
    public char letter() {
        return letter;
    }

    /** The name that RabbitMQ's reply texts use, such as {@code signedint}. */
    public String rabbitName() {
        return rabbitName;
    }

    /** The class of the Java values; {@code Void} for {@link #VOID}. */
    public Class<?> valueClass() {
        return valueClass;
    }

    /** Whether the value is a whole number; a timestamp is not counted among them, as in RabbitMQ. */
    public boolean isInteger() {
        return switch (this) {
            case SIGNEDINT, BYTE, UNSIGNEDBYTE, SHORT, UNSIGNEDSHORT, UNSIGNEDINT, LONG -> true;
            default -> false;
        };
    }

    /** The type of this letter, or null if there is none. */
    static FieldType ofLetter(int octet) {
        return octet >= 0 && octet < BY_LETTER.length ? BY_LETTER[octet] : null;
    }
}
