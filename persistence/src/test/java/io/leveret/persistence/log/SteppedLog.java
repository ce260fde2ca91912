package io.leveret.persistence.log;

import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;

/** The log of a node without its threads: whoever tests more than the log decides what happens next. */
public final class SteppedLog {
    private final WriteAheadLog log;
    private long lastGeneration;

    private SteppedLog(WriteAheadLog log) {
        this.log = log;
    }

    /** Reads what is on a disk and shows it. */
    public static SteppedLog open(LogDisks disks, int fileBytes, LogReplay replay) throws IOException {
        LogSettings settings = new LogSettings(fileBytes, Durability.FSYNC, 200, 1 << 30);
        return new SteppedLog(WriteAheadLog.open(disks.log(), disks.segments(), settings, replay));
    }

    /** Takes writes from here on. */
    public void begin(StreamOwner owner, LogAlarm alarm) throws IOException {
        log.begin(owner, alarm);
        lastGeneration = log.files().lastGeneration();
    }

    /** Its writers, its reader, what it has seen; to be closed by nobody else. */
    public WriteAheadLog log() {
        return log;
    }

    /** Whether a writer handed over something that is not yet taken. */
    public boolean isGiven() {
        return !log.submissions().isEmpty();
    }

    /** Writes, syncs and reports what was handed over. */
    public void commit(long nowMs) {
        log.committer().step(nowMs);
    }

    /** Whether a file was begun since the files were last looked after. */
    public boolean hasBegunFile() {
        return log.files().lastGeneration() != lastGeneration;
    }

    /** One look after the files: prepares spares, frees what it can. */
    public void keep(long nowMs) {
        lastGeneration = log.files().lastGeneration();
        log.keeper().step(nowMs);
    }

    /** Whether somebody waits for bodies. */
    public boolean isAsked() {
        return log.bodyReader().isAsked();
    }

    /** Reads what at most so many requests are for. */
    public void read(int mostRequests) {
        log.bodyReader().step(mostRequests);
    }

    /** How many of the files that were ever begun hold nothing any more. */
    public long goneFiles() {
        return log.files().lastGeneration() - log.files().kept().size();
    }

    /** How many segments there are. */
    public int segments() {
        return (int) log.files().kept().stream().filter(LogFile::isSegment).count();
    }

    /** Says in the log that it ended in good order. */
    public void close() {
        log.close();
    }
}
