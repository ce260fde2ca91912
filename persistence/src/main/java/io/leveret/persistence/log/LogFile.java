package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.util.Set;

/** One file of the log: a spare, the one that is written, or one that is kept for what lives in it. */
final class LogFile {
    final String name;
    final DiskFile file;

    /** Bytes that it may have. */
    final int sizeBytes;

    /** 0 as long as it is a spare. */
    final long generation;

    /** Nothing from here on counts. Set before the file is kept. */
    private volatile int end = SlotHeader.BYTES;

    /** Whether frames after the end would be read if the next file did not say where this one ends. */
    private volatile boolean cutByNext;

    /** Whether something could not be written or synced. */
    private volatile boolean failed;

    private volatile boolean left;

    /** What is in it, once the log-files thread has read it; its own. */
    private FileContents contents;

    LogFile(String name, DiskFile file, int sizeBytes, long generation) {
        this.name = name;
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.generation = generation;
    }

    /** The same slot in its next life. */
    LogFile begun(long newGeneration) {
        return new LogFile(name, file, sizeBytes, newGeneration);
    }

    int end() {
        return end;
    }

    void end(int newEnd) {
        end = newEnd;
    }

    boolean failed() {
        return failed;
    }

    void fail() {
        failed = true;
    }

    boolean cutByNext() {
        return cutByNext;
    }

    void cutByNext(boolean cut) {
        cutByNext = cut;
    }

    /** Nothing is written to it any more. */
    boolean isLeft() {
        return left;
    }

    void left() {
        left = true;
    }

    boolean empty() {
        return end == SlotHeader.BYTES;
    }

    FileContents contents() {
        return contents;
    }

    void contents(FileContents read) {
        contents = read;
    }

    Set<Long> bodiesIn() {
        return contents.bodiesIn();
    }
}
