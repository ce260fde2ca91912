package io.leveret.broker.vhost;

/** Hears how full a queue is. */
@FunctionalInterface
public interface QueueCounts {
    void counted(long readyMessages, int consumers);
}
