package io.leveret.persistence.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The head of a frame: 64 bytes, big-endian, followed by records, and by zeros up to the next multiple of 8.
 *
 * <p>magic int, length int, generation long, number int, previous end int, previous generation long, synced offset int,
 * life int, synced generation long, definitions int, three bytes of salt, flags byte, four bytes of salt, crc32c int
 * (of the bytes before it, then the records).
 *
 * @param length bytes of records
 * @param generation of the file
 * @param number of the frame in its file, from 0
 * @param previous the last file before this that holds anything, and where it ends: nothing after that counts, nor do
 *     files between the two
 * @param synced all before it was known to be synced when this frame was written
 * @param life how often this log had been started
 * @param definitions how many definition records stand before this frame in this life
 * @param flags {@link #ENDS_FILE}, {@link #ENDS_LOG}, {@link #INDEX} or 0
 * @param salt the same in all frames of a log, and known to nobody else: so nothing that somebody publishes can be
 *     taken for a frame, wherever frames are looked for
 */
record FrameHeader(
        int length,
        long generation,
        int number,
        LogPosition previous,
        LogPosition synced,
        int life,
        int definitions,
        int flags,
        long salt) {
    static final int BYTES = 64;
    static final int ALIGNMENT = 8;

    /** "LVL" and the version. */
    static final int MAGIC = 0x4c564c01;

    /** The file ends with this frame. */
    static final int ENDS_FILE = 1;

    /** The log was closed after this frame, which ends its file too. */
    static final int ENDS_LOG = 2;

    /** Of a segment: no records follow, but a {@link SegmentIndex}. */
    static final int INDEX = 4;

    /** {@link #salt}: of a log that has none, or of which it is not known. */
    static final long NO_SALT = 0;

    /** Bits of it. */
    static final int SALT_BITS = 56;

    /** Salt and flags are one number: the flags stand between the high and the low part of the salt. */
    private static final int AT_SALT = 52;

    private static final int FLAGS_END = Integer.SIZE + Byte.SIZE;
    private static final long LOW_SALT = 0xffff_ffffL;
    private static final int AT_FLAGS = 55;
    private static final int AT_LENGTH = 4;
    private static final int AT_GENERATION = 8;
    private static final int AT_CRC = BYTES - 4;

    /** Puts it all, the checksum of header and records included, at the buffer's start. */
    void encode(ByteBuffer out, CRC32C crc, ByteBuffer[] records, int first, int end) {
        out.clear();
        out.putInt(MAGIC).putInt(length).putLong(generation).putInt(number);
        out.putInt(previous.offset()).putLong(previous.generation());
        out.putInt(synced.offset()).putInt(life).putLong(synced.generation());
        out.putInt(definitions);
        out.putLong(salt >>> Integer.SIZE << FLAGS_END | (long) flags << Integer.SIZE | salt & LOW_SALT);
        out.flip();
        crc.reset();
        crc.update(out);
        for (int i = first; i < end; i++) {
            int position = records[i].position();
            crc.update(records[i]);
            records[i].position(position);
        }
        out.limit(BYTES);
        out.putInt(AT_CRC, (int) crc.getValue());
        out.position(0);
    }

    /** Whether what stands at {@code at} looks like a head; only {@link #whole} knows. */
    static boolean looksLike(ByteBuffer bytes, int at) {
        return bytes.getInt(at) == MAGIC && bytes.getInt(at + AT_LENGTH) >= 0;
    }

    /** The length that a head names. */
    static int lengthAt(ByteBuffer bytes, int at) {
        return bytes.getInt(at + AT_LENGTH);
    }

    /** The generation that a head names. */
    static long generationAt(ByteBuffer bytes, int at) {
        return bytes.getLong(at + AT_GENERATION);
    }

    /** The salt that a head has. */
    static long saltAt(ByteBuffer bytes, int at) {
        long word = bytes.getLong(at + AT_SALT);
        return word >>> FLAGS_END << Integer.SIZE | word & LOW_SALT;
    }

    /** Whether the checksum of header and records is right; the records must be there. */
    static boolean whole(ByteBuffer bytes, int at, CRC32C crc) {
        crc.reset();
        ByteBuffer view = bytes.duplicate();
        crc.update(view.limit(at + AT_CRC).position(at));
        int records = at + BYTES;
        crc.update(view.limit(records + lengthAt(bytes, at)).position(records));
        return (int) crc.getValue() == bytes.getInt(at + AT_CRC);
    }

    static FrameHeader decode(ByteBuffer bytes, int at) {
        return new FrameHeader(
                lengthAt(bytes, at),
                generationAt(bytes, at),
                bytes.getInt(at + 16),
                new LogPosition(bytes.getLong(at + 24), bytes.getInt(at + 20)),
                new LogPosition(bytes.getLong(at + 40), bytes.getInt(at + 32)),
                bytes.getInt(at + 36),
                bytes.getInt(at + 48),
                bytes.get(at + AT_FLAGS),
                saltAt(bytes, at));
    }

    /** Bytes of the whole frame, padding included. */
    int frameSize() {
        return (int) frameSize(length);
    }

    /** Bytes of a frame with so many bytes of records, padding included. */
    static long frameSize(long length) {
        return BYTES + length + padding(length);
    }

    /** Zeros after so many bytes of records. */
    static int padding(long length) {
        return (int) (-length & (ALIGNMENT - 1));
    }

    boolean endsFile() {
        return (flags & (ENDS_FILE | ENDS_LOG)) != 0;
    }

    boolean isIndex() {
        return (flags & INDEX) != 0;
    }

    boolean endsLog() {
        return (flags & ENDS_LOG) != 0;
    }
}
