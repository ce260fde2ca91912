package io.leveret.broker.arguments;

import io.leveret.queue.Overflow;
import java.util.Map;

/**
 * What policies say to a queue, as typed values. Null stands for what was not said; so does a value that cannot be
 * meant, which the check of policies does not let through.
 *
 * @param deliveryLimit below 0 for none at all
 */
public record QueuePolicy(
        Long expiresMs,
        Long messageTtlMs,
        String deadLetterExchange,
        String deadLetterRoutingKey,
        Long maxLength,
        Long maxLengthBytes,
        Overflow overflow,
        Long deliveryLimit,
        Long consumerTimeoutMs) {
    /** No policy. */
    public static final QueuePolicy NONE = of(Map.of());

    /**
     * Reads a definition.
     *
     * @param definition values by the keys of policies; numbers are longs
     */
    public static QueuePolicy of(Map<String, Object> definition) {
        return new QueuePolicy(
                upTo(QueueArgument.Limits.MAX_EXPIRY_MS, integer(definition, QueueArgument.EXPIRES, 1)),
                upTo(QueueArgument.Limits.MAX_EXPIRY_MS, integer(definition, QueueArgument.MESSAGE_TTL, 0)),
                text(definition, QueueArgument.DEAD_LETTER_EXCHANGE),
                text(definition, QueueArgument.DEAD_LETTER_ROUTING_KEY),
                integer(definition, QueueArgument.MAX_LENGTH, 0),
                integer(definition, QueueArgument.MAX_LENGTH_BYTES, 0),
                QueueArguments.overflow(text(definition, QueueArgument.OVERFLOW)),
                integer(definition, QueueArgument.DELIVERY_LIMIT, Long.MIN_VALUE),
                integer(definition, QueueArgument.CONSUMER_TIMEOUT, 1));
    }

    private static Long integer(Map<String, Object> definition, QueueArgument argument, long least) {
        return definition.get(argument.policyKey()) instanceof Long number && number >= least ? number : null;
    }

    /** Policies may ask for longer times than arguments may; nobody sees the end of either. */
    private static Long upTo(long most, Long number) {
        return number == null || number <= most ? number : (Long) most;
    }

    private static String text(Map<String, Object> definition, QueueArgument argument) {
        return definition.get(argument.policyKey()) instanceof String text ? text : null;
    }
}
