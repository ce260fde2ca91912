package io.leveret.queue;

/**
 * What the queue machine asks of the world. Called on the queue's shard, within a command; the machine must not be
 * entered again before the command returns. Production implements it without allocating, tests record the calls.
 *
 * <p>Facts are told of what is to survive a restart alone: of a durable queue and its persistent messages.
 */
public interface QueueEffects extends FactSink, BodyEffects, TimeEffects {
    /**
     * Hands a message to a consumer.
     *
     * @param id of the message in this queue, by which it is settled
     * @param returnCount how often it came back before in a way that counts ({@code x-delivery-count})
     * @return false if the consumer's transport is full: it gets nothing more until a {@code resume} command. This
     *     message is taken all the same.
     */
    boolean deliver(Consumer consumer, long id, Message message, boolean redelivered, int returnCount);

    /** Answers {@code get} with a message; {@code remaining} are ready after it. */
    void got(Recipient recipient, long id, Message message, boolean redelivered, int returnCount, long remaining);

    /** Answers {@code get}: nothing is ready. */
    void gotNothing(Recipient recipient);

    /**
     * The queue has taken responsibility for what {@code publisher} sent as {@code sequence}. Never called for sequence
     * 0.
     */
    void confirm(Publisher publisher, long sequence);

    /** The queue will not take it ({@code basic.nack}). Never called for sequence 0. */
    void refuse(Publisher publisher, long sequence);

    /**
     * A message leaves without being settled, and somebody wants it ({@link QueueOptions#deadLetters}). Until the
     * command {@link QueueDispatch#left} says that what it became is in the log or was given up, it is <i>leaving</i>:
     * neither ready nor in flight, but counted and, after a restart, back in its place. Each is answered once, in any
     * order and as late as needed; while thousands are outstanding no more expire.
     */
    void deadLetter(long id, Message message, RemovalReason reason);

    /**
     * The same of a message that was never taken ({@link Overflow#REJECT_PUBLISH_DLX}), and without an answer. The
     * publisher is refused just after; the message itself, if it is in the log for this queue, has been let go of when
     * the command returns.
     */
    void deadLetterRefused(Message message, RemovalReason reason);

    /** A consumer was ended from this side and is to be told. */
    void cancelConsumer(Consumer consumer);

    /** The last consumer left (cancelled or gone, not by {@code delete}): an auto-delete queue goes now. */
    void unused();
}
