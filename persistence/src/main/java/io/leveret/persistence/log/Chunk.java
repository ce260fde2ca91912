package io.leveret.persistence.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Memory that a writer puts records into, and the bodies among them. Filled by one writer from front to end; what it
 * has submitted is read by the log's thread meanwhile.
 */
final class Chunk {
    /** Of the smallest. */
    static final int SIZE = 128 * 1024;

    private static final int BODIES = 256;

    final ByteBuffer buffer;

    /** Parallel lists of the bodies in it: who, at which offset, of what size. */
    LoggedBody[] bodies;

    int[] bodyOffsets;
    int[] bodySizes;
    int bodyCount;

    /** Definition records in it. */
    int definitions;

    /** Pieces not yet on disk, and whether the writer is done with it: guarded by {@link Submissions}. */
    int pieces;

    boolean retired;

    /** @param memory all of which it fills */
    Chunk(ByteBuffer memory) {
        buffer = memory;
        int capacity = memory.capacity() == SIZE ? BODIES : 1;
        bodies = new LoggedBody[capacity];
        bodyOffsets = new int[capacity];
        bodySizes = new int[capacity];
    }

    void body(LoggedBody body, int offset, int bodySize) {
        if (bodyCount == bodies.length) {
            bodies = Arrays.copyOf(bodies, bodyCount * 2);
            bodyOffsets = Arrays.copyOf(bodyOffsets, bodyCount * 2);
            bodySizes = Arrays.copyOf(bodySizes, bodyCount * 2);
        }
        bodies[bodyCount] = body;
        bodyOffsets[bodyCount] = offset;
        bodySizes[bodyCount++] = bodySize;
    }

    /** As new, for the next writer. */
    void clear() {
        buffer.clear();
        Arrays.fill(bodies, 0, bodyCount, null);
        bodyCount = 0;
        definitions = 0;
        retired = false;
    }
}
