package io.leveret.queue;

/**
 * Takes the facts of a queue: the only things by which its contents change, and all that a log need hold. One method
 * for each kind of {@link Fact}; no allocation on the way.
 */
public interface FactSink {
    /**
     * Message {@code id} stands at the tail of its priority.
     *
     * @param publisherId 0 if nobody tracks sequences
     * @param expiresAtMs in epoch milliseconds, or {@link Fact#NEVER}
     */
    void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs);

    /** A consumer is done with it. */
    void settled(long id);

    /** It goes back to its place, flagged redelivered; {@code counted} if this counts towards a delivery limit. */
    void returned(long id, boolean counted);

    /** It left without a consumer: expired, over a limit, dead-lettered. */
    void removed(long id, RemovalReason reason);

    /** All messages up to {@code upToId} left, save the ids in {@code except} (ascending, those in flight). */
    void purged(long upToId, long[] except);

    /** Nothing above {@code id} has been delivered yet. Raised ahead in steps. */
    void deliverableUpTo(long id);
}
