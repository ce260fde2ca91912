package io.leveret.queue;

/**
 * How a queue behaves, fixed when it is declared.
 *
 * @param durable whether it is there after a restart, with its persistent messages; of another queue no fact is told
 * @param autoDelete whether {@link QueueEffects#unused()} is asked for when the last consumer has left
 * @param maxPriority the highest message priority that is told apart ({@code x-max-priority}), 0 to 255; 0 means that
 *     the queue knows no priorities. Messages above it count as of this priority
 */
public record QueueOptions(boolean durable, boolean autoDelete, int maxPriority) {
    /** @throws IllegalArgumentException if {@code maxPriority} is not 0 to 255 */
    public QueueOptions {
        if (maxPriority < 0 || maxPriority > 255) {
            throw new IllegalArgumentException("maxPriority must be 0 to 255, but is " + maxPriority);
        }
    }
}
