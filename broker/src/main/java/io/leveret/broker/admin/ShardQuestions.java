package io.leveret.broker.admin;

import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

    /** Asks about some connections of one shard, a few in each of its turns. */
    private static final class Pass<A> implements Runnable {
        private final BrokerShard shard;
        private final List<Open> connections;
        private final Function<Open, A> question;
        private final Consumer<List<A>> answer;
        private final List<A> answers = new ArrayList<>();

        Pass(BrokerShard shard, List<Open> connections, Function<Open, A> question, Consumer<List<A>> answer) {
            this.shard = shard;
            this.connections = connections;
            this.question = question;
            this.answer = answer;
        }

        @Override
        public void run() {
            int end = Math.min(connections.size(), answers.size() + CONNECTIONS_A_TURN);
            while (answers.size() < end) {
                answers.add(question.apply(connections.get(answers.size())));
            }
            if (end < connections.size()) {
                shard.nextTurn(this);
            } else {
                answer.accept(answers);
            }
        }
    }

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
     * not so many that others of the shard would wait for long; sockets have their turn before the next.
     */
    static <A> List<A> askEach(List<Open> connections, Function<Open, A> question) throws AdminException {
        Map<BrokerShard, List<Open>> byShard = new LinkedHashMap<>();
        connections.forEach(each ->
                byShard.computeIfAbsent(each.shard(), any -> new ArrayList<>()).add(each));
        List<List<A>> answers = ask(
                byShard.entrySet(),
                (asked, answer) ->
                        asked.getKey().execute(new Pass<>(asked.getKey(), asked.getValue(), question, answer)));
        Map<BrokerShard, Iterator<A>> next = new HashMap<>();
        Iterator<List<A>> answered = answers.iterator();
        byShard.keySet().forEach(shard -> next.put(shard, answered.next().iterator()));
        return connections.stream().map(each -> next.get(each.shard()).next()).toList();
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
