package io.leveret.management.admin;

import java.util.function.Consumer;

/** What happens to the objects of the node, as it happens. */
public interface EventsAdmin {
    /**
     * Something happened.
     *
     * @param type as RabbitMQ's event exchange calls it, such as {@code queue.created}
     * @param vhost where, or ""
     * @param name of the object
     * @param user who did it, or ""
     * @param atMs epoch milliseconds
     * @param details for people, or ""
     */
    record NodeEvent(String type, String vhost, String name, String user, long atMs, String details) {}

    /** Ends what was begun. */
    @FunctionalInterface
    interface Subscription {
        /** Nothing more is told after this, but for what is just being told. */
        void end();
    }

    /** Tells of everything that happens from now on, in order, on one thread that must not be kept waiting. */
    Subscription subscribe(Consumer<NodeEvent> listener);
}
