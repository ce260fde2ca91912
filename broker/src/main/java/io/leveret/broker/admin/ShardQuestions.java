package io.leveret.broker.admin;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Asks shards, and waits for their answers. All are asked before the first answer is waited for. */
final class ShardQuestions {
    private static final long DEADLINE_MS = 10_000;

    /** One question: hands the means to answer to a shard. */
    interface Question<A, S> {
        void ask(S subject, Consumer<A> answer);
    }

    private ShardQuestions() {}

    /**
     * Asks about each subject; answers stand in the order of the subjects.
     *
     * @throws AdminException an answer did not come in time, or the node stops
     */
    static <S, A> List<A> ask(Iterable<S> subjects, Question<A, S> question) throws AdminException {
        List<CompletableFuture<A>> asked = new ArrayList<>();
        try {
            for (S subject : subjects) {
                CompletableFuture<A> answer = new CompletableFuture<>();
                question.ask(subject, answer::complete);
                asked.add(answer);
            }
        } catch (RejectedExecutionException e) {
            throw new AdminException(Kind.FAILED, "the node stops", e);
        }
        return await(asked);
    }

    private static <A> List<A> await(List<CompletableFuture<A>> asked) throws AdminException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
        List<A> answers = new ArrayList<>(asked.size());
        try {
            for (CompletableFuture<A> each : asked) {
                answers.add(each.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
        } catch (TimeoutException e) {
            throw new AdminException(Kind.TIMEOUT, "a shard did not answer within " + DEADLINE_MS + " ms", e);
        } catch (ExecutionException e) {
            throw new AdminException(Kind.FAILED, e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(Kind.FAILED, "interrupted", e);
        }
        return answers;
    }
}
