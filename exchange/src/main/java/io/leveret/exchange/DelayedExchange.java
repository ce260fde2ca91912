package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;

/**
 * Routes as an exchange of the type in {@code x-delayed-type} does, but holds back what has a header {@code x-delay}.
 * Rules and texts are those of RabbitMQ's plug-in rabbitmq_delayed_message_exchange.
 */
final class DelayedExchange implements ExchangeType {
    static final String NAME = "x-delayed-message";
    static final String TYPE = "x-delayed-type";

    /** Null of the type as such: then arguments say which it is. */
    private final ExchangeType inner;

    DelayedExchange() {
        this(null);
    }

    private DelayedExchange(ExchangeType inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ExchangeType of(FieldTable arguments) {
        try {
            return new DelayedExchange(innerOf(arguments));
        } catch (AmqpException e) {
            throw new IllegalArgumentException("the arguments did not pass the check", e);
        }
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new DelayedIndex(inner.newIndex(arguments));
    }

    @Override
    public int historyLength(FieldTable arguments) {
        return inner.historyLength(arguments);
    }

    @Override
    public void check(ExchangeDeclaration declaration, String vhost) throws AmqpException {
        innerOf(declaration.arguments()).check(declaration, vhost);
    }

    @Override
    public void check(Binding binding, Destination destination) throws AmqpException {
        inner.check(binding, destination);
    }

    private static ExchangeType innerOf(FieldTable arguments) throws AmqpException {
        String type = arguments.string(TYPE);
        if (type == null) {
            throw refused("'x-delayed-type' must be an existing exchange type");
        }
        if (type.equals(NAME)) {
            throw refused("'x-delayed-message' can't be used for 'x-delayed-type'");
        }
        return ExchangeType.named(type);
    }

    private static AmqpException refused(String text) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, "Invalid argument, " + text);
    }
}
