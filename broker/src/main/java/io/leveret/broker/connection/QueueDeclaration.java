package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.QueueOwner;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.exchange.ArgumentDifference;
import java.util.List;

/**
 * Whether a declaration is in order, and whether it means the queue that is there (rabbit_amqqueue:assert_equivalence).
 */
final class QueueDeclaration {
    /** Arguments that must be the same when a queue is declared again; all others are ignored then. */
    private static final List<String> COMPARED = List.of(
            "x-expires",
            "x-message-ttl",
            "x-dead-letter-exchange",
            "x-dead-letter-routing-key",
            "x-dead-letter-strategy",
            "x-max-length",
            "x-max-length-bytes",
            "x-max-priority",
            "x-overflow",
            "x-queue-type",
            "x-single-active-consumer",
            "x-delivery-limit");

    private static final FieldValue DEFAULT_TYPE = FieldValue.of("classic");

    private QueueDeclaration() {}

    /** Refuses what cannot be a queue, and what the user may not make it point to. */
    static void checkArguments(QueueDefinition definition, Channel channel) throws AmqpException {
        FieldTable arguments = definition.arguments();
        String queue = resource(definition, channel);
        QueueArgumentRules.checkDeadLetterExchange(arguments, queue);
        String deadLetterExchange = arguments.string("x-dead-letter-exchange");
        if (deadLetterExchange != null) {
            channel.access().require(Right.READ, "queue", definition.name());
            channel.access().require(Right.WRITE, "exchange", deadLetterExchange);
        }
        QueueArgumentRules.check(arguments, queue);
    }

    /** Refuses with 405 or 406 if the queue that is there was declared otherwise. */
    static void checkEquivalent(BrokerQueue queue, QueueDefinition wanted, Channel channel) throws AmqpException {
        QueueDefinition current = queue.definition();
        QueueOwner owner = wanted.exclusive() ? channel.connection().channels() : null;
        if (queue.exclusiveOwner() != owner) {
            throw queue.locked();
        }
        checkSame("durable", wanted.durable(), current.durable(), wanted, channel);
        checkSame("auto_delete", wanted.autoDelete(), current.autoDelete(), wanted, channel);
        for (String argument : COMPARED) {
            checkSame(argument, meant(wanted, argument), meant(current, argument), wanted, channel);
        }
    }

    /** An argument; without a type a queue is classic, and RabbitMQ compares as if it had been said. */
    private static FieldValue meant(QueueDefinition definition, String argument) {
        FieldValue value = definition.arguments().get(argument);
        return value == null && argument.equals("x-queue-type") ? DEFAULT_TYPE : value;
    }

    private static void checkSame(
            String property, boolean received, boolean current, QueueDefinition wanted, Channel channel)
            throws AmqpException {
        if (received != current) {
            throw ArgumentDifference.of(property, resource(wanted, channel), received, current);
        }
    }

    private static void checkSame(
            String argument, FieldValue received, FieldValue current, QueueDefinition wanted, Channel channel)
            throws AmqpException {
        if (!isSame(received, current)) {
            throw ArgumentDifference.of(argument, resource(wanted, channel), received, current);
        }
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

    private static String resource(QueueDefinition definition, Channel channel) {
        return "queue '" + definition.name() + "' in vhost '" + channel.vhost().name() + "'";
    }
}
