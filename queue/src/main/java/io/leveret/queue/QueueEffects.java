package io.leveret.queue;

/**
 * What the queue machine asks of the world. Called on the queue's shard, within a command; the machine must not be
 * entered again before the command returns. Production implements it without allocating, tests record the calls.
 *
 * <p>Facts are told of what is to survive a restart alone: of a durable queue and its persistent messages.
 */
public interface QueueEffects extends FactSink, BodyEffects {
    /**
     * Hands a message to a consumer.
     *
     * @param id of the message in this queue, by which it is settled
     * @return false if the consumer's transport is full: it gets nothing more until a {@code resume} command. This
     *     message is taken all the same.
     */
    boolean deliver(Consumer consumer, long id, Message message, boolean redelivered);

    /** Answers {@code get} with a message; {@code remaining} are ready after it. */
    void got(Recipient recipient, long id, Message message, boolean redelivered, long remaining);

    /** Answers {@code get}: nothing is ready. */
    void gotNothing(Recipient recipient);

    /**
     * The queue has taken responsibility for what {@code publisher} sent as {@code sequence}. Never called for sequence
     * 0.
     */
    void confirm(Publisher publisher, long sequence);

    /** The queue will not take it ({@code basic.nack}). Never called for sequence 0. */
    void refuse(Publisher publisher, long sequence);

    /** A consumer was ended from this side and is to be told. */
    void cancelConsumer(Consumer consumer);

    /** The last consumer left (cancelled or gone, not by {@code delete}): an auto-delete queue goes now. */
    void unused();
}
