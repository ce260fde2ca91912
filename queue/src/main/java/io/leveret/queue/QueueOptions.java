package io.leveret.queue;

/**
 * How a queue behaves. {@link #of} makes those of a plain queue, the {@code with} methods add to them.
 *
 * <p>{@code durable}, {@code autoDelete} and {@code maxPriority} are fixed when the queue is declared; the others may
 * change while it lives ({@link QueueDispatch#reconfigure}).
 *
 * @param durable whether it is there after a restart, with its persistent messages; of another queue no fact is told
 * @param autoDelete whether {@link QueueEffects#unused()} is asked for when the last consumer has left
 * @param maxPriority the highest message priority that is told apart ({@code x-max-priority}), 0 to 255; 0 means that
 *     the queue knows no priorities. Messages above it count as of this priority
 * @param limits how much may wait
 * @param messageTtlMs how long a message may wait ({@code x-message-ttl}), unless it brings a shorter time itself; 0
 *     for those alone that a consumer takes at once; {@link Message#NO_TTL} for as long as it takes
 * @param deadLetters whether anybody wants what leaves without being settled; if not, it leaves at once
 * @param singleActiveConsumer whether one consumer at a time gets messages, while the others wait for it to end
 * @param activeByPriority whether, in a queue with a single active consumer, one of a higher priority takes over as
 *     soon as the active one holds nothing: RabbitMQ's quorum queues do so, its classic ones do not
 * @param deliveryLimit a message that comes back, in a way that counts, more often than this leaves
 *     ({@code x-delivery-limit}); {@link #NO_DELIVERY_LIMIT} for none
 * @param consumerTimeoutMs how long a delivery may be held unsettled before the world is told; 0 for no limit
 */
public record QueueOptions(
        boolean durable,
        boolean autoDelete,
        int maxPriority,
        QueueLimits limits,
        long messageTtlMs,
        boolean deadLetters,
        boolean singleActiveConsumer,
        boolean activeByPriority,
        int deliveryLimit,
        long consumerTimeoutMs) {
    /** {@link #deliveryLimit} of a queue that has none. */
    public static final int NO_DELIVERY_LIMIT = -1;

    /** @throws IllegalArgumentException if a number is out of its range */
    public QueueOptions {
        if (maxPriority < 0 || maxPriority > 255) {
            throw new IllegalArgumentException("maxPriority must be 0 to 255, but is " + maxPriority);
        }
        if (messageTtlMs < Message.NO_TTL || deliveryLimit < NO_DELIVERY_LIMIT || consumerTimeoutMs < 0) {
            throw new IllegalArgumentException("out of range: messageTtlMs " + messageTtlMs + ", deliveryLimit "
                    + deliveryLimit + ", consumerTimeoutMs " + consumerTimeoutMs);
        }
    }

    /** Those of a queue without limits of any kind, from which nobody wants what leaves. */
    public static QueueOptions of(boolean durable, boolean autoDelete, int maxPriority) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                QueueLimits.NONE,
                Message.NO_TTL,
                false,
                false,
                false,
                NO_DELIVERY_LIMIT,
                0);
    }

    public QueueOptions withLimits(QueueLimits changed) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                changed,
                messageTtlMs,
                deadLetters,
                singleActiveConsumer,
                activeByPriority,
                deliveryLimit,
                consumerTimeoutMs);
    }

    public QueueOptions withMessageTtlMs(long changed) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                limits,
                changed,
                deadLetters,
                singleActiveConsumer,
                activeByPriority,
                deliveryLimit,
                consumerTimeoutMs);
    }

    public QueueOptions withDeadLetters(boolean changed) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                limits,
                messageTtlMs,
                changed,
                singleActiveConsumer,
                activeByPriority,
                deliveryLimit,
                consumerTimeoutMs);
    }

    /** @param byPriority see {@link #activeByPriority} */
    public QueueOptions withSingleActiveConsumer(boolean changed, boolean byPriority) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                limits,
                messageTtlMs,
                deadLetters,
                changed,
                byPriority,
                deliveryLimit,
                consumerTimeoutMs);
    }

    public QueueOptions withDeliveryLimit(int changed) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                limits,
                messageTtlMs,
                deadLetters,
                singleActiveConsumer,
                activeByPriority,
                changed,
                consumerTimeoutMs);
    }

    public QueueOptions withConsumerTimeoutMs(long changed) {
        return new QueueOptions(
                durable,
                autoDelete,
                maxPriority,
                limits,
                messageTtlMs,
                deadLetters,
                singleActiveConsumer,
                activeByPriority,
                deliveryLimit,
                changed);
    }

    /** Whether what was fixed when the queue was declared is the same in both. */
    boolean sameDeclaration(QueueOptions other) {
        return durable == other.durable && autoDelete == other.autoDelete && maxPriority == other.maxPriority;
    }
}
