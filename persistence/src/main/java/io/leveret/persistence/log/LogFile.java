package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import java.util.Set;

/**
 * One file: a spare of the log, the one that is written, one that is kept for what lives in it, or a segment, which
 * stands for a range of those.
 */
final class LogFile {
    final String name;
    final DiskFile file;

    /** Bytes that it may have. */
    final int sizeBytes;

    /**
     * 0 as long as it is a spare. Names the file in the places of bodies. A segment has a number of its own, taken from
     * the same row, so that its places are never taken for those of a file it stands for.
     */
    final long generation;

    /** The generations it stands for: of a file of the log its own. */
    final long first;

    final long last;

    /** Nothing from here on counts. Set before the file is kept. */
    private volatile int end = SlotHeader.BYTES;

    /** Whether frames after the end would be read if the next file did not say where this one ends. */
    private volatile boolean cutByNext;

    /** Whether something could not be written or synced. */
    private volatile boolean failed;

    private volatile boolean left;

    /** What is in it, once the log-files thread has read it; its own. */
    private FileContents contents;

    /** The log-files thread reads it or writes it anew: it must not go. Its own. */
    private boolean busy;

    /** What makes it worth rewriting; the log-files thread's. */
    final Decline decline = new Decline();

    LogFile(String name, DiskFile file, int sizeBytes, long generation) {
        this(name, file, sizeBytes, generation, generation, generation);
    }

    private LogFile(String name, DiskFile file, int sizeBytes, long generation, long first, long last) {
        this.name = name;
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.generation = generation;
        this.first = first;
        this.last = last;
    }

    /** A segment, whole. */
    static LogFile segment(String name, DiskFile file, SegmentHeader header, FileContents contents) {
        LogFile made = new LogFile(name, file, header.end(), header.generation(), header.first(), header.last());
        made.end = header.end();
        made.left = true;
        contents.definitionsBefore(new LogPosition(header.last(), Integer.MAX_VALUE));
        made.contents = contents;
        made.decline.writtenWeight = header.weight();
        return made;
    }

    /** The same slot in its next life. */
    LogFile begun(long newGeneration) {
        return new LogFile(name, file, sizeBytes, newGeneration);
    }

    boolean isSegment() {
        return generation != last;
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

    boolean busy() {
        return busy;
    }

    void busy(boolean isBusy) {
        busy = isBusy;
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
