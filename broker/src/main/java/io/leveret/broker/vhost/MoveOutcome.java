package io.leveret.broker.vhost;

/** What became of a message that was to be moved. */
public enum MoveOutcome {
    /** It left its queue; one other at least has it. */
    MOVED,
    /** It stays: no queue was found for it. */
    UNROUTABLE,
    /** It stays: all queues that were found are full, or went away. */
    REFUSED,
    /** It was not ready any more when its turn came. */
    TAKEN
}
