package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Finds the frames of one file that have the salt of the log. */
final class FrameWalker {
    private final FileWindow window;
    private final CRC32C crc = new CRC32C();
    private long salt;
    private long fileSize;

    /** Of a log whose salt is not known: any will do. */
    FrameWalker(FileWindow window) {
        this(window, FrameHeader.NO_SALT);
    }

    FrameWalker(FileWindow window, long salt) {
        this.window = window;
        this.salt = salt;
    }

    /** From now on frames must have this salt. */
    void salt(long known) {
        salt = known;
    }

    long salt() {
        return salt;
    }

    void file(DiskFile file) throws IOException {
        window.file(file);
        fileSize = file.size();
    }

    /** The whole frame of a generation from {@code lowest} on that stands at an offset, or null. */
    FrameHeader at(int offset, long lowest) throws IOException {
        int at = window.locate(offset, FrameHeader.BYTES);
        if (at < 0 || !FrameHeader.looksLike(window.bytes(), at)) {
            return null;
        }
        if (FrameHeader.generationAt(window.bytes(), at) < lowest) {
            return null;
        }
        if (salt != FrameHeader.NO_SALT && FrameHeader.saltAt(window.bytes(), at) != salt) {
            return null;
        }
        long size = FrameHeader.BYTES + (long) FrameHeader.lengthAt(window.bytes(), at);
        if (offset + size > fileSize) {
            return null;
        }
        at = window.locate(offset, (int) size);
        if (at < 0 || !FrameHeader.whole(window.bytes(), at, crc)) {
            return null;
        }
        return FrameHeader.decode(window.bytes(), at);
    }

    /** The generation of what looks like the head of a frame, whole or not; 0 if it does not look so. */
    long generationAt(int offset) throws IOException {
        int at = window.locate(offset, FrameHeader.BYTES);
        boolean head = at >= 0 && FrameHeader.looksLike(window.bytes(), at);
        return head ? FrameHeader.generationAt(window.bytes(), at) : 0;
    }

    /** Where the next whole frame stands from an offset on, or -1. */
    int find(int from, long lowest) throws IOException {
        for (long offset = from; offset + FrameHeader.BYTES <= fileSize; offset += FrameHeader.ALIGNMENT) {
            if (at((int) offset, lowest) != null) {
                return (int) offset;
            }
        }
        return -1;
    }

    /** Shows the records of the frame at an offset, which was found before. */
    void show(int offset, FrameHeader header, RecordVisitor visitor) throws IOException {
        if (!header.isIndex()) {
            int at = again(offset, header);
            RecordReader.read(window.bytes(), at, offset, visitor);
        }
    }

    /** What a frame says that holds an index. */
    SegmentIndex index(int offset, FrameHeader header) throws IOException {
        int records = again(offset, header) + FrameHeader.BYTES;
        return SegmentIndex.decode(window.bytes()
                .duplicate()
                .clear()
                .limit(records + header.length())
                .position(records));
    }

    private int again(int offset, FrameHeader header) throws IOException {
        int at = window.locate(offset, FrameHeader.BYTES + header.length());
        if (at < 0) {
            throw new IOException("a frame that was read before cannot be read again");
        }
        return at;
    }
}
