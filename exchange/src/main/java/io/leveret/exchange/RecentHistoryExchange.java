package io.leveret.exchange;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;

/**
 * A message goes to every binding, whatever its key; who binds gets the last messages that came before. Keeping these
 * is the broker's matter, {@link Exchange#historyLength} says how many.
 */
final class RecentHistoryExchange implements ExchangeType {
    static final String NAME = "x-recent-history";
    static final String LENGTH = "x-recent-history-length";

    /** RabbitMQ's default. */
    private static final int DEFAULT_LENGTH = 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BindingIndex newIndex(FieldTable arguments) {
        return new FanoutExchange().newIndex(arguments);
    }

    @Override
    public void check(ExchangeDeclaration declaration, String vhost) throws AmqpException {
        FieldValue length = declaration.arguments().get(LENGTH);
        if (length == null) {
            return;
        }
        boolean positive = switch (length.type()) {
            case BYTE, SHORT, SIGNEDINT, LONG -> ((Number) length.value()).longValue() > 0;
            default -> false;
        };
        if (!positive) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "Invalid argument " + ErlangTerms.format(length)
                            + ", 'x-recent-history-length' must be a positive integer");
        }
    }

    @Override
    public int historyLength(FieldTable arguments) {
        FieldValue length = arguments.get(LENGTH);
        return length == null
                ? DEFAULT_LENGTH
                : (int) Math.min(Integer.MAX_VALUE, ((Number) length.value()).longValue());
    }
}
