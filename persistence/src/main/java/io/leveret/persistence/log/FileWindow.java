package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads files from front to end through one buffer, which is as large as they are, or as their largest frame. That may
 * be more than all direct memory, for a transaction is one frame: large ones are read into the heap.
 */
final class FileWindow {
    static final int SIZE = 1 << 20;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private DiskFile file;
    private long start;

    void file(DiskFile next) {
        file = next;
        start = 0;
        buffer.clear().limit(0);
    }

    /** The bytes read so far, of which those asked for with {@link #locate} are some. */
    ByteBuffer bytes() {
        return buffer;
    }

    /** Where in {@link #bytes} so many bytes of the file stand, or -1 if the file ends before. */
    int locate(long offset, int length) throws IOException {
        if (offset < start || offset + length > start + buffer.limit()) {
            if (offset + length > file.size()) {
                return -1;
            }
            load(offset, length);
            if (length > buffer.limit()) {
                return -1;
            }
        }
        return (int) (offset - start);
    }

    private void load(long offset, int length) throws IOException {
        int wanted = (int) Math.max(length, Math.min(SIZE, file.size()));
        if (wanted > buffer.capacity()) {
            buffer = wanted > SIZE ? ByteBuffer.allocate(wanted) : ByteBuffer.allocateDirect(wanted);
        } else if (buffer.capacity() > SIZE && length <= SIZE) {
            buffer = ByteBuffer.allocateDirect(SIZE);
        }
        buffer.clear();
        int read = file.read(buffer, offset);
        buffer.position(0).limit(Math.max(0, read));
        start = offset;
    }
}
