package io.leveret.persistence;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.log.LogAlarm;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogReplay;
import io.leveret.persistence.log.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions in the log of the node, with a checkpoint in H2's file and an export in {@code definitions.json}.
 *
 * <p>A start goes through these steps, on one thread: {@link #open}; while the log is replayed, {@link #replay} and
 * {@link #damaged}; {@link #readAll} when all definitions were shown; {@link #start} when the log writes.
 *
 * <p>A write is in the log, though not yet on disk, when {@link #write} returns: whatever the caller submits after that
 * stands behind it, so nobody finds a message whose queue was lost. It is answered when it is on disk, on the thread
 * {@code definitions-answers}. The checkpoint follows later, on another.
 */
public final class LoggedDefinitions implements DefinitionsStore, LogAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedDefinitions.class);

    private final DefinitionsCheckpoint checkpoint;
    private final CheckpointRules rules;
    private final boolean acceptLoss;

    /** What the log held at the start, until the first write. */
    private volatile ReplayedDefinitions replayed;

    private volatile LoggedWrites writes;
    private DefinitionsCheckpointer checkpointer;

    private final Object alarmLock = new Object();

    /** Why the log has no room, or null. Guarded by {@link #alarmLock}. */
    private String alarm;

    private volatile boolean closed;

    private LoggedDefinitions(DefinitionsCheckpoint checkpoint, boolean acceptLoss, CheckpointRules rules) {
        this.checkpoint = checkpoint;
        this.rules = rules;
        this.acceptLoss = acceptLoss;
        this.replayed = new ReplayedDefinitions(checkpoint.mark().number());
    }

    /**
     * Opens checkpoint and export in the data directory, or makes them.
     *
     * @param disk the same directory
     * @param acceptLoss whether to go on with what is left when definitions are lost
     * @throws DefinitionsLostException they are, and that is not accepted
     * @throws IOException they are in use by another process, of a newer version, or cannot be read or written
     */
    public static LoggedDefinitions open(Path directory, Disk disk, boolean acceptLoss) throws IOException {
        return open(
                new DefinitionsPlace(directory, "", disk, DefinitionsFile.REWRITE_MIN_BYTES),
                acceptLoss,
                CheckpointRules.DEFAULT);
    }

    static LoggedDefinitions open(DefinitionsPlace place, boolean acceptLoss, CheckpointRules rules)
            throws IOException {
        return new LoggedDefinitions(DefinitionsCheckpoint.open(place, acceptLoss), acceptLoss, rules);
    }

    /** All definitions before this place of the log are in the checkpoint. */
    LogPosition checkpointPosition() {
        return checkpoint.mark().position();
    }

    /**
     * Takes what {@link LogReplay#definitions} is shown.
     *
     * @throws UncheckedIOException it is of a newer version
     */
    public void replay(ByteBuffer record) {
        try {
            replayed.show(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Takes what {@link LogReplay#damaged} is told if definitions may be concerned: before the definitions behind the
     * damage are shown, which may tell that none are missing, or after all of them.
     *
     * @param end nothing at or behind this position is concerned
     */
    public void damaged(LogPosition end, String text) {
        if (end.compareTo(checkpointPosition()) > 0) {
            replayed.damaged(text);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException also with a {@link DefinitionsLostException}
     */
    @Override
    public void readAll(Reader reader) {
        ReplayedDefinitions beyond = replayed;
        if (closed || beyond == null) {
            throw new IllegalStateException(closed ? "the store is closed" : "the store has been written to");
        }
        try {
            refuseLoss(beyond.lost());
        } catch (DefinitionsLostException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        DefinitionsOverlay overlay = new DefinitionsOverlay(beyond.changes(), reader);
        checkpoint.readAll(overlay);
        overlay.end();
    }

    private void refuseLoss(String lost) throws DefinitionsLostException {
        if (lost != null && !acceptLoss) {
            throw new DefinitionsLostException("definitions are lost: " + lost, null);
        }
    }

    /**
     * Begins to take writes.
     *
     * @param log has begun to write
     * @throws DefinitionsLostException definitions are missing, and that is not accepted
     * @throws IOException an accepted loss cannot be noted down
     */
    public void start(WriteAheadLog log) throws IOException {
        start(DefinitionsLog.of(log), log.highestStream() > 0);
    }

    /** @param streamsSeen whether the log knows streams, and so should know definitions */
    void start(DefinitionsLog log, boolean streamsSeen) throws IOException {
        String lost = replayed.lost();
        if (lost == null && replayed.last() == 0 && streamsSeen) {
            lost = "the log holds messages of queues, but there are no definitions at all";
        }
        refuseLoss(lost);
        checkpoint.notBeyond(log.position());
        long last = replayed.last();
        UncheckpointedChanges changes = new UncheckpointedChanges(last, rules.maxChanges(), rules.maxBytes());
        changes.add(last, replayed.changes().values());
        if (lost != null) {
            LOG.warn("definitions are lost, as was accepted: {}", lost);
            // So that this is asked only once: the checkpoint is beyond the gap from here on.
            checkpoint.write(changes.take().changes(), new CheckpointMark(last, log.position()));
        }
        LoggedWrites started = new LoggedWrites(log, changes, last, rules.logWaitMs());
        checkpointer = new DefinitionsCheckpointer(checkpoint, changes, log, started::awaitSubmitted, rules);
        started.start();
        checkpointer.start();
        synchronized (alarmLock) {
            if (alarm != null) {
                started.raised(alarm);
            }
            writes = started;
        }
    }

    @Override
    public void write(List<Change> changes, Completion completion) {
        write(PreparedChanges.of(changes), completion);
    }

    @Override
    public void write(PreparedChanges changes, Completion completion) {
        LoggedWrites started = writes;
        if (started == null) {
            throw new IllegalStateException("the store is not started");
        }
        started.write(changes, completion);
        replayed = null;
    }

    /**
     * Holds back what adds definitions, before the start too. The alarm is to be told here after those who add
     * messages, lest theirs refer to what is held back.
     */
    @Override
    public void raised(String text) {
        synchronized (alarmLock) {
            alarm = text;
            if (writes != null) {
                writes.raised(text);
            }
        }
    }

    /** Gives the log what was held back. To be told here before those who add messages. */
    @Override
    public void cleared() {
        synchronized (alarmLock) {
            alarm = null;
            if (writes != null) {
                writes.cleared();
            }
        }
    }

    /** Writes checkpoint and, if it is asked for, export now, on the caller's thread. */
    void checkpoint(boolean withExport) {
        checkpointer.attempt(withExport);
    }

    /** Bytes that wait for the log. Any thread. */
    long waitingBytes() {
        return writes.waitingBytes();
    }

    /**
     * Finishes what was written, writes a last checkpoint and its export and closes them; the log is to be closed after
     * that. What the log cannot take is failed.
     */
    @Override
    public void close() {
        if (writes != null) {
            writes.close();
        }
        closed = true;
        if (checkpointer != null) {
            checkpointer.end();
        }
        checkpoint.close();
    }
}
