package io.leveret.broker.arguments;

import io.leveret.queue.Message;
import io.leveret.queue.Overflow;
import io.leveret.queue.QueueLimits;
import io.leveret.queue.QueueOptions;

/**
 * How a queue is to behave, out of all that has a say in it: the defaults of its type, those of the node, its
 * arguments, and the policies that hold for it. Everything that changes while a queue lives changes by one of these.
 *
 * <p>Where arguments and policies both speak, the lower number holds, of names the argument's; of what becomes of a
 * message too many the argument on classic queues and the policy on quorum queues (RabbitMQ 4.0.5:
 * rabbit_amqqueue_process:process_args_policy, rabbit_quorum_queue:gather_policy_config).
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
     * Options from arguments and policies.
     *
     * @param consumerTimeoutMs the node's, 0 for none; that of arguments and policies goes before it
     */
    public static EffectiveOptions of(
            boolean durable, boolean autoDelete, QueueArguments arguments, QueuePolicy policy, long consumerTimeoutMs) {
        boolean quorum = arguments.type() == QueueType.QUORUM;
        int deliveryLimit = deliveryLimit(arguments.deliveryLimit(), policy.deliveryLimit(), quorum);
        String deadLetterExchange = first(arguments.deadLetterExchange(), policy.deadLetterExchange());
        QueueOptions machine = new QueueOptions(
                durable,
                autoDelete,
                maxPriority(arguments),
                new QueueLimits(
                        least(arguments.maxLength(), policy.maxLength(), QueueLimits.UNLIMITED),
                        least(arguments.maxLengthBytes(), policy.maxLengthBytes(), QueueLimits.UNLIMITED),
                        overflow(arguments, policy)),
                least(arguments.messageTtlMs(), policy.messageTtlMs(), Message.NO_TTL),
                deadLetterExchange != null,
                arguments.singleActiveConsumer(),
                quorum,
                deliveryLimit,
                least(arguments.consumerTimeoutMs(), policy.consumerTimeoutMs(), consumerTimeoutMs));
        return new EffectiveOptions(
                machine,
                least(arguments.expiresMs(), policy.expiresMs(), 0),
                deadLetterExchange,
                first(arguments.deadLetterRoutingKey(), policy.deadLetterRoutingKey()),
                quorum || deliveryLimit != QueueOptions.NO_DELIVERY_LIMIT,
                quorum && arguments.maxPriority() == null);
    }

    /** Those of a queue that holds back what is delayed: nobody consumes it, and what leaves is wanted. */
    public static EffectiveOptions ofStore(boolean durable) {
        QueueOptions machine = QueueOptions.of(durable, false, 0).withDeadLetters(true);
        return new EffectiveOptions(machine, 0, null, null, false, false);
    }

    private static int maxPriority(QueueArguments arguments) {
        if (arguments.maxPriority() != null) {
            return arguments.maxPriority();
        }
        return arguments.type() == QueueType.QUORUM ? 1 : 0;
    }

    private static Overflow overflow(QueueArguments arguments, QueuePolicy policy) {
        Overflow said = arguments.type() == QueueType.QUORUM
                ? first(policy.overflow(), arguments.overflow())
                : first(arguments.overflow(), policy.overflow());
        return said == null ? Overflow.DROP_HEAD : said;
    }

    /** The lower one, unless one of them means that there is none: then the other. */
    private static int deliveryLimit(Long argument, Long policy, boolean quorum) {
        Long limit = argument == null || policy == null
                ? first(argument, policy)
                : (Long) (argument < 0 || policy < 0 ? Math.max(argument, policy) : Math.min(argument, policy));
        if (limit == null) {
            return quorum ? QUORUM_DELIVERY_LIMIT : QueueOptions.NO_DELIVERY_LIMIT;
        }
        return limit < 0 ? QueueOptions.NO_DELIVERY_LIMIT : (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static long least(Long one, Long other, long otherwise) {
        if (one == null || other == null) {
            Long only = first(one, other);
            return only == null ? otherwise : only;
        }
        return Math.min(one, other);
    }

    private static <T> T first(T one, T other) {
        return one == null ? other : one;
    }
}
