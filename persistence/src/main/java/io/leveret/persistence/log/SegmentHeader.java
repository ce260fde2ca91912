package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment: two copies, at 0 and at 512, of magic int, life int, first generation long, last
 * generation long, own generation long, end int, definitions int, weight long, crc32c int. Frames begin at
 * {@link SlotHeader#BYTES}. It is written last, before the file gets its name.
 *
 * @param first generation that it stands for
 * @param last generation that it stands for
 * @param generation its own: of its frames, and of the places of its bodies
 * @param end the size of the file
 * @param life of the log when it was written
 * @param definitions how many definition records are in it
 * @param weight of what lived in it when it was written
 */
record SegmentHeader(long first, long last, long generation, int end, int life, int definitions, long weight) {
    /** "LVS" and the version. */
    private static final int MAGIC = 0x4c565301;

    private static final int SECOND_COPY = 512;
    private static final int COPY_BYTES = 52;
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})\\.seg");

    /** While it is written. */
    static final String TEMPORARY = ".new";

    static String name(long first, long last) {
        return first + "-" + last + ".seg";
    }

    /** First and last generation of a segment's name, or null if it is not one. */
    static long[] range(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))}
                : null;
    }

    String name() {
        return name(first, last);
    }

    void write(DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SECOND_COPY + COPY_BYTES);
        put(bytes, 0);
        put(bytes, SECOND_COPY);
        ByteBuffer[] buffers = {bytes.position(0)};
        file.write(buffers, 1, 0);
    }

    private void put(ByteBuffer bytes, int at) {
        bytes.position(at);
        bytes.putInt(MAGIC).putInt(life).putLong(first).putLong(last).putLong(generation);
        bytes.putInt(end).putInt(definitions).putLong(weight);
        bytes.putInt(crc(bytes, at));
    }

    /** Null if no copy can be read. */
    static SegmentHeader read(DiskFile file, String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SECOND_COPY + COPY_BYTES);
        int read = file.read(bytes, 0);
        SegmentHeader first = copy(bytes, 0, read, name);
        return first == null ? copy(bytes, SECOND_COPY, read, name) : first;
    }

    private static SegmentHeader copy(ByteBuffer bytes, int at, int read, String name) throws IOException {
        if (read < at + COPY_BYTES || bytes.getInt(at + COPY_BYTES - 4) != crc(bytes, at)) {
            return null;
        }
        int magic = bytes.getInt(at);
        if (magic != MAGIC) {
            if (magic >>> 8 == MAGIC >>> 8) {
                throw new IOException("the segment " + name + " is of version " + (magic & 0xff)
                        + ", this program knows version " + (MAGIC & 0xff));
            }
            return null;
        }
        return new SegmentHeader(
                bytes.getLong(at + 8),
                bytes.getLong(at + 16),
                bytes.getLong(at + 24),
                bytes.getInt(at + 32),
                bytes.getInt(at + 4),
                bytes.getInt(at + 36),
                bytes.getLong(at + 40));
    }

    private static int crc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), at, COPY_BYTES - 4);
        return (int) crc.getValue();
    }
}
