package io.leveret.broker.vhost;

/** Hears how full a queue is. */
public interface QueueCounts {
    /** What stood in it and who consumed. */
    void counted(long readyMessages, int consumers);

    /** The queue was deleted before it could be asked; it is out of the topology already. */
    void gone();
}
