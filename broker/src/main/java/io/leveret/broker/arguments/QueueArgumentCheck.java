package io.leveret.broker.arguments;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.ArgumentDifference;
import java.util.List;
import java.util.Map;

/** Whether arguments will do, and whether they mean the queue that is there; the texts are those of RabbitMQ 4.0.5. */
public final class QueueArgumentCheck {
    /** Arguments that must be the same when a queue is declared again; all others are ignored then. */
    private static final List<QueueArgument> COMPARED = List.of(
            QueueArgument.EXPIRES,
            QueueArgument.MESSAGE_TTL,
            QueueArgument.DEAD_LETTER_EXCHANGE,
            QueueArgument.DEAD_LETTER_ROUTING_KEY,
            QueueArgument.DEAD_LETTER_STRATEGY,
            QueueArgument.MAX_LENGTH,
            QueueArgument.MAX_LENGTH_BYTES,
            QueueArgument.MAX_PRIORITY,
            QueueArgument.OVERFLOW,
            QueueArgument.TYPE,
            QueueArgument.SINGLE_ACTIVE_CONSUMER,
            QueueArgument.DELIVERY_LIMIT);

    private static final FieldValue DEFAULT_TYPE = FieldValue.of(QueueType.CLASSIC.argument());

    private QueueArgumentCheck() {}

    /**
     * Refuses with 406 a dead letter exchange that is no string; RabbitMQ looks at it before everything else.
     *
     * @param queue "queue 'NAME' in vhost 'VHOST'"
     */
    public static void checkDeadLetterExchange(FieldTable arguments, String queue) throws AmqpException {
        FieldValue value = arguments.get(QueueArgument.DEAD_LETTER_EXCHANGE.argument());
        if (value != null && value.type() != FieldType.LONGSTR) {
            throw refusal(
                    "invalid type '" + value.type().rabbitName() + "' for arg 'x-dead-letter-exchange' in " + queue);
        }
    }

    /**
     * Refuses with 406 what RabbitMQ refuses: bad values in the order of the table, then what the type does not take in
     * the order of the arguments.
     *
     * @param queue "queue 'NAME' in vhost 'VHOST'"
     */
    public static void check(FieldTable arguments, String queue) throws AmqpException {
        checkValue(QueueArgument.TYPE, arguments, queue);
        QueueType type = typeOf(arguments);
        for (QueueArgument argument : QueueArgument.values()) {
            if (argument.isFor(type)) {
                checkValue(argument, arguments, queue);
            }
        }
        for (Map.Entry<String, FieldValue> entry : arguments) {
            QueueArgument argument = QueueArgument.named(entry.getKey());
            if (argument != null && argument.isKnown() && !argument.isFor(type)) {
                throw refusal(
                        "invalid arg '" + entry.getKey() + "' for " + queue + " of queue type " + type.rabbitName());
            }
        }
    }

    private static void checkValue(QueueArgument argument, FieldTable arguments, String queue) throws AmqpException {
        FieldValue value = arguments.get(argument.argument());
        String refusal = value == null ? null : argument.refusal(value, arguments);
        if (refusal != null) {
            throw refusal("invalid arg '" + argument.argument() + "' for " + queue + ": " + refusal);
        }
    }

    /**
     * Refuses with 406 if the queue that is there was declared with other arguments.
     *
     * @param queue "queue 'NAME' in vhost 'VHOST'"
     */
    public static void checkEquivalent(FieldTable received, FieldTable current, String queue) throws AmqpException {
        for (QueueArgument argument : COMPARED) {
            FieldValue one = meant(received, argument);
            FieldValue other = meant(current, argument);
            if (!isSame(one, other)) {
                throw ArgumentDifference.of(argument.argument(), queue, one, other);
            }
        }
    }

    /** The type that the arguments ask for; they are checked. */
    public static QueueType typeOf(FieldTable arguments) {
        String name = arguments.string(QueueArgument.TYPE.argument());
        QueueType type = name == null ? null : QueueType.named(name);
        return type == null ? QueueType.CLASSIC : type;
    }

    /** The arguments with a type, if they name none. */
    public static FieldTable withType(FieldTable arguments, QueueType type) {
        return arguments.contains(QueueArgument.TYPE.argument())
                ? arguments
                : arguments.toBuilder()
                        .value(QueueArgument.TYPE.argument(), FieldValue.of(type.argument()))
                        .build();
    }

    /** An argument; without a type a queue is classic, and RabbitMQ compares as if it had been said. */
    private static FieldValue meant(FieldTable arguments, QueueArgument argument) {
        FieldValue value = arguments.get(argument.argument());
        return value == null && argument == QueueArgument.TYPE ? DEFAULT_TYPE : value;
    }

    /** Integers are compared by value, whatever their width. */
    private static boolean isSame(FieldValue one, FieldValue other) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one.type().isInteger() && other.type().isInteger()) {
            return ((Number) one.value()).longValue() == ((Number) other.value()).longValue();
        }
        return one.equals(other);
    }

    private static AmqpException refusal(String text) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, text);
    }
}
