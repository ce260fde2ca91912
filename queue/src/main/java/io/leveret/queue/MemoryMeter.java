package io.leveret.queue;

/**
 * How much memory the queues of one shard use, in bytes. Counted by that shard alone; whoever else reads it sees it as
 * it was a little while ago.
 */
public final class MemoryMeter {
    private long bodyBytes;
    private long indexBytes;

    /** Messages in memory with all that they are made of; one that several queues hold is counted by each. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** Pages of queues: places, sizes, ids and flags of messages, whether these are in memory or not. */
    public long indexBytes() {
        return indexBytes;
    }

    void add(long bodies, long index) {
        bodyBytes += bodies;
        indexBytes += index;
    }
}
