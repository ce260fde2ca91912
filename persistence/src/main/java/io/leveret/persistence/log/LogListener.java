package io.leveret.persistence.log;

/** Is told how far the records of one writer are on disk. Called on the log's thread: hand over at once. */
public interface LogListener {
    /** All tickets of this writer up to {@code ticket} are on disk. */
    void durable(long ticket);
}
