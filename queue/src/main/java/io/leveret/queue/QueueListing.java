package io.leveret.queue;

import java.util.List;

/**
 * Some of the messages that wait in a queue, in the order of their ids.
 *
 * @param entries maybe fewer than were asked for although there are more
 * @param nextId where to go on, 0 if there are no more
 */
public record QueueListing(List<Entry> entries, long nextId) {
    /**
     * One message.
     *
     * @param expiresAtMs epoch milliseconds, or {@link Fact#NEVER}
     * @param sizeBytes of its body
     */
    public record Entry(long id, long expiresAtMs, int sizeBytes) {}
}
