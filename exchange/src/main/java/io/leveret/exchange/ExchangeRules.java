package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;

/**
 * What may be asked of exchanges, with RabbitMQ's codes and texts. RabbitMQ 4.0.5 answers a declare in this order:
 * type, default exchange, permission, then for an existing exchange its equivalence, for a new one its name, its
 * alternate exchange and the permissions on that.
 */
public final class ExchangeRules {
    static final String ALTERNATE_EXCHANGE = "alternate-exchange";

    private static final String RESERVED_PREFIX = "amq.";

    private ExchangeRules() {}

    /**
     * Refuses an exchange type that does not exist.
     *
     * @throws AmqpException 406
     */
    public static void checkType(String type) throws AmqpException {
        ExchangeType.named(type);
    }

    /** Whether this is the name of a type. */
    public static boolean isType(String type) {
        try {
            ExchangeType.named(type);
            return true;
        } catch (AmqpException unknown) {
            return false;
        }
    }

    /** Whether exchanges of a type hold messages back. */
    public static boolean delays(String type) {
        return type.equals(DelayedExchange.NAME);
    }

    /**
     * Refuses the default exchange, which can be neither declared, deleted nor bound.
     *
     * @throws AmqpException 403
     */
    public static void checkNotDefault(String name) throws AmqpException {
        if (name.isEmpty()) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, "operation not permitted on the default exchange");
        }
    }

    /**
     * Refuses the name of a new exchange if it is reserved (AMQP 0-9-1, exchange.declare, rule "reserved").
     *
     * @throws AmqpException 403
     */
    public static void checkNotReserved(String name) throws AmqpException {
        if (name.startsWith(RESERVED_PREFIX)) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED,
                    "exchange name '" + name + "' contains reserved prefix '" + RESERVED_PREFIX + "*'");
        }
    }

    /**
     * Refuses an {@code alternate-exchange} of a new exchange that is no string.
     *
     * @throws AmqpException 406
     */
    public static void checkAlternate(ExchangeDeclaration declaration, String vhost) throws AmqpException {
        FieldValue alternate = declaration.arguments().get(ALTERNATE_EXCHANGE);
        if (alternate != null && alternate.type() != FieldType.LONGSTR) {
            throw invalidType(ALTERNATE_EXCHANGE, alternate, declaration, vhost);
        }
    }

    static AmqpException invalidType(String argument, FieldValue value, ExchangeDeclaration declaration, String vhost) {
        return new AmqpException(
                ReplyCode.PRECONDITION_FAILED,
                "invalid type '" + value.type().rabbitName() + "' for arg '" + argument + "' in "
                        + described(declaration.name(), vhost));
    }

    /** Refuses to take an existing exchange for the declared one if they differ in what counts. */
    static void checkEquivalent(Exchange current, ExchangeDeclaration received, String vhost) throws AmqpException {
        String where = described(current.name(), vhost);
        if (!received.type().equals(current.type())) {
            throw ArgumentDifference.of("type", where, atom(received.type()), atom(current.type()));
        }
        checkSame("durable", where, received.durable(), current.durable());
        checkSame("auto_delete", where, received.autoDelete(), current.autoDelete());
        checkSame("internal", where, received.internal(), current.internal());
        checkSameAlternate(
                where,
                received.arguments().get(ALTERNATE_EXCHANGE),
                current.arguments().get(ALTERNATE_EXCHANGE));
    }

    static AmqpException notFound(DestinationKind kind, String name, String vhost) {
        return new AmqpException(
                ReplyCode.NOT_FOUND, "no " + kind.label() + " '" + name + "' in vhost '" + vhost + "'");
    }

    /**
     * Values are compared without their types: a binary equals a string of the same bytes (RabbitMQ 4.0.5 behaviour).
     */
    private static void checkSameAlternate(String where, FieldValue received, FieldValue current) throws AmqpException {
        boolean same = received == null || current == null
                ? received == current
                : ArgumentDifference.bare(received).equals(ArgumentDifference.bare(current));
        if (!same) {
            throw ArgumentDifference.of(ALTERNATE_EXCHANGE, where, received, current);
        }
    }

    private static void checkSame(String property, String where, boolean received, boolean current)
            throws AmqpException {
        if (received != current) {
            throw ArgumentDifference.of(property, where, received, current);
        }
    }

    private static String described(String name, String vhost) {
        return "exchange '" + name + "' in vhost '" + vhost + "'";
    }

    /** Erlang puts an atom in quotes of its own if it has more than letters, digits, underscores and at signs. */
    private static String atom(String type) {
        return type.matches("[a-z][A-Za-z0-9_@]*") ? "'" + type + "'" : "''" + type + "''";
    }
}
