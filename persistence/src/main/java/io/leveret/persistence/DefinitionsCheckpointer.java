package io.leveret.persistence;

import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings definitions from the log to the checkpoint, on the thread {@code definitions-checkpoint}, and tells the log
 * how far it may be cut. When that fails nothing is lost, since the log has everything; it is tried again, less and
 * less often.
 */
final class DefinitionsCheckpointer {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsCheckpointer.class);

    /** Waits until all that was given to the log so far is durable and among the changes. */
    interface Barrier {
        /** @return false if that takes too long: the log has difficulties */
        boolean await();
    }

    private final DefinitionsCheckpoint checkpoint;
    private final UncheckpointedChanges changes;
    private final DefinitionsLog log;
    private final Barrier barrier;
    private final CheckpointRules rules;
    private final Thread thread = new Thread(this::run, "definitions-checkpoint");

    // Guarded by this.
    private long checkpointedAtMs;
    private long exportFromMs;
    private long retryFromMs;
    private int failures;

    DefinitionsCheckpointer(
            DefinitionsCheckpoint checkpoint,
            UncheckpointedChanges changes,
            DefinitionsLog log,
            Barrier barrier,
            CheckpointRules rules) {
        this.checkpoint = checkpoint;
        this.changes = changes;
        this.log = log;
        this.barrier = barrier;
        this.rules = rules;
        long now = nowMs();
        this.checkpointedAtMs = now;
        boolean exists = checkpoint.exported().number() > 0;
        this.exportFromMs = exists ? now + rules.exportEveryMs() : now;
        this.retryFromMs = now;
        thread.setDaemon(true);
    }

    private static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    void start() {
        thread.start();
    }

    /** Ends the thread, after a last checkpoint and its export. */
    void end() {
        changes.end();
        Waits.join(thread);
    }

    private void run() {
        while (!changes.isEnding()) {
            try {
                changes.await(rules.pollMs());
            } catch (InterruptedException e) {
                // Nobody has this thread but its owner, who ends it otherwise: go on.
                LOG.debug("the thread of the checkpoint was interrupted", e);
            }
            if (!changes.isEnding() && isDue()) {
                attempt(false);
            }
        }
        attempt(true);
    }

    private synchronized boolean isDue() {
        long now = nowMs();
        return now - retryFromMs >= 0 && (isCheckpointDue(now) || isExportDue(now));
    }

    private boolean isCheckpointDue(long now) {
        if (changes.isFull()) {
            return true;
        }
        if (now - checkpointedAtMs < rules.maxAgeMs()) {
            return false;
        }
        return !changes.isEmpty()
                || log.position().generation() > checkpoint.mark().position().generation();
    }

    private boolean isExportDue(long now) {
        return now - exportFromMs >= 0
                && checkpoint.exported().number() < checkpoint.mark().number();
    }

    /** @param withExport whether the export is due in any case */
    synchronized void attempt(boolean withExport) {
        try {
            if (!write()) {
                return;
            }
            if (isExportDue(withExport ? exportFromMs : nowMs())) {
                export();
            }
            LogPosition position = checkpoint.position();
            if (position.compareTo(CheckpointMark.NOWHERE) > 0) {
                log.checkpointed(position);
            }
            if (failures > 0) {
                LOG.info("the checkpoint of the definitions is written again");
            }
            failures = 0;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /**
     * The position first: what stands in the log before it is durable, and after the barrier among the changes.
     *
     * @return whether the checkpoint was written
     */
    private boolean write() throws IOException {
        LogPosition position = log.position();
        if (!barrier.await()) {
            LOG.warn("no checkpoint of the definitions now: the log does not take what it was given");
            retryFromMs = nowMs() + rules.retryMs();
            return false;
        }
        UncheckpointedChanges.Taken taken = changes.take();
        boolean written = false;
        try {
            checkpoint.write(taken.changes(), new CheckpointMark(taken.number(), position));
            checkpointedAtMs = nowMs();
            written = true;
            return true;
        } finally {
            if (!written) {
                changes.giveBack(taken);
            }
        }
    }

    private void export() throws IOException {
        long from = nowMs();
        checkpoint.export();
        long to = nowMs();
        exportFromMs = to + Math.max(rules.exportEveryMs(), rules.exportRest() * (to - from));
    }

    private void failed(Throwable e) {
        long waitMs = Math.min(rules.maxRetryMs(), rules.retryMs() << Math.min(failures, 16));
        failures++;
        retryFromMs = nowMs() + waitMs;
        LOG.error(
                "the checkpoint of the definitions cannot be written ({} times now); the log keeps them and grows",
                failures,
                e);
    }
}
