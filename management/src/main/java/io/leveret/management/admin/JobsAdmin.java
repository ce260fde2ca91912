package io.leveret.management.admin;

import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Source;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that move messages: to a queue, to an exchange, or back to where they were dead-lettered. A message leaves its
 * queue only when all that take it have it in the log, so that none is lost; what nobody takes stays in its place.
 *
 * <p>A job knows what was there when it began, and leaves alone what comes later. It ends with the broker: what it has
 * not moved by then stays where it is.
 */
public interface JobsAdmin {
    /** Where messages go. */
    sealed interface Target {
        /** Into a queue, as they are. */
        record ToQueue(String queue) implements Target {}

        /** To an exchange, under this key or, if it is null, their own. */
        record ToExchange(String exchange, String routingKey) implements Target {}

        /**
         * To where they were dead-lettered first.
         *
         * @param republished to the exchange and keys that they had come by, so that all that are bound get it; else
         *     into the queue alone
         */
        record ToOrigin(boolean republished) implements Target {}
    }

    /**
     * What a job is to do.
     *
     * @param ids of the messages, or none for all
     * @param limit messages to be moved, 0 for no limit
     * @param perSecond messages to be moved, 0 for as many as go
     * @param dryRun nothing is moved, but counted and planned
     * @param keepDeaths whether {@code x-death} and the headers with it stay
     * @param trustHeaders whether {@code x-death} counts also if this broker did not write it
     */
    record Order(
            Source source,
            Target target,
            Filter filter,
            List<Long> ids,
            long limit,
            double perSecond,
            boolean dryRun,
            boolean keepDeaths,
            boolean trustHeaders) {
        /** Copies the ids. */
        public Order {
            ids = List.copyOf(ids);
        }
    }

    /** What the one on whose behalf a job runs may do; asked from the job's thread at any time. */
    @FunctionalInterface
    interface Rights {
        /**
         * Whether messages may be published.
         *
         * @param exchange "" for the default exchange, by which queues are reached
         * @param topicKey the routing key if the exchange is of type topic, else null
         */
        boolean mayPublish(String exchange, String topicKey);
    }

    /** How a job stands. */
    enum JobState {
        RUNNING,
        /** It waits for an alarm to be cleared. */
        BLOCKED,
        DONE,
        CANCELLED,
        FAILED
    }

    /**
     * What a job has done. Messages that were looked at and matched are moved, or one of those that follow.
     *
     * @param present messages in the source when it began
     * @param moved or, in a dry run, that would be
     * @param unroutable for which no queue was found
     * @param refused by queues that are full, or gone
     * @param forbidden to who ordered the job
     * @param withoutOrigin that were not dead-lettered
     * @param taken meanwhile, by a consumer or otherwise
     * @param unreadable on disk
     */
    record Progress(
            long present,
            long looked,
            long matched,
            long moved,
            long unroutable,
            long refused,
            long forbidden,
            long withoutOrigin,
            long taken,
            long unreadable) {}

    /**
     * A message that a dry run would move.
     *
     * @param queues that would get it
     */
    record Planned(long id, String exchange, String routingKey, List<String> queues) {}

    /**
     * A job.
     *
     * @param user on whose behalf it runs
     * @param endedAtMs epoch milliseconds, 0 while it runs
     * @param error what it failed of, or ""
     * @param planned the first of them, of a dry run
     */
    record Job(
            String id,
            String user,
            Order order,
            JobState state,
            long startedAtMs,
            long endedAtMs,
            Progress progress,
            String error,
            List<Planned> planned) {
        /** Whether it has ended. */
        public boolean hasEnded() {
            return state != JobState.RUNNING && state != JobState.BLOCKED;
        }
    }

    /**
     * Begins a job.
     *
     * @throws AdminException {@code NOT_FOUND} if there is no such source or target; {@code INVALID} if they are one,
     *     or if as many jobs run as may
     */
    Job start(Order order, String user, Rights rights) throws AdminException;

    /** Those that run, and the last hundred that have ended; the latest first. */
    List<Job> list();

    /** One of them. */
    Optional<Job> get(String id);

    /** Ends a job after what it has in hand; whether there is one of this id. */
    boolean cancel(String id);

    /** The broker ends: cancels all jobs, and starts no more. */
    void end();
}
