package io.leveret.broker.admin;

import io.leveret.broker.vhost.Definitions;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.leveret.persistence.PreparedChanges;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes changes one after the other, so that memory and disk see them in the same order, and waits for the disk outside
 * of that order, so that several administrators share a sync.
 */
final class DurableChanges {
    private static final long DEADLINE_SECONDS = 30;

    /** A change in memory; gives what is to be written. */
    interface InMemory {
        List<Change> make() throws AdminException;
    }

    private final Definitions definitions;
    private final Object order = new Object();

    DurableChanges(Definitions definitions) {
        this.definitions = definitions;
    }

    /** Makes a change and returns when it is on disk. */
    void make(InMemory change) throws AdminException {
        Written written = new Written();
        boolean waits;
        synchronized (order) {
            waits = definitions.write(change.make(), written);
        }
        if (waits) {
            written.await(DEADLINE_SECONDS, "the change is made");
        }
    }

    /** Takes what is to be written; says whether there was room for it, and it stands before all that follows. */
    interface Handover {
        boolean handOver(PreparedChanges changes);
    }

    /** A change in memory that itself says when what is to be written is handed over: once, or never. */
    interface LoggedFirst {
        void make(Handover handover) throws AdminException;
    }

    /** Makes a change and returns when it is on disk. */
    void make(LoggedFirst change, long deadlineSeconds) throws AdminException {
        Written written = new Written();
        boolean[] waits = new boolean[1];
        synchronized (order) {
            change.make(changes -> {
                if (changes.changes().isEmpty()) {
                    return true;
                }
                waits[0] = definitions.writeNow(changes, written);
                return waits[0];
            });
        }
        if (waits[0]) {
            written.await(deadlineSeconds, "the change is made");
        }
    }

    /** Waits until all that was written so far is on disk; also in the midst of a change. */
    void awaitEarlier(long deadlineSeconds) throws AdminException {
        Written written = new Written();
        if (definitions.await(written)) {
            written.await(deadlineSeconds, "changes before it are made");
        }
    }

    /** Waits for the disk. */
    private static final class Written implements Completion {
        private final CompletableFuture<Void> written = new CompletableFuture<>();

        @Override
        public void durable() {
            written.complete(null);
        }

        @Override
        public void failed(Exception cause) {
            written.completeExceptionally(cause);
        }

        void await(long deadlineSeconds, String done) throws AdminException {
            try {
                written.get(deadlineSeconds, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AdminException(
                        Kind.FAILED,
                        "the change could not be written: " + e.getCause().getMessage(),
                        e.getCause());
            } catch (TimeoutException e) {
                throw new AdminException(Kind.TIMEOUT, done + ", but not on disk after " + deadlineSeconds + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AdminException(Kind.FAILED, "interrupted", e);
            }
        }
    }
}
