package io.leveret.queue;

/**
 * What somebody wants to see of a queue.
 *
 * @param from nothing that is due before this
 * @param mostMessages so many at most; a page of the queue's index if that is less
 * @param mostBytes of bodies and headers, when so many are reached there is no next one; 0 to see neither
 */
public record QueueLook(QueuePosition from, int mostMessages, long mostBytes) {
    /** Whether bodies are wanted, be it that they have to be read. */
    boolean bodies() {
        return mostBytes > 0;
    }
}
