package io.leveret.broker.storage;

/** A queue as the log knows it: its number, never used again, and how many records it has appended since the start. */
public final class StreamPosition {
    private final long id;
    private int sequence;

    public StreamPosition(long id) {
        this.id = id;
    }

    public long id() {
        return id;
    }

    /** The sequence of its next record; 16 bits of it are written. */
    int next() {
        return ++sequence;
    }
}
