package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first bytes of a log file: which of the generations in it count. A file is freed by raising that number, and is
 * never cleared; so frames of its former lives may follow those of the present one.
 *
 * <p>Two copies, at 0 and at 512, the second written when the first is synced, and the one that says less is written
 * first: a power cut may have left one of them old, or broken, so that the other is all there is. So one is always
 * whole that says what was made to last. Magic int, zero int, lowest generation long, crc32c int. Frames begin at
 * {@link #BYTES}.
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
        int weaker = lowest(bytes(file, 0)) <= lowest(bytes(file, SECOND_COPY)) ? 0 : SECOND_COPY;
        file.write(buffers, 1, weaker);
        file.sync();
        bytes.rewind();
        file.write(buffers, 1, SECOND_COPY - weaker);
        file.sync();
    }

    /** The lowest generation that counts, or {@link #NONE}. */
    static long read(DiskFile file, String name) throws IOException {
        return Math.max(copy(file, name, 0), copy(file, name, SECOND_COPY));
    }

    private static long copy(DiskFile file, String name, int at) throws IOException {
        ByteBuffer bytes = bytes(file, at);
        int magic = bytes.getInt(0);
        if (isWhole(bytes) && magic != MAGIC && magic >>> 8 == MAGIC >>> 8) {
            throw new IOException("the log file " + name + " is of version " + (magic & 0xff)
                    + ", this program knows version " + (MAGIC & 0xff));
        }
        return lowest(bytes);
    }

    /** Zeros, which are no head, behind the end of the file. */
    private static ByteBuffer bytes(DiskFile file, int at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
        file.read(bytes, at);
        return bytes.clear();
    }

    private static long lowest(ByteBuffer bytes) {
        return isWhole(bytes) && bytes.getInt(0) == MAGIC ? bytes.getLong(8) : NONE;
    }

    private static boolean isWhole(ByteBuffer bytes) {
        return bytes.getInt(COPY_BYTES - 4) == crc(bytes);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, COPY_BYTES - 4);
        return (int) crc.getValue();
    }
}
