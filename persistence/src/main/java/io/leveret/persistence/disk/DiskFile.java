package io.leveret.persistence.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file. Reads may come from any thread and at the same time as a write; writes, syncs and truncation from one
 * thread at a time.
 */
public interface DiskFile extends AutoCloseable {
    /** Bytes in it. */
    long size() throws IOException;

    /**
     * Reads from {@code position} until the buffer is full or the file ends.
     *
     * @return how many bytes were read, 0 at or beyond the end
     */
    int read(ByteBuffer into, long position) throws IOException;

    /**
     * Writes the remaining bytes of the first {@code count} buffers one after the other, from {@code position} on; the
     * file grows if it must. After an error any part of it may have been written, and where the buffers stand says
     * nothing.
     */
    void write(ByteBuffer[] buffers, int count, long position) throws IOException;

    /**
     * Makes everything written so far lasting, the size of the file included. After an error nothing is known about
     * what was written since the last success, and it must not be taken for lasting when a later call succeeds.
     */
    void sync() throws IOException;

    /** Cuts the file; nothing happens if it is not longer. */
    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
