package io.leveret.exchange;

import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import java.math.BigInteger;

/**
 * Header values in the form in which RabbitMQ compares them: by value, not by wire type. All integers compare as
 * numbers, float equals double, binary equals a string of the same bytes; an integer equals neither the same number as
 * a double nor as text; values within tables and arrays keep their types, and tables their order.
 */
final class HeaderValue {
    private static final BigInteger MILLISECONDS = BigInteger.valueOf(1000);
    private static final Object NOTHING = new Object();

    private HeaderValue() {}

    /** Of a binding's argument; not for void, which asks for presence only. */
    static Object ofArgument(FieldValue value) {
        return value.type() == FieldType.TIMESTAMP ? number(unsigned(value)) : canonical(value);
    }

    /**
     * Of a message's header. RabbitMQ 4.0.5 turns the seconds of a timestamp into milliseconds here, but not in
     * arguments, so a timestamp matches the argument of 1000 times its number only. Void equals nothing.
     */
    static Object ofHeader(FieldValue value) {
        return value.type() == FieldType.TIMESTAMP ? number(unsigned(value).multiply(MILLISECONDS)) : canonical(value);
    }

    private static Object canonical(FieldValue value) {
        return switch (value.type()) {
            case BYTE, UNSIGNEDBYTE, SHORT, UNSIGNEDSHORT, SIGNEDINT, UNSIGNEDINT, LONG -> value.asInteger();
            case FLOAT -> ((Float) value.value()).doubleValue();
            case VOID -> NOTHING;
            default -> value.value();
        };
    }

    private static BigInteger unsigned(FieldValue timestamp) {
        return new BigInteger(Long.toUnsignedString((Long) timestamp.value()));
    }

    private static Object number(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
}
