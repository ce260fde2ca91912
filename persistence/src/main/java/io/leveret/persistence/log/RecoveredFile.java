package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A file of the log as a start finds it. */
final class RecoveredFile {
    final String name;
    final DiskFile file;
    final long sizeBytes;

    /** Lower generations in it do not count; {@link SlotHeader#NONE} if that cannot be read. */
    final long lowestGeneration;

    /** 0 if no frame in it counts. */
    long generation;

    /** Of a segment: the generations that it stands for; 0 of other files. */
    long from;

    long to;

    /** Of a segment; null if it cannot be read. */
    SegmentHeader header;

    /** What the first whole frame says about the files before. */
    FrameHeader first;

    /** Stretches of whole frames: from, to. */
    final List<int[]> stretches = new ArrayList<>();

    int end = SlotHeader.BYTES;

    /** Whether its last frame says that it is the last. If not, what stands behind must be cut off. */
    boolean endMarked;

    /** What looks like a first frame that is not whole has this generation. */
    long suspectedGeneration;

    final FileContents contents = new FileContents();

    RecoveredFile(String name, DiskFile file, long sizeBytes, long lowestGeneration) {
        this.name = name;
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.lowestGeneration = lowestGeneration;
    }

    static RecoveredFile segment(String name, DiskFile file, long[] range) throws IOException {
        RecoveredFile made = new RecoveredFile(name, file, file.size(), 0);
        made.from = range[0];
        made.to = range[1];
        return made;
    }

    boolean isSegment() {
        return to != 0;
    }

    /** Where it stands in the order of the log. */
    long order() {
        return isSegment() ? to : generation;
    }

    /** Whether it can be written as it is. */
    boolean isSpare(int fileSizeBytes) {
        boolean neverWritten = first == null && suspectedGeneration == 0;
        return neverWritten && sizeBytes == fileSizeBytes && lowestGeneration != SlotHeader.NONE;
    }

    /** @param weight of what lives in it */
    LogFile toLogFile(long weight) {
        if (isSegment()) {
            long written = header == null ? weight : header.weight();
            int life = header == null ? 0 : header.life();
            return LogFile.segment(
                    name, file, new SegmentHeader(from, to, generation, end, life, 0, written), contents);
        }
        LogFile result = new LogFile(name, file, (int) sizeBytes, generation);
        result.end(end);
        result.left();
        result.contents(contents);
        return result;
    }
}
