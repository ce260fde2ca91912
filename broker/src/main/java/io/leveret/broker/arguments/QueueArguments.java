package io.leveret.broker.arguments;

import io.leveret.codec.FieldTable;
import io.leveret.queue.Overflow;

/**
 * The arguments of one queue as typed values, parsed once. Null stands for what was not said.
 *
 * @param deliveryLimit below 0 for none at all
 */
public record QueueArguments(
        QueueType type,
        Long expiresMs,
        Long messageTtlMs,
        String deadLetterExchange,
        String deadLetterRoutingKey,
        Long maxLength,
        Long maxLengthBytes,
        Overflow overflow,
        Integer maxPriority,
        boolean singleActiveConsumer,
        Long deliveryLimit,
        Long consumerTimeoutMs) {
    /** Reads arguments that were checked. What RabbitMQ does not check counts as not said if it is no number. */
    public static QueueArguments of(FieldTable table) {
        Long maxPriority = integer(table, QueueArgument.MAX_PRIORITY);
        Long consumerTimeoutMs = integer(table, QueueArgument.CONSUMER_TIMEOUT);
        return new QueueArguments(
                QueueArgumentCheck.typeOf(table),
                integer(table, QueueArgument.EXPIRES),
                integer(table, QueueArgument.MESSAGE_TTL),
                text(table, QueueArgument.DEAD_LETTER_EXCHANGE),
                text(table, QueueArgument.DEAD_LETTER_ROUTING_KEY),
                integer(table, QueueArgument.MAX_LENGTH),
                integer(table, QueueArgument.MAX_LENGTH_BYTES),
                overflow(text(table, QueueArgument.OVERFLOW)),
                maxPriority == null ? null : maxPriority.intValue(),
                Boolean.TRUE.equals(table.bool(QueueArgument.SINGLE_ACTIVE_CONSUMER.argument())),
                integer(table, QueueArgument.DELIVERY_LIMIT),
                consumerTimeoutMs == null || consumerTimeoutMs <= 0 ? null : consumerTimeoutMs);
    }

    private static Long integer(FieldTable table, QueueArgument argument) {
        return table.integer(argument.argument());
    }

    private static String text(FieldTable table, QueueArgument argument) {
        return table.string(argument.argument());
    }

    static Overflow overflow(String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "reject-publish" -> Overflow.REJECT_PUBLISH;
            case "reject-publish-dlx" -> Overflow.REJECT_PUBLISH_DLX;
            default -> Overflow.DROP_HEAD;
        };
    }
}
