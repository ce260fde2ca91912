package io.leveret.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions in the file {@code definitions.mv.db}, in the key-value store of H2.
 *
 * <p>One thread, {@code definitions}, takes all that waits, commits it as one transaction, syncs it, and answers in the
 * order of the writes; what arrives meanwhile shares the next commit. There is no timer: a lone write is on disk as
 * fast as the disk is.
 *
 * <p>After the first failed commit or sync nothing is written any more, since what the disk then holds is not known:
 * all waiting and all later writes fail. A restart shows what was committed.
 */
public final class H2Definitions implements DefinitionsStore {
    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 65_535;

    /** The largest value, in bytes. */
    public static final int MAX_VALUE_BYTES = 16 << 20;

    /** What may wait for the disk, in bytes of keys and values; one write is always taken when none waits. */
    public static final int MAX_WAITING_BYTES = 64 << 20;

    private static final int CHANGE_OVERHEAD_BYTES = 64;
    private static final Logger LOG = LoggerFactory.getLogger(H2Definitions.class);

    private record Write(List<Change> changes, Completion completion) {}

    private final DefinitionsFile file;
    private final Thread thread;
    private final Object lock = new Object();

    // Guarded by the lock.
    private List<Write> waiting = new ArrayList<>();
    private long waitingBytes;
    private boolean written;
    private boolean closing;

    // The thread's own.
    private Exception failure;
    private volatile long commits;

    private H2Definitions(DefinitionsFile file) {
        this.file = file;
        this.thread = new Thread(this::run, "definitions");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens the definitions in a directory, or creates them, and checks every record.
     *
     * @throws IOException they are in use by another process, damaged, of a newer version, or cannot be read or written
     */
    public static H2Definitions open(Path directory) throws IOException {
        return open(directory, "", DefinitionsFile.REWRITE_MIN_BYTES);
    }

    /** The same through a file system of H2's that was registered for a scheme such as {@code split:}. */
    static H2Definitions open(Path directory, String scheme, long rewriteMinBytes) throws IOException {
        return new H2Definitions(DefinitionsFile.open(directory, scheme, rewriteMinBytes));
    }

    /** The same where the directory is synced in another way. */
    static H2Definitions open(Path directory, String scheme, long rewriteMinBytes, DefinitionsFile.DirectorySync sync)
            throws IOException {
        return new H2Definitions(DefinitionsFile.open(directory, scheme, rewriteMinBytes, sync));
    }

    @Override
    public void readAll(Reader reader) {
        synchronized (lock) {
            if (written || closing) {
                throw new IllegalStateException(closing ? "the store is closed" : "the store has been written to");
            }
        }
        file.readAll(reader);
    }

    /** Reads everything, by kind and key ascending. Only when all that was written is answered. */
    void read(Reader reader) {
        file.readAll(reader);
    }

    /** The value of one record, null if there is none. Only when all that was written is answered. */
    byte[] value(byte kind, String key) {
        return file.value(kind, key);
    }

    /** The number of records. Only when all that was written is answered. */
    long count() {
        return file.count();
    }

    @Override
    public void write(List<Change> changes, Completion completion) {
        List<Change> taken = List.copyOf(changes);
        long bytes = CHANGE_OVERHEAD_BYTES;
        for (Change change : taken) {
            bytes += checkedBytes(change);
        }
        synchronized (lock) {
            if (closing) {
                throw new IllegalStateException("the store is closed");
            }
            if (!waiting.isEmpty() && waitingBytes + bytes > MAX_WAITING_BYTES) {
                throw new RejectedExecutionException(waitingBytes
                        + " bytes of definitions wait for the disk, and no more than " + MAX_WAITING_BYTES + " may");
            }
            written = true;
            waiting.add(new Write(taken, completion));
            waitingBytes += bytes;
            lock.notifyAll();
        }
    }

    /**
     * What a change takes while it waits, in bytes.
     *
     * @throws IllegalArgumentException it is outside the limits
     */
    static long checkedBytes(Change change) {
        int valueBytes = change.value() == null ? 0 : change.value().length;
        if (change.kind() < 0) {
            throw new IllegalArgumentException("kind " + change.kind() + " is not between 0 and " + Byte.MAX_VALUE);
        }
        if (change.key().length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key of " + change.key().length() + " characters; the limit is " + MAX_KEY_LENGTH);
        }
        if (valueBytes > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("a value of " + valueBytes + " bytes; the limit is " + MAX_VALUE_BYTES);
        }
        return CHANGE_OVERHEAD_BYTES + 2L * change.key().length() + valueBytes;
    }

    private void run() {
        for (List<Write> writes = take(); !writes.isEmpty(); writes = take()) {
            if (failure == null) {
                failure = commit(writes);
            }
            for (Write write : writes) {
                answer(write.completion);
            }
        }
        closeFile();
    }

    private void closeFile() {
        try {
            file.close();
        } catch (RuntimeException e) {
            LOG.warn("closing the definitions in {} failed; what was answered is on disk", file, e);
        }
    }

    /** Waits for writes; none when the store was closed and all were served. */
    private List<Write> take() {
        synchronized (lock) {
            while (waiting.isEmpty() && !closing) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Nobody has this thread but the store, which ends it by closing: go on waiting.
                    LOG.debug("the thread of the definitions was interrupted", e);
                }
            }
            List<Write> taken = waiting;
            waiting = new ArrayList<>();
            waitingBytes = 0;
            return taken;
        }
    }

    /** One transaction and its sync for all writes; what went wrong, or null. */
    private Exception commit(List<Write> writes) {
        try {
            boolean changed = false;
            for (Write write : writes) {
                file.apply(write.changes);
                changed |= !write.changes.isEmpty();
            }
            if (changed) { // else there is nothing that an earlier commit has not synced
                file.commit();
                commits++;
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            Exception cause = new IOException("writing the definitions to " + file + " failed: " + e.getMessage(), e);
            LOG.error("nothing is written to {} until it is opened again", file, cause);
            return cause;
        }
    }

    private void answer(Completion completion) {
        try {
            if (failure == null) {
                completion.durable();
            } else {
                completion.failed(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("a completion failed; the definitions go on", e);
        }
    }

    /** How many transactions were synced since the start. Any thread. */
    long commits() {
        return commits;
    }

    /** What the file has grown to, in bytes. Only when nothing is being written. */
    long fileBytes() {
        return file.sizeBytes();
    }

    /** Bytes that wait for the thread. Any thread. */
    long waitingBytes() {
        synchronized (lock) {
            return waitingBytes;
        }
    }

    @Override
    public void close() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a completion cannot close the store");
        }
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        Waits.join(thread);
    }
}
