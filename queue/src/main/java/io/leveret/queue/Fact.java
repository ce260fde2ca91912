package io.leveret.queue;

/**
 * One change of a queue's contents, as a log holds it. A queue's facts in their order are all that is needed to rebuild
 * {@link QueueContents}; {@link FactEncoder} and {@link FactDecoder} give them their bytes.
 *
 * <p>Ids are those of one queue: from 1, ascending, never used twice.
 */
public sealed interface Fact {
    /** {@link Enqueued#expiresAtMs} of a message that does not expire. */
    long NEVER = Long.MAX_VALUE;

    /**
     * A message stands at the tail of its priority. Its address, header and body stand elsewhere in the log, once for
     * all queues that took it; what is here lets a queue be rebuilt with its bodies left on disk.
     *
     * @param id above all before it
     * @param priority as the publisher gave it, 0 to 255; the queue cuts it to its own maximum
     * @param sizeBytes length of the body
     * @param expiresAtMs in epoch milliseconds, or {@link #NEVER}
     * @param publisherId 0 if its sequence is not tracked
     * @param sequence of that publisher, 0 if not tracked
     */
    record Enqueued(long id, int priority, int sizeBytes, long expiresAtMs, long publisherId, long sequence)
            implements Fact {
        /** The fact that {@link FactSink#enqueued} is told. */
        public static Enqueued of(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
            return new Enqueued(id, message.priority(), message.bodySize(), expiresAtMs, publisherId, sequence);
        }
    }

    /** A consumer is done with a message. */
    record Settled(long id) implements Fact {}

    /** A message went back to its place; {@code counted} if this counts towards a delivery limit. */
    record Returned(long id, boolean counted) implements Fact {}

    /** A message left without a consumer. */
    record Removed(long id, RemovalReason reason) implements Fact {}

    /**
     * All messages up to an id left, save a few.
     *
     * @param except ascending, none above {@code upToId}; not to be changed
     */
    record Purged(long upToId, long[] except) implements Fact {}

    /** Nothing above this id has been delivered yet. */
    record DeliverableUpTo(long id) implements Fact {}

    /**
     * When a message enqueued at {@code nowMs} expires, in epoch milliseconds, or {@link #NEVER}: after its own time to
     * live, or that of the queue if that is shorter.
     */
    static long expiresAtMs(Message message, long queueTtlMs, long nowMs) {
        long own = message.ttlMs();
        boolean queues = queueTtlMs != Message.NO_TTL && (own == Message.NO_TTL || queueTtlMs < own);
        long ttlMs = queues ? queueTtlMs : own;
        return ttlMs == Message.NO_TTL || ttlMs > NEVER - nowMs ? NEVER : nowMs + ttlMs;
    }
}
