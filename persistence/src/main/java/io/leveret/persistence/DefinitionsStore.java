package io.leveret.persistence;

import java.util.List;

/**
 * Where definitions (virtual hosts, users, exchanges, queues, bindings, ...) are kept. Records are opaque bytes under a
 * kind and a key.
 *
 * <p>Asynchronous: {@link #write} returns at once, callable from any thread; what several callers wrote while the last
 * commit ran shares one transaction and one sync.
 */
public interface DefinitionsStore extends AutoCloseable {
    /**
     * One change of one record.
     *
     * @param kind 0 to 127, the caller's
     * @param value null deletes the record
     */
    record Change(byte kind, String key, byte[] value) {}

    /** What is told when a write is on disk, or failed. Called on the store's own thread: hand over at once. */
    interface Completion {
        void durable();

        /** It is not known to be on disk, and the store takes no further writes. */
        void failed(Exception cause);
    }

    /** Takes one stored record. */
    interface Reader {
        void record(byte kind, String key, byte[] value);
    }

    /**
     * Reads everything there is, by kind and key ascending. Before the first write, on the caller's thread.
     *
     * @throws java.io.UncheckedIOException the file cannot be read
     * @throws IllegalStateException something was written already, or the store is closed
     */
    void readAll(Reader reader);

    /**
     * Writes changes, all or none, in order after all earlier writes. An empty list asks only for the sync of those.
     * The byte arrays belong to the store from then on.
     *
     * @throws IllegalArgumentException a kind, key or value outside its limits; nothing was taken
     * @throws java.util.concurrent.RejectedExecutionException too much waits for the disk already; nothing was taken,
     *     and the store goes on
     * @throws IllegalStateException the store is closed
     */
    void write(List<Change> changes, Completion completion);

    /** The same with changes of which most is done already. */
    default void write(PreparedChanges changes, Completion completion) {
        write(changes.changes(), completion);
    }

    /** Finishes what was written and closes the files. Waits for that; not to be called from a completion. */
    @Override
    void close();
}
