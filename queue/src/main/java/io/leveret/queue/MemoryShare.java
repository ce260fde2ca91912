package io.leveret.queue;

/** What one queue adds to the {@link MemoryMeter} of its shard. */
final class MemoryShare {
    /** The objects that a message is made of, without the bytes of its content; its address is shared by many. */
    private static final int MESSAGE_OVERHEAD_BYTES = 80;

    /** Null until a queue is served. */
    private MemoryMeter meter;

    private long bodyBytes;
    private long indexBytes;

    static long bytesOf(Message message) {
        return message.content().length + MESSAGE_OVERHEAD_BYTES;
    }

    void addBodies(long bytes) {
        bodyBytes += bytes;
        if (meter != null) {
            meter.add(bytes, 0);
        }
    }

    void addIndex(long bytes) {
        indexBytes += bytes;
        if (meter != null) {
            meter.add(0, bytes);
        }
    }

    void moveTo(MemoryMeter other) {
        if (meter != null) {
            meter.add(-bodyBytes, -indexBytes);
        }
        meter = other;
        meter.add(bodyBytes, indexBytes);
    }

    long bodyBytes() {
        return bodyBytes;
    }

    long indexBytes() {
        return indexBytes;
    }
}
