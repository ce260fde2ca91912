package io.leveret.queue;

/** The end of a publisher that a queue answers to: a channel in confirm mode, a dead-letter link, a node link. */
public interface Publisher {
    /** Never 0, and never used again by this node in this life. */
    long id();

    /**
     * Whether the queue is to remember the highest sequence of this publisher in its contents, so that what is sent
     * again (after a link between nodes broke) is confirmed and not stored twice. Sequences of such a publisher ascend.
     * A channel's do not need it: what it sends is never sent again under the same sequence.
     */
    default boolean tracked() {
        return false;
    }
}
