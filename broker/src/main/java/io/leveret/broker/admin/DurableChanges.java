package io.leveret.broker.admin;

import io.leveret.broker.vhost.Definitions;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
        make(handover -> handover.accept(change.make()), DEADLINE_SECONDS);
    }

    /** A change in memory that itself says when what is to be written is handed over: once, or never. */
    interface LoggedFirst {
        void make(Consumer<List<Change>> handover) throws AdminException;
    }

    /** Makes a change and returns when it is on disk. */
    void make(LoggedFirst change, long deadlineSeconds) throws AdminException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Completion completion = new Completion() {
            @Override
            public void durable() {
                written.complete(null);
            }

            @Override
            public void failed(Exception cause) {
                written.completeExceptionally(cause);
            }
        };
        boolean[] waits = new boolean[1];
        synchronized (order) {
            change.make(changes -> waits[0] = definitions.write(changes, completion));
        }
        if (waits[0]) {
            await(written, deadlineSeconds);
        }
    }

    private static void await(CompletableFuture<Void> written, long deadlineSeconds) throws AdminException {
        try {
            written.get(deadlineSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AdminException(
                    Kind.FAILED,
                    "the change could not be written: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new AdminException(
                    Kind.TIMEOUT, "the change is made, but was not on disk after " + deadlineSeconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(Kind.FAILED, "interrupted", e);
        }
    }
}
