package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import java.io.IOException;

/** The log of a node: its files, its threads, its writers. */
public final class WriteAheadLog implements AutoCloseable {
    private WriteAheadLog() {}

    /**
     * Reads what is there and shows it; nothing is written before {@link #start}.
     *
     * @param log the directory of log files
     * @param segments the directory of rewritten files
     * @throws IOException it cannot be read, or is of a newer version
     */
    public static WriteAheadLog open(Disk log, Disk segments, LogSettings settings, LogReplay replay)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The highest body id ever seen in it, 0 if none. */
    public long highestBodyId() {
        throw new UnsupportedOperationException();
    }

    /** The highest stream ever seen in it, 0 if none. */
    public long highestStream() {
        throw new UnsupportedOperationException();
    }

    /** Begins to write. */
    public void start(StreamOwner owner, LogAlarm alarm) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A writer for one more producer. Before or after the start. */
    public LogWriter writer(LogListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Reads bodies back. */
    public BodyReader reader() {
        throw new UnsupportedOperationException();
    }

    /** Definitions that were durable when this is called are kept elsewhere now: their records may go. Any thread. */
    public LogPosition position() {
        throw new UnsupportedOperationException();
    }

    /** All definitions before a position are in the checkpoint. Any thread. */
    public void checkpointed(LogPosition position) {
        throw new UnsupportedOperationException();
    }

    /** Bytes submitted and not yet on disk. Any thread. */
    public long unsyncedBytes() {
        throw new UnsupportedOperationException();
    }

    /** Writes what was submitted and closes the files; says in the log that it ended in good order. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
