package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;

/**
 * A message goes where its headers match the binding's arguments, as the argument {@code x-match} says: {@code all}
 * (the default) or {@code any} of them, names that start with {@code x-} left out unless it ends in {@code -with-x}
 * (AMQP 0-9-1 section 3.1.3.4 and RabbitMQ's extension of it).
 */
final class HeadersExchange implements ExchangeType {
    static final String NAME = "headers";
    static final String X_MATCH = "x-match";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new HeadersIndex();
    }

    /** Refuses an {@code x-match} that is not one of the four words, with RabbitMQ's texts. */
    @Override
    public void check(Binding binding, Destination destination) throws AmqpException {
        FieldValue match = binding.arguments().get(X_MATCH);
        if (match == null) {
            return;
        }
        if (match.type() != FieldType.LONGSTR) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "Invalid x-match field type " + match.type().rabbitName() + " (value " + ErlangTerms.format(match)
                            + "); expected longstr");
        }
        switch (match.value().toString()) {
            case "all", "any", "all-with-x", "any-with-x" -> {}
            default ->
                throw new AmqpException(
                        ReplyCode.PRECONDITION_FAILED,
                        "Invalid x-match field value " + ErlangTerms.format(match)
                                + "; expected all, any, all-with-x, or any-with-x");
        }
    }
}
