package io.leveret.broker.vhost;

/** What a queue holds, as its shard sees it. {@code bytes} are those of bodies. */
public record QueueFigures(
        long readyMessages, long unackedMessages, long readyBytes, long unackedBytes, int consumers) {
    /** Of a queue that was deleted before it could be asked. */
    static final QueueFigures GONE = new QueueFigures(0, 0, 0, 0, 0);
}
