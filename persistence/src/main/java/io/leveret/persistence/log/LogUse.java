package io.leveret.persistence.log;

import java.util.Collection;
import java.util.Map;

/**
 * What the log takes on disk.
 *
 * @param files of the log that may be read, the one that is written among them
 * @param segments that log files were rewritten to
 * @param spares files that are ready to be written
 * @param oldest the name of the file or segment at the log's beginning, or "" if there is none
 * @param oldestIsSegment in which directory it stands
 */
public record LogUse(Part files, Part segments, Part spares, String oldest, boolean oldestIsSegment) {
    /**
     * Some files, and the bytes that they take together; one that grows while it is written counts as if it were full.
     */
    public record Part(int count, long bytes) {
        private static Part of(Collection<LogFile> files) {
            return new Part(
                    files.size(),
                    files.stream().mapToLong(file -> file.sizeBytes).sum());
        }
    }

    /**
     * What some files come to.
     *
     * @param first of the log, or null
     * @param readable all that bodies may be read from
     */
    static LogUse of(Map.Entry<Long, LogFile> first, Collection<LogFile> readable, Collection<LogFile> spares) {
        LogFile oldest = first == null ? null : first.getValue();
        return new LogUse(
                Part.of(readable.stream().filter(file -> !file.isSegment()).toList()),
                Part.of(readable.stream().filter(LogFile::isSegment).toList()),
                Part.of(spares),
                oldest == null ? "" : oldest.name,
                oldest != null && oldest.isSegment());
    }
}
