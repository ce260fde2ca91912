package io.leveret.broker.admin;

import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks shards, and waits for their answers. All are asked before the first answer is waited for. */
final class ShardQuestions {
    private static final long DEADLINE_MS = 10_000;
    private static final int CONNECTIONS_A_TURN = 64;

    private record Batch(BrokerShard shard, List<Integer> places) {}

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

    /**
     * Asks about each connection on its shard; answers stand in the order given. Many are asked for in one turn, but
     * not so many that others of the shard would wait for long.
     */
    static <A> List<A> askEach(List<Open> connections, Function<Open, A> question) throws AdminException {
        Map<BrokerShard, List<Integer>> byShard = new HashMap<>();
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            BrokerShard shard = connections.get(i).shard();
            List<Integer> places = byShard.computeIfAbsent(shard, any -> new ArrayList<>());
            places.add(i);
            if (places.size() == CONNECTIONS_A_TURN) {
                batches.add(new Batch(shard, byShard.remove(shard)));
            }
        }
        byShard.forEach((shard, places) -> batches.add(new Batch(shard, places)));
        List<List<A>> answers = ask(
                batches,
                (batch, answer) -> batch.shard()
                        .execute(() -> answer.accept(batch.places().stream()
                                .map(place -> question.apply(connections.get(place)))
                                .toList())));
        List<A> inOrder = new ArrayList<>(Collections.nCopies(connections.size(), null));
        for (int i = 0; i < batches.size(); i++) {
            for (int k = 0; k < batches.get(i).places().size(); k++) {
                inOrder.set(batches.get(i).places().get(k), answers.get(i).get(k));
            }
        }
        return inOrder;
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
