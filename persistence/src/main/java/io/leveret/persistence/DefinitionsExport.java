package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code definitions.json}: all definitions as lines of JSON, to rebuild the checkpoint from when that is
 * damaged. One thread at a time.
 *
 * <p>The first line has the format and the mark, then follow the records, sorted by kind and key, and the last line has
 * their number and the CRC32C of all lines before it. Everything but ASCII is escaped. The file is replaced by a
 * finished and synced one, so under its name it is whole.
 */
final class DefinitionsExport {
    static final String NAME = "definitions.json";
    private static final String UNFINISHED = NAME + ".new";
    private static final int FORMAT = 1;

    private static final Pattern FIRST = Pattern.compile("\\{\"leveret_definitions\":(\\d{1,9}),\"number\":(\\d{1,18}),"
            + "\"generation\":(\\d{1,18}),\"offset\":(\\d{1,9})}");
    private static final Pattern LAST = Pattern.compile("\\{\"records\":(\\d{1,9}),\"crc32c\":\"([0-9a-f]{8})\"}");

    private final Disk disk;

    /** @param disk the data directory */
    DefinitionsExport(Disk disk) {
        this.disk = disk;
    }

    /** Shows all definitions, by kind and key ascending. */
    interface Source {
        void readAll(DefinitionsStore.Reader reader);
    }

    /** Everything in an export. */
    record Content(CheckpointMark mark, List<Change> records) {}

    /** Replaces the file; returns when the new one is on disk. */
    void write(CheckpointMark mark, Source source) throws IOException {
        disk.delete(UNFINISHED);
        try (ExportLines lines = new ExportLines(disk.create(UNFINISHED))) {
            LogPosition position = mark.position();
            lines.line("{\"leveret_definitions\":" + FORMAT + ",\"number\":" + mark.number() + ",\"generation\":"
                    + position.generation() + ",\"offset\":" + position.offset() + "}");
            source.readAll(lines::record);
            lines.finish();
        }
        disk.rename(UNFINISHED, NAME);
        disk.syncDirectory();
    }

    /**
     * The mark of the file, none if there is no file.
     *
     * @throws DamagedDefinitionsException the first line is not what was written
     */
    Optional<CheckpointMark> mark() throws IOException {
        if (!disk.list().contains(NAME)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.open(NAME)) {
            return Optional.of(mark(new ExportReader(file).next()));
        }
    }

    /**
     * Reads and checks all of it.
     *
     * @throws DamagedDefinitionsException it is not what was written
     */
    Content read() throws IOException {
        try (DiskFile file = disk.open(NAME)) {
            ExportReader reader = new ExportReader(file);
            CheckpointMark mark = mark(reader.next());
            List<Change> records = new ArrayList<>();
            while (true) {
                int checksum = reader.checksum();
                String line = reader.next();
                if (line == null) {
                    throw damaged("it ends too early");
                }
                Matcher last = LAST.matcher(line);
                if (!last.matches()) {
                    records.add(ExportReader.record(line));
                } else if (Integer.parseInt(last.group(1)) != records.size()
                        || Integer.parseUnsignedInt(last.group(2), 16) != checksum
                        || reader.next() != null) {
                    throw damaged("records or checksum are wrong");
                } else {
                    return new Content(mark, records);
                }
            }
        }
    }

    private static CheckpointMark mark(String line) throws IOException {
        Matcher first = FIRST.matcher(line == null ? "" : line);
        if (!first.matches()) {
            throw damaged("its first line is not that of an export");
        }
        int format = Integer.parseInt(first.group(1));
        if (format != FORMAT) {
            throw new IOException(
                    NAME + " has format version " + format + ", written by a newer version; this one reads " + FORMAT);
        }
        return new CheckpointMark(
                Long.parseLong(first.group(2)),
                new LogPosition(Long.parseLong(first.group(3)), Integer.parseInt(first.group(4))));
    }

    static DamagedDefinitionsException damaged(String how) {
        return new DamagedDefinitionsException(NAME + " is damaged: " + how, null);
    }
}
