package io.leveret.queue;

/** What a queue does about a message that is one too many ({@code x-overflow}). */
public enum Overflow {
    /** What is due first leaves, be it the message that just came. */
    DROP_HEAD,
    /** The message is not taken ({@code basic.nack}). */
    REJECT_PUBLISH,
    /** The same, and it is dead-lettered. */
    REJECT_PUBLISH_DLX
}
