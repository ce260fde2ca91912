package io.leveret.queue;

/**
 * A prefetch limit shared by several consumers, possibly on queues of several shards ({@code basic.qos} with global
 * set).
 *
 * <p>Thread-safe. What is taken is given back by the owner of the credit, when the message is settled or returned; it
 * then resumes the consumers it had turned away.
 */
public interface SharedCredit {
    /**
     * Takes one unit for a message about to be delivered, or refuses; who is refused will be resumed. A consumer that
     * does not acknowledge takes none, but waits like the others while there is none (RabbitMQ 4.0.5 behaviour).
     */
    boolean tryTake(Consumer consumer);
}
