package io.leveret.management.admin;

import java.util.List;

/** What a broker runs on, shards and log, looked at without asking a shard. Any thread. */
public interface EngineAdmin {
    /**
     * A shard.
     *
     * @param turns since the start; each is one burst of reading, or one round of what others gave it to do
     * @param cpuMs processor time of its thread since the start, or -1 if the system does not tell
     */
    record ShardFigures(int index, int queues, int connections, long turns, long cpuMs) {}

    /**
     * Some files and the bytes that they take together; one that grows while it is written counts as if it were full.
     */
    record FileFigures(int count, long bytes) {}

    /**
     * The log.
     *
     * @param files that hold something, the one that is written among them
     * @param segments that files of which little was needed were rewritten to
     * @param spares that are ready to be written
     * @param oldest the name of the file or segment that it begins with, or ""
     * @param oldestWrittenAtMs when something was last written to that, in epoch milliseconds; 0 if that is not known
     * @param unsyncedBytes that were given to the log and are not on disk yet
     */
    record LogFigures(
            FileFigures files,
            FileFigures segments,
            FileFigures spares,
            String oldest,
            long oldestWrittenAtMs,
            long unsyncedBytes) {}

    /** All shards. Queues are counted one by one: for people, not for monitors. */
    List<ShardFigures> shards();

    /** The log. */
    LogFigures log();
}
