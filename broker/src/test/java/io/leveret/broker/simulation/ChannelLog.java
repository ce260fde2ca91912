package io.leveret.broker.simulation;

import io.leveret.codec.Method;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a client sent on a channel, in order, as far as nobody knows whether the broker has heard of it. An answer shows
 * that all before it was done.
 */
final class ChannelLog {
    /** Something sent that has no answer of its own. */
    interface Pending {
        /** A later answer came: the broker has done it. */
        void processed();

        /** The channel is gone without an answer: nobody knows. */
        void lost();
    }

    /** Hears an answer; {@code body} is null if it has no content. */
    interface Reply {
        void heard(Method method, byte[] body);
    }

    private record Asked(List<Class<? extends Method>> answers, Reply reply) implements Pending {
        @Override
        public void processed() {
            throw new IllegalStateException("an answer was passed over");
        }

        @Override
        public void lost() {
            // Then it never comes.
        }
    }

    private final ArrayDeque<Pending> entries = new ArrayDeque<>();

    void add(Pending pending) {
        entries.add(pending);
    }

    void ask(Reply reply, List<Class<? extends Method>> answers) {
        entries.add(new Asked(answers, reply));
    }

    boolean awaitsAnswer() {
        return entries.stream().anyMatch(Asked.class::isInstance);
    }

    /** An answer: it must be the one to what was asked first. */
    void answered(Method method, byte[] body) {
        while (true) {
            Pending next = entries.poll();
            if (next == null) {
                throw new AssertionError(method + " came and was not asked for");
            }
            if (next instanceof Asked asked) {
                if (!asked.answers().contains(method.getClass())) {
                    throw new AssertionError(method + " came instead of " + asked.answers());
                }
                asked.reply().heard(method, body);
                return;
            }
            next.processed();
        }
    }

    /** All of it was done, and nothing of it is to be answered. */
    void allProcessed() {
        entries.removeIf(Asked.class::isInstance);
        entries.forEach(Pending::processed);
        entries.clear();
    }

    void allLost() {
        entries.forEach(Pending::lost);
        entries.clear();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
