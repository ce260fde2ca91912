package io.leveret.broker.storage;

/**
 * A queue as the log knows it: its number, never used again, how many records it has appended since the start, and up
 * to which message all that was there at an unclean start was flagged as redelivered.
 */
public final class StreamPosition {
    private final long id;
    private int sequence;
    private long flaggedUpToId;

    public StreamPosition(long id) {
        this.id = id;
    }

    public long id() {
        return id;
    }

    /** 0 if no start has flagged any. */
    public long flaggedUpToId() {
        return flaggedUpToId;
    }

    /** A start flagged all up to this message, or an earlier one did. */
    public void flaggedUpToId(long id) {
        flaggedUpToId = id;
    }

    /** The sequence of its next record; 16 bits of it are written. */
    int next() {
        return ++sequence;
    }
}
