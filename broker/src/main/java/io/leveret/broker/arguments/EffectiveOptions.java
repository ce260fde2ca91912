package io.leveret.broker.arguments;

import io.leveret.queue.Message;
import io.leveret.queue.Overflow;
import io.leveret.queue.QueueLimits;
import io.leveret.queue.QueueOptions;

/**
 * How a queue is to behave, out of all that has a say in it: the defaults of its type, those of the node, and its
 * arguments. Policies are to join here: everything that changes while a queue lives changes by one of these.
 *
 * @param machine for the queue machine
 * @param expiresMs how long the queue may be unused, 0 for ever
 * @param deadLetterExchange where messages go that leave without being settled, or null
 * @param deadLetterRoutingKey the key they go there with, or null for their own
 * @param countsDeliveries whether deliveries carry {@code x-delivery-count}
 * @param twoPriorityClasses whether priorities up to 4 are one, and all above another; fixed as the highest priority is
 */
public record EffectiveOptions(
        QueueOptions machine,
        long expiresMs,
        String deadLetterExchange,
        String deadLetterRoutingKey,
        boolean countsDeliveries,
        boolean twoPriorityClasses) {
    /** RabbitMQ's delivery limit of quorum queues that were given none. */
    static final int QUORUM_DELIVERY_LIMIT = 20;

    /**
     * Options from arguments.
     *
     * @param consumerTimeoutMs the node's, 0 for none; that of the arguments goes before it
     */
    public static EffectiveOptions of(
            boolean durable, boolean autoDelete, QueueArguments arguments, long consumerTimeoutMs) {
        boolean quorum = arguments.type() == QueueType.QUORUM;
        int deliveryLimit = deliveryLimit(arguments, quorum);
        QueueOptions machine = new QueueOptions(
                durable,
                autoDelete,
                maxPriority(arguments),
                new QueueLimits(
                        orElse(arguments.maxLength(), QueueLimits.UNLIMITED),
                        orElse(arguments.maxLengthBytes(), QueueLimits.UNLIMITED),
                        arguments.overflow() == null ? Overflow.DROP_HEAD : arguments.overflow()),
                orElse(arguments.messageTtlMs(), Message.NO_TTL),
                arguments.deadLetterExchange() != null,
                arguments.singleActiveConsumer(),
                quorum,
                deliveryLimit,
                orElse(arguments.consumerTimeoutMs(), consumerTimeoutMs));
        return new EffectiveOptions(
                machine,
                orElse(arguments.expiresMs(), 0),
                arguments.deadLetterExchange(),
                arguments.deadLetterRoutingKey(),
                quorum || deliveryLimit != QueueOptions.NO_DELIVERY_LIMIT,
                quorum && arguments.maxPriority() == null);
    }

    private static int maxPriority(QueueArguments arguments) {
        if (arguments.maxPriority() != null) {
            return arguments.maxPriority();
        }
        return arguments.type() == QueueType.QUORUM ? 1 : 0;
    }

    private static int deliveryLimit(QueueArguments arguments, boolean quorum) {
        if (arguments.deliveryLimit() == null) {
            return quorum ? QUORUM_DELIVERY_LIMIT : QueueOptions.NO_DELIVERY_LIMIT;
        }
        long limit = arguments.deliveryLimit();
        return limit < 0 ? QueueOptions.NO_DELIVERY_LIMIT : (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static long orElse(Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
