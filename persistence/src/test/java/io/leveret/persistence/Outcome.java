package io.leveret.persistence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A completion to wait for. */
final class Outcome implements DefinitionsStore.Completion {
    private static final int DEADLINE_S = 30;
    private final CompletableFuture<Exception> result = new CompletableFuture<>();
    private volatile String thread;

    @Override
    public void durable() {
        complete(null);
    }

    @Override
    public void failed(Exception cause) {
        complete(cause);
    }

    private void complete(Exception cause) {
        thread = Thread.currentThread().getName();
        if (!result.complete(cause)) {
            throw new AssertionError("answered twice");
        }
    }

    boolean isAnswered() {
        return result.isDone();
    }

    String thread() {
        return thread;
    }

    /** Waits; the failure, or null when it is durable. */
    Exception await() {
        try {
            return result.get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
