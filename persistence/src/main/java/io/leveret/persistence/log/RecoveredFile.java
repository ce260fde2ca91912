package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
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

    /** Whether it can be written as it is. */
    boolean isSpare(int fileSizeBytes) {
        boolean neverWritten = first == null && suspectedGeneration == 0;
        return neverWritten && sizeBytes == fileSizeBytes && lowestGeneration != SlotHeader.NONE;
    }

    LogFile toLogFile() {
        LogFile result = new LogFile(name, file, (int) sizeBytes, generation);
        result.end(end);
        result.left();
        result.contents(contents);
        return result;
    }
}
