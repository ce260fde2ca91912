package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a log at a start.
 *
 * <p>The hard question is what a frame that cannot be read means. What was written and not synced may be lost in a
 * power cut, in any order: that is a torn tail, nobody was told that it is on disk, and it is cut without a word. What
 * was synced is damaged. Each frame says up to where the log was synced when it was written; so a bad place before the
 * highest such position in any frame behind it is damage, and reading goes on behind it, and a bad place after it is
 * the end.
 *
 * <p>Nothing is written; {@link #makeLasting} does that when the caller is content with what it saw.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final Disk disk;
    private final RecoveredSegments segments;
    private final int fileSizeBytes;
    private final LogReplay replay;
    private final LiveCounts counts;
    private final FrameWalker walker = new FrameWalker(new FileWindow());
    private final Damages damages = new Damages();
    private final List<RecoveredFile> files = new ArrayList<>();
    private final List<RecoveredFile> empty = new ArrayList<>();
    private final List<DiskFile> opened = new ArrayList<>();
    private final Bodies bodies = new Bodies();

    private LogPosition synced = new LogPosition(0, 0);
    private long highestGeneration;
    private int life;
    private long highestBodyId;
    private long highestStream;
    private boolean lastFrameEnds;

    LogRecovery(Disk disk, Disk segmentsDisk, int fileSizeBytes, LogReplay replay, LiveCounts counts) {
        this.disk = disk;
        this.segments = new RecoveredSegments(segmentsDisk);
        this.fileSizeBytes = fileSizeBytes;
        this.replay = replay;
        this.counts = counts;
    }

    /** Shows the log. */
    void read() throws IOException {
        List<String> names =
                disk.list().stream().filter(LogFiles.NAME.asMatchPredicate()).toList();
        walker.salt(salt(names));
        segments.read(walker, opened);
        for (String name : names) {
            inspect(name);
        }
        saltOfTheRest();
        files.sort(Comparator.comparingLong(file -> file.generation));
        removeReplaced();
        removeVoid();
        lastFrameEnds = files.isEmpty() && segments.files().isEmpty();
        addSegments();
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).isSegment()) {
                segmentStretches(files.get(i));
            } else {
                findStretches(files.get(i), i + 1 < files.size() ? files.get(i + 1) : null);
            }
        }
        removeCut();
        suspects();
        replay.firstPassDone(inGoodOrder());
        for (RecoveredFile file : files) {
            secondPass(file);
        }
        files.forEach(file -> file.contents.nobodyAdds());
        damages.report(replay);
    }

    /**
     * The salt of the log, as the first frame of any file tells it: what stands there nobody wrote but the log, whether
     * it still counts or not.
     */
    private long salt(List<String> names) throws IOException {
        for (String name : names) {
            long found = salt(disk, name);
            if (found != FrameHeader.NO_SALT) {
                return found;
            }
        }
        for (String name : segments.names()) {
            long found = salt(segments.disk(), name);
            if (found != FrameHeader.NO_SALT) {
                return found;
            }
        }
        return FrameHeader.NO_SALT;
    }

    private long salt(Disk of, String name) throws IOException {
        try (DiskFile file = of.open(name)) {
            walker.file(file);
            FrameHeader header = walker.at(SlotHeader.BYTES, 1);
            return header == null ? FrameHeader.NO_SALT : header.salt();
        }
    }

    /** If no first frame is whole: that of the frames which were found then, or of those that are to come. */
    private void saltOfTheRest() {
        if (walker.salt() != FrameHeader.NO_SALT) {
            return;
        }
        List<RecoveredFile> found = new ArrayList<>(files);
        found.addAll(segments.files());
        found.removeIf(file -> file.first == null);
        walker.salt(found.isEmpty() ? newSalt() : found.get(0).first.salt());
    }

    private static long newSalt() {
        return 1 + new SecureRandom().nextLong((1L << FrameHeader.SALT_BITS) - 1);
    }

    /** Nobody goes on with what was found. */
    void close() {
        for (DiskFile file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("A log file cannot be closed: {}", Failures.text(e));
            }
        }
    }

    RecoveredLog result() {
        List<LogFile> kept = new ArrayList<>();
        LogPosition end = new LogPosition(0, 0);
        for (RecoveredFile file : files) {
            kept.add(file.toLogFile(counts.weight(file.generation)));
            end = file.isSegment()
                    ? new LogPosition(file.to, Integer.MAX_VALUE)
                    : new LogPosition(file.generation, file.end);
        }
        List<LogFile> spares = new ArrayList<>();
        for (RecoveredFile file : empty) {
            if (file.isSpare(fileSizeBytes)) {
                spares.add(new LogFile(file.name, file.file, fileSizeBytes, 0));
            }
        }
        return new RecoveredLog(
                kept, spares, end, highestGeneration, life, highestBodyId, highestStream, inGoodOrder(), walker.salt());
    }

    private boolean inGoodOrder() {
        return lastFrameEnds && damages.none();
    }

    // ---- which files there are

    private void inspect(String name) throws IOException {
        DiskFile slot = disk.open(name);
        opened.add(slot);
        long lowest = SlotHeader.read(slot, name);
        RecoveredFile file = new RecoveredFile(name, slot, slot.size(), lowest);
        walker.file(slot);
        highestGeneration = Math.max(highestGeneration, lowest - 1);
        int at = SlotHeader.BYTES;
        file.first = walker.at(at, Math.max(1, lowest));
        if (file.first == null) {
            at = walker.find(at, Math.max(1, lowest));
            file.first = at < 0 ? null : walker.at(at, Math.max(1, lowest));
        }
        if (file.first == null) {
            long suspected = walker.generationAt(SlotHeader.BYTES);
            file.suspectedGeneration = suspected >= Math.max(1, lowest) ? suspected : 0;
            empty.add(file);
            return;
        }
        if (lowest == SlotHeader.NONE) {
            // Frames of former lives may stand behind those of the last one.
            newestGeneration(file, at);
            LogPosition frames = new LogPosition(file.first.generation(), SlotHeader.BYTES);
            damages.add(frames, "the head of the log file " + name + " is damaged");
        }
        file.generation = file.first.generation();
        highestGeneration = Math.max(highestGeneration, file.generation);
        synced(file.first);
        files.add(file);
    }

    private void newestGeneration(RecoveredFile file, int from) throws IOException {
        int at = from;
        while (at >= 0) {
            at = walker.find(at + FrameHeader.ALIGNMENT, file.first.generation() + 1);
            if (at >= 0) {
                file.first = walker.at(at, file.first.generation() + 1);
            }
        }
    }

    private void synced(FrameHeader header) {
        if (header.synced().compareTo(synced) > 0) {
            synced = header.synced();
        }
        life = Math.max(life, header.life());
    }

    /** What a segment stands for was read from it, or is in it. */
    private void removeReplaced() {
        for (int i = files.size() - 1; i >= 0; i--) {
            if (segments.covers(files.get(i).generation)) {
                empty.add(files.remove(i));
            }
        }
    }

    private void addSegments() {
        for (RecoveredFile segment : segments.files()) {
            files.add(segment);
            highestGeneration = Math.max(highestGeneration, Math.max(segment.generation, segment.to));
        }
        for (RecoveredFile segment : segments.unreadable()) {
            LogPosition end = new LogPosition(segment.to, Integer.MAX_VALUE);
            damages.add(end, "the segment " + segment.name + " is damaged from its start to its end");
        }
        files.sort(Comparator.comparingLong(RecoveredFile::order));
    }

    /** Files between one and the one that it names as the one before hold nothing that counts. */
    private void removeVoid() {
        long before = Long.MAX_VALUE;
        long from = Long.MAX_VALUE;
        for (int i = files.size() - 1; i >= 0; i--) {
            RecoveredFile file = files.get(i);
            if (file.generation > from && file.generation < before) {
                files.remove(i);
                empty.add(file);
            } else {
                before = file.generation;
                from = file.first.previous().generation();
            }
        }
    }

    /** The last files may hold nothing but what is cut off. */
    private void removeCut() {
        for (int i = files.size() - 1; i >= 0; i--) {
            if (files.get(i).stretches.isEmpty() && !files.get(i).isSegment()) {
                empty.add(files.remove(i));
            }
        }
    }

    /** A file whose every frame is damaged looks almost like a spare one, and like one that could not be written. */
    private void suspects() {
        for (RecoveredFile file : empty) {
            LogPosition start = new LogPosition(file.suspectedGeneration, SlotHeader.BYTES);
            if (file.suspectedGeneration != 0 && synced.compareTo(start) > 0 && !isVoid(file.suspectedGeneration)) {
                LogPosition end = new LogPosition(file.suspectedGeneration, Integer.MAX_VALUE);
                damages.add(end, "the log file " + file.name + " is damaged from its start to its end");
            }
        }
    }

    /** Whether the next file says that nothing in a generation counts. */
    private boolean isVoid(long generation) {
        if (segments.covers(generation)) {
            return true;
        }
        for (RecoveredFile later : files) {
            if (!later.isSegment() && later.generation > generation) {
                return later.first.previous().generation() < generation;
            }
        }
        return false;
    }

    // ---- first pass

    private void findStretches(RecoveredFile file, RecoveredFile next) throws IOException {
        boolean named =
                next != null && !next.isSegment() && next.first.previous().generation() == file.generation;
        long limit = named ? next.first.previous().offset() : file.sizeBytes;
        walker.file(file.file);
        int offset = SlotHeader.BYTES;
        while (offset < limit) {
            FrameHeader header = walker.at(offset, file.generation);
            if (header == null || header.generation() != file.generation) {
                int behind = behindBadPlace(file, offset, limit, named);
                if (behind < 0) {
                    break;
                }
                offset = behind;
                continue;
            }
            firstPass(file, offset, header);
            if (header.endsFile()) {
                file.endMarked = true;
                break;
            }
            offset += header.frameSize();
        }
    }

    /** Where the next frame that counts stands behind a bad place, or -1 if the log ends there. */
    private int behindBadPlace(RecoveredFile file, int bad, long limit, boolean named) throws IOException {
        int found = -1;
        for (int at = walker.find(bad, file.generation); at >= 0 && at < limit; ) {
            FrameHeader header = walker.at(at, file.generation);
            synced(header);
            found = found < 0 ? at : found;
            at = walker.find(at + header.frameSize(), file.generation);
        }
        boolean damage = synced.compareTo(new LogPosition(file.generation, bad)) > 0;
        if (!damage) {
            if (found >= 0 || walker.generationAt(bad) == file.generation) {
                LOG.info("The log file {} ends with something that was never synced: cut at {}", file.name, bad);
            }
            return -1;
        }
        long to = found >= 0 ? found : named ? limit : file.sizeBytes;
        LogPosition end = new LogPosition(file.generation, (int) to);
        damages.add(end, "the log file " + file.name + " is damaged from byte " + bad + " to " + to);
        return found;
    }

    /** A segment was synced before it got its name: whatever is bad in it is damage. */
    private void segmentStretches(RecoveredFile file) throws IOException {
        walker.file(file.file);
        int size = file.header == null ? (int) file.sizeBytes : file.header.end();
        int segmentLife = file.header == null ? file.first.life() : file.header.life();
        life = Math.max(life, segmentLife);
        damages.segment(file.generation, segmentLife);
        int offset = SlotHeader.BYTES;
        while (offset < size) {
            FrameHeader header = walker.at(offset, file.generation);
            if (header != null && header.generation() == file.generation) {
                if (header.isIndex()) {
                    damages.index(walker.index(offset, header));
                }
                firstPass(file, offset, header);
                offset += header.frameSize();
                continue;
            }
            int found = walker.find(offset + FrameHeader.ALIGNMENT, file.generation);
            int to = found < 0 ? size : found;
            LogPosition end = new LogPosition(file.to, Integer.MAX_VALUE);
            damages.add(end, "the segment " + file.name + " is damaged from byte " + offset + " to " + to);
            offset = to;
        }
        damages.segmentEnds(file.header);
    }

    private void firstPass(RecoveredFile file, int offset, FrameHeader header) throws IOException {
        damages.frame(header);
        if (!file.isSegment()) {
            synced(header);
            lastFrameEnds = header.endsLog();
        }
        walker.show(offset, header, new FirstPass());
        int end = offset + header.frameSize();
        int[] last = file.stretches.isEmpty() ? null : file.stretches.get(file.stretches.size() - 1);
        if (last != null && last[1] == offset) {
            last[1] = end;
        } else {
            file.stretches.add(new int[] {offset, end});
        }
        file.end = end;
    }

    /** Shows what tells which items live. */
    private final class FirstPass implements RecordVisitor {
        private void of(long stream, int sequence) {
            damages.record(stream, sequence);
            highestStream = Math.max(highestStream, stream);
        }

        @Override
        public void body(long bodyId, int holders, int bodySize, long place) {
            highestBodyId = Math.max(highestBodyId, bodyId);
        }

        @Override
        public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
            of(stream, sequence);
        }

        @Override
        public void addPassing(long stream, int sequence, long item, long bodyId) {
            of(stream, sequence);
            replay.passed(stream, item);
        }

        @Override
        public void drop(long stream, int sequence, long item) {
            of(stream, sequence);
            replay.drop(stream, item);
        }

        @Override
        public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
            of(stream, sequence);
            replay.dropUpTo(stream, upToItem, except);
        }

        @Override
        public void note(long stream, int sequence, long item, ByteBuffer rest) {
            of(stream, sequence);
            replay.note(stream, item, rest);
        }

        @Override
        public void mark(long stream, int sequence, long value, ByteBuffer rest) {
            highestStream = Math.max(highestStream, stream);
            damages.record(stream, sequence);
            replay.mark(stream, value, rest);
        }

        @Override
        public void definitions(LogPosition frame, ByteBuffer changes) {
            damages.definition();
            replay.definitions(changes);
        }
    }

    // ---- second pass

    private void secondPass(RecoveredFile file) throws IOException {
        walker.file(file.file);
        RecordVisitor items = new SecondPass(file.contents);
        for (int[] stretch : file.stretches) {
            int offset = stretch[0];
            while (offset < stretch[1]) {
                FrameHeader header = walker.at(offset, file.generation);
                if (header == null) {
                    throw new IOException("the log file " + file.name + " changes while it is read");
                }
                walker.show(offset, header, file.contents);
                walker.show(offset, header, items);
                offset += header.frameSize();
            }
        }
        for (RecoveredFile earlier : files) {
            if (earlier.order() < file.order()) {
                file.contents.lookIn(earlier.contents, earlier.generation);
            }
        }
    }

    /** Shows the items. */
    private final class SecondPass implements RecordVisitor {
        private final FileContents contents;

        SecondPass(FileContents contents) {
            this.contents = contents;
        }

        @Override
        public void body(long bodyId, int holders, int bodySize, long place) {
            bodies.body(bodyId, holders, bodySize, place);
        }

        @Override
        public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
            bodies.find(bodyId);
            boolean alive = replay.add(stream, item, bodies.place(), bodies.holders(), rest);
            if (alive && bodies.place() == LoggedBody.NO_PLACE) {
                damages.lost(stream);
            } else if (alive) {
                counts.add(bodies.place() >>> Integer.SIZE, 1, LiveCounts.weight(bodies.bodySize(), bodies.holders()));
            }
        }

        @Override
        public void addPassing(long stream, int sequence, long item, long bodyId) {
            bodies.find(bodyId);
        }
    }

    // ---- what is to be done before anything is written

    /**
     * Makes everything last that was found, and that the log ends where it was found to end: a process that was killed
     * leaves much that only the system's memory has.
     */
    void makeLasting() throws IOException {
        segments.deleteLeftOver();
        for (RecoveredFile file : empty) {
            if (file.first == null && file.lowestGeneration > 0) {
                // It may have been freed without a sync: it must not come back when the files behind it, which were
                // needed as long as it was there, are gone.
                SlotHeader.write(file.file, file.lowestGeneration);
            } else if (file.isSpare(fileSizeBytes)) {
                file.file.sync();
            }
        }
        for (RecoveredFile file : files) {
            if (file.isSegment()) {
                continue;
            }
            if (!file.endMarked) {
                file.file.truncate(file.end);
            }
            if (!file.endMarked || file.generation >= synced.generation()) {
                file.file.sync();
            }
        }
        for (RecoveredFile file : empty) {
            if (!file.isSpare(fileSizeBytes)) {
                file.file.close();
                disk.delete(file.name);
            }
        }
        // Always: a process that was killed may have left a spare whose name is not on disk.
        disk.syncDirectory();
    }
}
