package io.leveret.management.admin;

import java.util.List;

/** Virtual hosts. */
public interface VhostsAdmin {
    /**
     * A virtual host.
     *
     * @param defaultQueueType of durable queues that are declared without one
     * @param protectedFromDeletion whether it cannot be deleted until somebody takes that away
     */
    record VhostDetails(
            String name,
            String description,
            List<String> tags,
            String defaultQueueType,
            boolean tracing,
            boolean protectedFromDeletion) {}

    /** What is said of a virtual host; null for what is not. */
    record Metadata(String description, List<String> tags, String defaultQueueType, Boolean protectedFromDeletion) {
        /** Nothing is said of its deletion. */
        public Metadata(String description, List<String> tags, String defaultQueueType) {
            this(description, tags, defaultQueueType, null);
        }
    }

    /** All of them by name. */
    List<VhostDetails> list();

    /** Whether there is one of this name. */
    boolean exists(String name);

    /** Adds one, on disk when this returns. One that is there already stays as it is. */
    void add(String name, Metadata metadata) throws AdminException;

    /** Has other things said of one, on disk when this returns. Queues that are there stay what they are. */
    void update(String name, Metadata metadata) throws AdminException;

    /**
     * Deletes one with all that is in it: its connections are closed with 320, its queues and their messages,
     * exchanges, bindings, permissions and parameters are gone when this returns.
     */
    void delete(String name) throws AdminException;

    /** Has copies of all messages sent to {@code amq.rabbitmq.trace}, or not, until the broker stops. */
    void trace(String name, boolean on) throws AdminException;
}
