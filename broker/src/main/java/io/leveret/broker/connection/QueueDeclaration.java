package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.QueueOwner;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.ArgumentDifference;

/**
 * Whether a declaration is in order, and whether it means the queue that is there (rabbit_amqqueue:assert_equivalence).
 */
final class QueueDeclaration {
    private QueueDeclaration() {}

    /**
     * The arguments with the type that the virtual host has for queues without one. As in RabbitMQ
     * (rabbit_amqqueue:augment_declare_args) those that a quorum queue cannot be there are classic: transient,
     * exclusive and auto-delete ones. No type means classic, so nothing is added for that.
     */
    static FieldTable typed(QueueMethod.Declare declare, QueueType byDefault) {
        boolean lasting = declare.durable() && !declare.exclusive() && !declare.autoDelete();
        return lasting && byDefault != QueueType.CLASSIC
                ? QueueArgumentCheck.withType(declare.arguments(), byDefault)
                : declare.arguments();
    }

    /** Refuses with 406 to make up a name for a queue whose type wants one. */
    static void checkServerNamed(FieldTable arguments) throws AmqpException {
        QueueType type = QueueArgumentCheck.typeOf(arguments);
        if (type == QueueType.QUORUM) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED, "Cannot declare a server-named queue for type " + type.rabbitName());
        }
    }

    /** Refuses what cannot be a queue, and what the user may not make it point to. */
    static void checkNew(QueueDefinition definition, Channel channel) throws AmqpException {
        FieldTable arguments = definition.arguments();
        String queue = resource(definition, channel);
        QueueArgumentCheck.checkDeadLetterExchange(arguments, queue);
        String deadLetterExchange = arguments.string("x-dead-letter-exchange");
        if (deadLetterExchange != null) {
            channel.access().require(Right.READ, "queue", definition.name());
            channel.access().require(Right.WRITE, "exchange", deadLetterExchange);
        }
        QueueArgumentCheck.check(arguments, queue);
        boolean quorum = QueueArgumentCheck.typeOf(arguments) == QueueType.QUORUM;
        if (quorum && !definition.durable() && !definition.exclusive()) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid property 'non-durable' for " + queue);
        }
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
        QueueArgumentCheck.checkEquivalent(wanted.arguments(), current.arguments(), resource(wanted, channel));
    }

    private static void checkSame(
            String property, boolean received, boolean current, QueueDefinition wanted, Channel channel)
            throws AmqpException {
        if (received != current) {
            throw ArgumentDifference.of(property, resource(wanted, channel), received, current);
        }
    }

    private static String resource(QueueDefinition definition, Channel channel) {
        return "queue '" + definition.name() + "' in vhost '" + channel.vhost().name() + "'";
    }
}
