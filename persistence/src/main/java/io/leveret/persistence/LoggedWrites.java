package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.leveret.persistence.log.LogAlarm;
import io.leveret.persistence.log.LogWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of definitions into the log: from {@link #write}, on any thread, to the answer, on the thread
 * {@code definitions-answers}.
 *
 * <p>A write is handed to the log before {@link #write} returns, not by a thread of its own later: what the caller
 * submits next must stand behind it. That each takes the log's lock once is no loss, since many still share a sync.
 *
 * <p>While the log has no room, writes that add something are held back. Those that only delete go on, as they make
 * room, unless they concern what is held back; they may thus overtake others, but never one of the same record.
 */
final class LoggedWrites implements LogAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedWrites.class);
    private static final long NOTHING_BEFORE = Long.MIN_VALUE;

    /** A write on its way. */
    private static final class Write {
        private final List<Change> changes;
        private final byte[] record;
        private final Completion completion;
        private final long bytes;
        private long number;
        private long ticket;

        Write(PreparedChanges prepared, Completion completion) {
            this.changes = prepared.changes();
            this.record = prepared.record();
            this.completion = completion;
            this.bytes = prepared.bytes();
        }
    }

    private final UncheckpointedChanges uncheckpointed;
    private final long logWaitMs;
    private final Thread answers = new Thread(this::answer, "definitions-answers");
    private final Object lock = new Object();

    private volatile long durableTicket = NOTHING_BEFORE;

    // Guarded by the lock.
    private final LogWriter writer;
    private long lastNumber;
    private long lastTicket = NOTHING_BEFORE;
    private final ArrayDeque<Write> submitted = new ArrayDeque<>();
    private final ArrayDeque<Write> heldBack = new ArrayDeque<>();
    private final Set<RecordKey> keysHeldBack = new HashSet<>();
    private long waitingBytes;
    private boolean alarm;
    private boolean closing;
    private boolean abandoned;

    /**
     * @param uncheckpointed takes what is durable
     * @param lastNumber of the writes before
     * @param logWaitMs how long a log that has difficulties is waited for
     */
    LoggedWrites(DefinitionsLog log, UncheckpointedChanges uncheckpointed, long lastNumber, long logWaitMs) {
        this.logWaitMs = logWaitMs;
        this.uncheckpointed = uncheckpointed;
        this.lastNumber = lastNumber;
        this.writer = log.writer(this::durable);
        answers.setDaemon(true);
    }

    void start() {
        answers.start();
    }

    /** As {@link DefinitionsStore#write}. */
    void write(PreparedChanges prepared, Completion completion) {
        Write write = new Write(prepared, completion);
        synchronized (lock) {
            if (closing) {
                throw new IllegalStateException("the store is closed");
            }
            if (!hasRoomFor(write.bytes)) {
                throw new RejectedExecutionException(waitingBytes + " bytes of definitions wait for the log, and no"
                        + " more than " + H2Definitions.MAX_WAITING_BYTES + " may");
            }
            waitingBytes += write.bytes;
            if (mustWait(write)) {
                heldBack.add(write);
                write.changes.forEach(change -> keysHeldBack.add(RecordKey.of(change)));
            } else {
                append(write);
                writer.submit();
            }
        }
        if (write.record == null) {
            LockSupport.unpark(answers); // it may be durable already
        }
    }

    /**
     * What is larger than all that may wait goes beyond that alone, and need not find nothing waiting: that might never
     * be so while others write. Called with the lock.
     */
    private boolean hasRoomFor(long bytes) {
        long most = H2Definitions.MAX_WAITING_BYTES;
        return waitingBytes == 0 || (bytes > most ? waitingBytes < most : waitingBytes + bytes <= most);
    }

    /** Called with the lock. */
    private boolean mustWait(Write write) {
        if (!alarm || write.record == null) {
            return !heldBack.isEmpty();
        }
        for (Change change : write.changes) {
            if (change.value() != null || keysHeldBack.contains(RecordKey.of(change))) {
                return true;
            }
        }
        return false;
    }

    /** Called with the lock. */
    private void append(Write write) {
        if (write.record != null) {
            DefinitionChangesEncoder.number(write.record, lastNumber + 1);
            writer.definitions(write.record);
            lastNumber++;
            lastTicket = writer.ticket();
        }
        write.number = lastNumber;
        write.ticket = submitted.isEmpty() && write.record == null ? NOTHING_BEFORE : lastTicket;
        submitted.add(write);
    }

    /** On the log's thread, which must not wait for the lock. */
    private void durable(long ticket) {
        durableTicket = ticket;
        LockSupport.unpark(answers);
    }

    @Override
    public void raised(String text) {
        synchronized (lock) {
            alarm = true;
        }
    }

    @Override
    public void cleared() {
        synchronized (lock) {
            alarm = false;
            if (heldBack.isEmpty()) {
                return;
            }
            keysHeldBack.clear();
            while (!heldBack.isEmpty()) {
                append(heldBack.remove());
            }
            writer.submit();
        }
        LockSupport.unpark(answers);
    }

    private void answer() {
        List<Write> done = new ArrayList<>();
        while (takeDone(done)) {
            for (Write write : done) {
                tell(write, null);
            }
            if (done.isEmpty()) {
                LockSupport.park(this);
            }
            done.clear();
        }
    }

    /** Takes what is durable by now; false when nothing will come any more. */
    private boolean takeDone(List<Write> done) {
        synchronized (lock) {
            long ticket = durableTicket;
            while (!submitted.isEmpty() && submitted.peek().ticket <= ticket) {
                Write write = submitted.remove();
                uncheckpointed.add(write.number, write.changes);
                waitingBytes -= write.bytes;
                done.add(write);
            }
            return !done.isEmpty() || !closing || !submitted.isEmpty();
        }
    }

    private static void tell(Write write, Exception failure) {
        try {
            if (failure == null) {
                write.completion.durable();
            } else {
                write.completion.failed(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("a completion failed; the definitions go on", e);
        }
    }

    /**
     * Waits until all that the log was given is durable and taken; what is held back it was not given.
     *
     * @return false if that takes too long, or will not happen
     */
    boolean awaitSubmitted() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        Completion completion = new Completion() {
            @Override
            public void durable() {
                reached.complete(null);
            }

            @Override
            public void failed(Exception cause) {
                reached.completeExceptionally(cause);
            }
        };
        synchronized (lock) {
            if (submitted.isEmpty()) {
                return !abandoned;
            }
            append(new Write(PreparedChanges.of(List.of()), completion));
        }
        try {
            reached.get(logWaitMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            LOG.debug("definitions that the log was given are not durable yet", e);
            return false;
        }
    }

    /** Bytes that wait for the log. Any thread. */
    long waitingBytes() {
        synchronized (lock) {
            return waitingBytes;
        }
    }

    /** Answers all writes: what the log does not take within a while is failed. */
    void close() {
        if (Thread.currentThread() == answers) {
            throw new IllegalStateException("a completion cannot close the store");
        }
        List<Write> failed;
        synchronized (lock) {
            closing = true;
            failed = new ArrayList<>(heldBack);
            heldBack.clear();
        }
        LockSupport.unpark(answers);
        Waits.join(answers, logWaitMs);
        synchronized (lock) {
            abandoned = !submitted.isEmpty();
            failed.addAll(0, submitted);
            submitted.clear();
        }
        LockSupport.unpark(answers);
        Waits.join(answers);
        IOException cause = new IOException("the node stopped before the log had room for it");
        failed.forEach(write -> tell(write, cause));
    }
}
