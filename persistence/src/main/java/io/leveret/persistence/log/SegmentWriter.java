package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one segment under a name that no start takes for one, until it is whole and synced; then it gets its own,
 * which is one step: from then on it stands for the files that it was made from.
 */
final class SegmentWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
    private static final int FRAME_BYTES = 64 << 10;
    private static final int SYNC_EVERY_BYTES = 8 << 20;

    private final Disk disk;
    private final String temporary;
    private final long generation;
    private final int life;
    private final long salt;
    private final int frameBytes;
    private final DiskFile file;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocateDirect(FrameHeader.BYTES);
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(FrameHeader.ALIGNMENT);
    private final ByteBuffer[] buffers = new ByteBuffer[3];
    private final SegmentIndex index = new SegmentIndex();
    private final int indexBytes;
    private ByteBuffer records;
    private int end;
    private int frameNumber = 1;
    private int definitions;
    private int frameDefinitions;
    private int unsynced;
    private SegmentHeader header;
    private boolean mayBeNamed;

    /**
     * @param context says where, and the salt of the log
     * @param mostStreams that may have records in it
     */
    SegmentWriter(Rewrite.Context context, long generation, int mostStreams) throws IOException {
        this.disk = context.files().segments();
        this.generation = generation;
        this.life = context.life();
        this.salt = context.walker().salt();
        this.frameBytes = Math.min(FRAME_BYTES, context.files().fileSizeBytes() / 8);
        this.records = ByteBuffer.allocateDirect(frameBytes);
        this.indexBytes = SegmentIndex.mostBytes(mostStreams);
        this.end = SlotHeader.BYTES + (int) FrameHeader.frameSize(indexBytes);
        this.temporary = generation + SegmentHeader.TEMPORARY;
        this.file = disk.create(temporary);
    }

    /** What is appended next is a record of a stream. */
    void ofStream(long stream) {
        index.count(stream);
    }

    /** Copies a record; returns its place. */
    long append(ByteBuffer bytes, int from, int to) throws IOException {
        int length = to - from;
        if (records.position() > 0 && records.position() + length > frameBytes) {
            flush(0);
        }
        if (length > records.capacity()) {
            // It may be larger than all direct memory.
            records = ByteBuffer.allocate(length);
        }
        long place = (generation << Integer.SIZE) + end + FrameHeader.BYTES + records.position();
        ByteBuffer view = bytes.duplicate();
        records.put(view.limit(to).position(from));
        return place;
    }

    /** The same of a definition. */
    void appendDefinition(ByteBuffer bytes, int from, int to) throws IOException {
        append(bytes, from, to);
        frameDefinitions++;
    }

    /** Writes a frame; returns its size. */
    private int frame(ByteBuffer content, int at, int number, int flags) throws IOException {
        int length = content.remaining();
        LogPosition nothing = new LogPosition(0, 0);
        int before = number == 0 ? 0 : definitions;
        FrameHeader frame = new FrameHeader(length, generation, number, nothing, nothing, life, before, flags, salt);
        if ((long) end + frame.frameSize() + FrameHeader.BYTES > Integer.MAX_VALUE) {
            throw new IOException("a segment would be too large");
        }
        buffers[0] = head;
        buffers[1] = content;
        buffers[2] = zeros.clear().limit(FrameHeader.padding(length));
        frame.encode(head, crc, buffers, 1, 2);
        file.write(buffers, 3, at);
        unsynced += frame.frameSize();
        return frame.frameSize();
    }

    private void flush(int flags) throws IOException {
        end += frame(records.flip(), end, frameNumber++, flags);
        definitions += frameDefinitions;
        frameDefinitions = 0;
        if (records.capacity() > frameBytes) {
            records = ByteBuffer.allocateDirect(frameBytes);
        }
        records.clear();
    }

    /** So large by now. */
    int sizeBytes() {
        return end;
    }

    /** Now and then, so that no sync takes long. */
    void syncSome() throws IOException {
        if (unsynced >= SYNC_EVERY_BYTES) {
            file.sync();
            unsynced = 0;
        }
    }

    /** Makes it whole, and lasting but for its name. */
    void finish(long first, long last, long weight) throws IOException {
        if (records.position() > 0) {
            flush(0);
        }
        end += frame(index.encode(indexBytes), end, frameNumber++, FrameHeader.INDEX);
        flush(FrameHeader.ENDS_FILE);
        frame(index.encode(indexBytes), SlotHeader.BYTES, 0, FrameHeader.INDEX);
        header = new SegmentHeader(first, last, generation, end, life, definitions, weight);
        header.write(file);
        file.sync();
    }

    /**
     * Gives it its name. After that it counts, as soon as the directory is synced. An error that a disk reports does
     * not tell whether it has it, what stands in the directory does; if that cannot be read, this is to be called
     * again.
     */
    void publish() throws IOException {
        if (mayBeNamed && !isTemporary()) {
            return;
        }
        mayBeNamed = true;
        try {
            disk.rename(temporary, header.name());
        } catch (IOException e) {
            if (isTemporary()) {
                mayBeNamed = false;
                throw e;
            }
            LOG.warn("The segment {} has its name, though an error was reported: {}", header.name(), Failures.text(e));
        }
    }

    private boolean isTemporary() throws IOException {
        return disk.list().contains(temporary);
    }

    /** Whether a start might find it under its name: then it must be brought to its end. */
    boolean mayBeNamed() {
        return mayBeNamed;
    }

    /** @param contents of what was appended */
    LogFile toLogFile(FileContents contents) {
        return LogFile.segment(header.name(), file, header, contents);
    }

    /** Nobody goes on with it; what a start finds of it, it judges. */
    void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("The segment {} cannot be closed: {}", header.name(), Failures.text(e));
        }
    }

    /** It is not to be. */
    void discard() {
        try {
            file.close();
            disk.delete(temporary);
        } catch (IOException e) {
            // The next start does it.
            LOG.debug("The unfinished segment {} cannot be deleted", temporary, e);
        }
    }
}
