package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;

/**
 * The refusal of a declaration that gives an argument another value than the exchange or queue that is there has.
 *
 * <p>RabbitMQ 4.0.5 behaviour: where both sides have a value, the values are shown without their types (void as none);
 * otherwise the type is shown.
 */
public final class ArgumentDifference {
    private ArgumentDifference() {}

    /**
     * 406 with both values.
     *
     * @param where such as "queue 'NAME' in vhost 'VHOST'"
     * @param received null if there is none
     * @param current null if there is none
     */
    public static AmqpException of(String argument, String where, FieldValue received, FieldValue current) {
        boolean both = received != null && current != null;
        return of(argument, where, both ? bare(received) : typed(received), both ? bare(current) : typed(current));
    }

    /** 406 with both values as they are to be shown. */
    static AmqpException of(String argument, String where, String received, String current) {
        return new AmqpException(
                ReplyCode.PRECONDITION_FAILED,
                "inequivalent arg '" + argument + "' for " + where + ": received " + received + " but current is "
                        + current);
    }

    /** 406 for a property that is on or off. */
    public static AmqpException of(String property, String where, boolean received, boolean current) {
        return of(property, where, "'" + received + "'", "'" + current + "'");
    }

    static String bare(FieldValue value) {
        return value.type() == FieldType.VOID ? "none" : "'" + ErlangTerms.text(value) + "'";
    }

    private static String typed(FieldValue value) {
        return value == null
                ? "none"
                : "the value '" + ErlangTerms.text(value) + "' of type '"
                        + value.type().rabbitName() + "'";
    }
}
