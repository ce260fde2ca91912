package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;

/**
 * The header {@code x-delay}, by which a message asks an exchange of type {@code x-delayed-message} to hold it back for
 * so many milliseconds. Numbers of every type count, and strings that are whole numbers
 * (rabbit_delayed_message_utils:get_delay); anything else is no delay.
 */
public final class Delay {
    private static final String HEADER = "x-delay";

    private Delay() {}

    /** The delay in milliseconds; 0 if there is none, or no message. What is not above 0 holds nothing back. */
    public static long millis(MessageProperties properties) {
        FieldValue value = properties == null ? null : properties.header(HEADER);
        return value == null ? 0 : millis(value);
    }

    private static long millis(FieldValue value) {
        return switch (value.type()) {
            case BYTE, UNSIGNEDBYTE, SHORT, UNSIGNEDSHORT, SIGNEDINT, UNSIGNEDINT, LONG, FLOAT, DOUBLE ->
                ((Number) value.value()).longValue();
            case LONGSTR -> ofText(value.asString());
            default -> 0;
        };
    }

    private static long ofText(String text) {
        if (!text.matches("[+-]?[0-9]{1,18}")) {
            return 0;
        }
        return Long.parseLong(text);
    }

    /**
     * The headers of a message that is held back no longer: its delay is negative, so that no other exchange holds it
     * back again and who gets it can tell that it was.
     */
    public static FieldTable over(FieldTable headers, long delayMs) {
        return headers.toBuilder()
                .replace(HEADER, FieldValue.of(-delayMs))
                .build()
                .sortedByName();
    }
}
