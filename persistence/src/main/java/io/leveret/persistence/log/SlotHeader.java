package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first bytes of a log file: which of the generations in it count. A file is freed by raising that number, and is
 * never cleared; so frames of its former lives may follow those of the present one.
 *
 * <p>Two copies, at 0 and at 512, the second written when the first is synced, so that one of them is always whole:
 * magic int, zero int, lowest generation long, crc32c int. Frames begin at {@link #BYTES}.
 */
final class SlotHeader {
    /** Where the first frame stands. */
    static final int BYTES = 1024;

    /** {@link #read}: there is none, or none that can be read. */
    static final long NONE = -1;

    private static final int SECOND_COPY = 512;
    private static final int COPY_BYTES = 20;

    /** "LVF" and the version. */
    private static final int MAGIC = 0x4c564601;

    private SlotHeader() {}

    /** Makes it last that only generations from {@code lowest} on count. */
    static void write(DiskFile file, long lowest) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
        bytes.putInt(MAGIC).putInt(0).putLong(lowest).putInt(crc(bytes));
        ByteBuffer[] buffers = {bytes.flip()};
        file.write(buffers, 1, 0);
        file.sync();
        bytes.rewind();
        file.write(buffers, 1, SECOND_COPY);
        file.sync();
    }

    /** The lowest generation that counts, or {@link #NONE}. */
    static long read(DiskFile file, String name) throws IOException {
        return Math.max(copy(file, name, 0), copy(file, name, SECOND_COPY));
    }

    private static long copy(DiskFile file, String name, int at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
        if (file.read(bytes, at) < COPY_BYTES || bytes.getInt(COPY_BYTES - 4) != crc(bytes)) {
            return NONE;
        }
        int magic = bytes.getInt(0);
        if (magic != MAGIC) {
            if (magic >>> 8 == MAGIC >>> 8) {
                throw new IOException("the log file " + name + " is of version " + (magic & 0xff)
                        + ", this program knows version " + (MAGIC & 0xff));
            }
            return NONE;
        }
        return bytes.getLong(8);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, COPY_BYTES - 4);
        return (int) crc.getValue();
    }
}
