package io.leveret.queue;

/**
 * How much may wait in a queue. Messages in flight do not count ({@code x-max-length} of RabbitMQ: ready ones), and
 * come back above the limits.
 *
 * @param maxMessages {@link #UNLIMITED} for none, never negative
 * @param maxBytes of their bodies, {@link #UNLIMITED} for none, never negative
 * @param overflow what becomes of one too many
 */
public record QueueLimits(long maxMessages, long maxBytes, Overflow overflow) {
    /** {@link #maxMessages} or {@link #maxBytes} of a queue that has no such limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Anything may wait. */
    public static final QueueLimits NONE = new QueueLimits(UNLIMITED, UNLIMITED, Overflow.DROP_HEAD);

    /** @throws IllegalArgumentException if a limit is negative */
    public QueueLimits {
        if (maxMessages < 0 || maxBytes < 0) {
            throw new IllegalArgumentException("limits are negative: " + maxMessages + ", " + maxBytes);
        }
    }

    /** Whether there is any. */
    public boolean any() {
        return maxMessages != UNLIMITED || maxBytes != UNLIMITED;
    }
}
