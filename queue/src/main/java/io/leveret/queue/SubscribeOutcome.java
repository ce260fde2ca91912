package io.leveret.queue;

/** What came of {@link QueueDispatch#subscribe}. */
public enum SubscribeOutcome {
    /** The consumer is subscribed. */
    OK,
    /** Another consumer is exclusive, or this one asked to be and others consume (403 {@code in exclusive use}). */
    EXCLUSIVE_IN_USE,
    /** The queue was deleted before the command came. */
    QUEUE_GONE
}
