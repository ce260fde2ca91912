package io.leveret.queue;

/**
 * A place in the order of a queue: before all messages of a priority from an id on, and before all of lower priorities.
 * It means the same however the queue changes.
 *
 * @param priority as the queue tells them apart, which may be fewer than publishers give
 */
public record QueuePosition(int priority, long id) {
    /** Before all messages. */
    public static final QueuePosition FIRST = new QueuePosition(Integer.MAX_VALUE, 0);
}
