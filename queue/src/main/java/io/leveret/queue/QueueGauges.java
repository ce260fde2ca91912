package io.leveret.queue;

/**
 * What a queue has, for any thread to read beside it: each number as it was a little while ago, not all of one moment.
 * What is a difference of others may be less than nothing for that moment.
 */
public interface QueueGauges {
    /** Messages that wait for a consumer. */
    long readyCount();

    /** Messages in flight. */
    long unackedCount();

    /** Bytes of the bodies that wait. */
    long readyBytes();

    /** Bytes of the bodies in flight. */
    long unackedBytes();

    /** Messages whose bodies are in memory. */
    long inMemoryCount();

    /** Bytes in memory: bodies with what they are made of, and the index. */
    long memoryBytes();

    /** How many consume. */
    int consumerCount();

    /** The one that gets messages where one at a time does; null if nobody consumes, or all may. */
    Consumer activeConsumer();
}
