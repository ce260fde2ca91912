package io.leveret.queue;

/** What the queue machine asks of the world about time. Called on the queue's shard, within a command. */
public interface TimeEffects {
    /**
     * Asks for the command {@link QueueDispatch#timeReached} at this time, in epoch milliseconds, or as soon as
     * possible if it is over. Asked for only if it is earlier than what is outstanding; earlier wishes need not be
     * forgotten, a command too many does no harm.
     */
    void wakeAt(long atMs);

    /**
     * A consumer holds a delivery for longer than {@link QueueOptions#consumerTimeoutMs}; its recipient is told of
     * once, and is to go.
     *
     * @param heldMs for how long
     */
    void consumerTimedOut(Consumer consumer, long heldMs);

    /** The same of what a recipient fetched with {@code get}. */
    void getTimedOut(Recipient recipient, long heldMs);
}
