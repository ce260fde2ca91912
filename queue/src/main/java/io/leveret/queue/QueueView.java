package io.leveret.queue;

import java.util.List;

/**
 * Some messages of a queue, in the order in which they are due, as they were at one moment.
 *
 * @param entries maybe fewer than were asked for although there are more
 * @param next where to go on, null if there are no more
 * @param unreadable messages in between of which nothing can be read now; they are left out
 */
public record QueueView(List<Entry> entries, QueuePosition next, long unreadable) {
    /** What a message does. */
    public enum State {
        READY,
        UNACKED,
        /** It leaves: for a dead letter exchange, or by hand. */
        LEAVING,
        /** It is lost on disk, and stays. */
        DAMAGED
    }

    /**
     * One message.
     *
     * @param priority as the queue tells them apart
     * @param sizeBytes of its body
     * @param expiresAtMs epoch milliseconds, or {@link Fact#NEVER}
     * @param redelivered whether it was returned; an unacked one may be delivered for the first time
     * @param returnCount how often it was returned in a way that counts
     * @param message null if bodies are not wanted, or this one cannot be read
     */
    public record Entry(
            long id,
            int priority,
            State state,
            int sizeBytes,
            long expiresAtMs,
            boolean redelivered,
            int returnCount,
            Message message) {}
}
