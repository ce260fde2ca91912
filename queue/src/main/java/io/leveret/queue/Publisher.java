package io.leveret.queue;

/** The end of a publisher that a queue answers to: a channel in confirm mode, a dead-letter link, a node link. */
public interface Publisher {
    /** Never 0, and never used again by this node in this life. */
    long id();
}
