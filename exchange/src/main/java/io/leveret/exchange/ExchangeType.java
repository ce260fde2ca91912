package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;

/** What differs between kinds of exchanges: how bindings are indexed, and which bindings are refused. */
sealed interface ExchangeType
        permits DirectExchange,
                FanoutExchange,
                TopicExchange,
                HeadersExchange,
                ConsistentHashExchange,
                ModulusHashExchange,
                RandomExchange,
                RecentHistoryExchange,
                DelayedExchange {
    /** The name by which clients declare it. */
    String name();

    /** A fresh index without bindings, for an exchange with these arguments. */
    BindingIndex newIndex(FieldTable arguments);

    /** The type as an exchange with these arguments, which passed the check, uses it: some types stand for another. */
    default ExchangeType of(FieldTable arguments) {
        return this;
    }

    /** How many messages an exchange with these arguments, which passed the check, keeps for who binds later. */
    default int historyLength(FieldTable arguments) {
        return 0;
    }

    /** Refuses a new exchange with arguments that the type cannot work with. */
    default void check(ExchangeDeclaration declaration, String vhost) throws AmqpException {}

    /** Refuses a binding that the type cannot work with. */
    default void check(Binding binding, Destination destination) throws AmqpException {}

    /**
     * The type of this name.
     *
     * @throws AmqpException 406; the empty name has a text of its own (RabbitMQ 4.0.5 behaviour)
     */
    static ExchangeType named(String name) throws AmqpException {
        return switch (name) {
            case DirectExchange.NAME -> new DirectExchange();
            case FanoutExchange.NAME -> new FanoutExchange();
            case TopicExchange.NAME -> new TopicExchange();
            case HeadersExchange.NAME -> new HeadersExchange();
            case ConsistentHashExchange.NAME -> new ConsistentHashExchange();
            case ModulusHashExchange.NAME -> new ModulusHashExchange();
            case RandomExchange.NAME -> new RandomExchange(false);
            case RandomExchange.LOCAL_NAME -> new RandomExchange(true);
            case RecentHistoryExchange.NAME -> new RecentHistoryExchange();
            case DelayedExchange.NAME -> new DelayedExchange();
            default ->
                throw new AmqpException(
                        ReplyCode.PRECONDITION_FAILED,
                        (name.isEmpty() ? "invalid" : "unknown") + " exchange type '" + name + "'");
        };
    }
}
