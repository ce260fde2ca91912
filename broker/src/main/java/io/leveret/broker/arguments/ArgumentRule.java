package io.leveret.broker.arguments;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import java.util.List;

/**
 * Which values an argument may have, and what RabbitMQ says of others (rabbit_amqqueue:declare_args).
 *
 * @param type of the value, for people
 * @param range of the value, for people
 */
record ArgumentRule(String type, String range, Refusal refusal) {
    /** Why a value will not do, in the words of the reply text; null if it will. */
    @FunctionalInterface
    interface Refusal {
        String of(FieldValue value, FieldTable all);
    }

    private static final String INTEGER = "integer";

    /** Any value: RabbitMQ does not look at it either. */
    static ArgumentRule unchecked(String type, String range) {
        return new ArgumentRule(type, range, (value, all) -> null);
    }

    /** A number from 0 to a maximum, above which it is called too large in this way. */
    static ArgumentRule upTo(long max, String tooLarge) {
        String range = max == Long.MAX_VALUE ? "0 and more" : "0 to " + max;
        return new ArgumentRule(INTEGER, range, (value, all) -> integer(value, 0, max, tooLarge));
    }

    /** A number of 1 or more, up to a maximum. */
    static ArgumentRule positive(long max) {
        String range = max == Long.MAX_VALUE ? "1 and more" : "1 to " + max;
        return new ArgumentRule(INTEGER, range, (value, all) -> integer(value, 1, max, "value_too_large"));
    }

    /** One of some texts. */
    static ArgumentRule oneOf(String otherwise, String... texts) {
        List<String> allowed = List.of(texts);
        return new ArgumentRule("text", String.join(", ", texts), (value, all) -> text(value, allowed, otherwise));
    }

    /** A text. */
    static ArgumentRule anyText() {
        return new ArgumentRule("text", "any", (value, all) -> text(value, null, null));
    }

    /**
     * A routing key, where another argument stands too. RabbitMQ also takes those of more than 255 bytes, with which
     * nothing could be delivered.
     */
    static ArgumentRule keyBeside(String other, String without) {
        return new ArgumentRule("text", "up to 255 bytes, beside `" + other + "`", (value, all) -> {
            String refusal = text(value, null, null);
            if (refusal == null && !all.contains(other)) {
                return without;
            }
            return refusal == null && ((LongString) value.value()).sizeBytes() > 255 ? "routing_key_too_long" : refusal;
        });
    }

    /** A bool. */
    static ArgumentRule bool() {
        return new ArgumentRule(
                "bool", "true, false", (value, all) -> value.type() == FieldType.BOOL ? null : unacceptable(value));
    }

    /** Texts whose refusal quotes the value: {@code "unsupported WHAT 'VALUE'"}. */
    static ArgumentRule supported(String what, String... texts) {
        List<String> allowed = List.of(texts);
        return new ArgumentRule(
                "text",
                String.join(", ", texts),
                (value, all) -> text(value, allowed, "\"unsupported " + what + " '" + value.value() + "'\""));
    }

    /** 1 or 2. */
    static ArgumentRule queueVersion() {
        return new ArgumentRule(INTEGER, "1, 2", (value, all) -> {
            String refusal = integer(value, 0, Long.MAX_VALUE, "");
            if (refusal != null || number(value) == 1 || number(value) == 2) {
                return refusal;
            }
            return "\"unsupported queue version '" + number(value) + "'\"";
        });
    }

    private static String integer(FieldValue value, long min, long max, String tooLarge) {
        if (!value.type().isInteger()) {
            return "\"expected integer, got " + value.type().rabbitName() + "\"";
        }
        long number = number(value);
        if (number < 0) {
            return "{value_negative," + number + "}";
        }
        if (number < min) {
            return "{value_zero,0}";
        }
        return number > max ? "{" + tooLarge + "," + number + "}" : null;
    }

    private static long number(FieldValue value) {
        return ((Number) value.value()).longValue();
    }

    private static String text(FieldValue value, List<String> allowed, String otherwise) {
        if (value.type() != FieldType.LONGSTR) {
            return unacceptable(value);
        }
        return allowed == null || allowed.contains(value.value().toString()) ? null : otherwise;
    }

    private static String unacceptable(FieldValue value) {
        return "{unacceptable_type," + value.type().rabbitName() + "}";
    }
}
