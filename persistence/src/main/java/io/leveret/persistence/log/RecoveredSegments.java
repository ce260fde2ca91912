package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that a start finds, and which of them count.
 *
 * <p>A segment gets its name when it is whole and synced, and stands for all generations from the first to the last in
 * its name: files of the log that hold one of these, and segments whose range lies within its own, are what it was made
 * from, left over because a power cut came before they were freed. They do not count and are deleted. So at any moment
 * exactly one version of each record counts, whatever else lies about.
 */
final class RecoveredSegments {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveredSegments.class);

    private final Disk disk;
    private final List<RecoveredFile> files = new ArrayList<>();
    private final List<String> leftOver = new ArrayList<>();
    private final List<RecoveredFile> unreadable = new ArrayList<>();

    RecoveredSegments(Disk disk) {
        this.disk = disk;
    }

    Disk disk() {
        return disk;
    }

    /** The names of all that were whole once. */
    List<String> names() throws IOException {
        return disk.list().stream()
                .filter(name -> SegmentHeader.range(name) != null)
                .toList();
    }

    /** @param opened takes each file that is opened */
    void read(FrameWalker walker, List<DiskFile> opened) throws IOException {
        List<long[]> ranges = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : disk.list()) {
            long[] range = SegmentHeader.range(name);
            if (range != null) {
                ranges.add(range);
                names.add(name);
            } else if (name.endsWith(SegmentHeader.TEMPORARY)) {
                leftOver.add(name);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            if (isWithinAnother(ranges, ranges.get(i))) {
                leftOver.add(names.get(i));
            } else {
                DiskFile file = disk.open(names.get(i));
                opened.add(file);
                add(RecoveredFile.segment(names.get(i), file, ranges.get(i)), walker);
            }
        }
    }

    private static boolean isWithinAnother(List<long[]> ranges, long[] range) throws IOException {
        boolean within = false;
        for (long[] other : ranges) {
            boolean apart = other[1] < range[0] || range[1] < other[0];
            if (other == range || apart) {
                continue;
            }
            if (other[0] <= range[0] && range[1] <= other[1]) {
                within = true;
            } else if (other[0] < range[0] || range[1] < other[1]) {
                throw new IOException("the segments " + SegmentHeader.name(range[0], range[1]) + " and "
                        + SegmentHeader.name(other[0], other[1]) + " overlap");
            }
        }
        return within;
    }

    private void add(RecoveredFile file, FrameWalker walker) throws IOException {
        file.header = SegmentHeader.read(file.file, file.name);
        walker.file(file.file);
        int at = walker.find(SlotHeader.BYTES, 1);
        file.first = at < 0 ? null : walker.at(at, 1);
        if (file.header == null && file.first == null) {
            unreadable.add(file);
            return;
        }
        if (file.header == null) {
            LOG.warn("The head of the segment {} is damaged, what is in it is not", file.name);
        }
        file.generation = file.header != null ? file.header.generation() : file.first.generation();
        files.add(file);
    }

    /** Those that count. */
    List<RecoveredFile> files() {
        return files;
    }

    /** Those of which nothing can be read, so that they stand for nothing. */
    List<RecoveredFile> unreadable() {
        return unreadable;
    }

    /** Whether a segment stands for a generation. */
    boolean covers(long generation) {
        return files.stream().anyMatch(file -> file.from <= generation && generation <= file.to);
    }

    /**
     * Deletes what does not count. What does is made lasting before, so that the rest is not missed; and so is what is
     * not there: a process that was killed may have deleted a segment and not synced that.
     */
    void deleteLeftOver() throws IOException {
        disk.syncDirectory();
        for (String name : leftOver) {
            disk.delete(name);
        }
        for (RecoveredFile file : unreadable) {
            file.file.close();
            disk.delete(file.name);
        }
        if (!leftOver.isEmpty() || !unreadable.isEmpty()) {
            disk.syncDirectory();
        }
    }
}
