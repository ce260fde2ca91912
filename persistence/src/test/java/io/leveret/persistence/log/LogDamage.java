package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Damages one place of a log and looks at what it shows then, beside what it showed before: streams of which nothing
 * stood in the damaged frames are whole, and nothing is missing that nobody speaks of.
 */
final class LogDamage {
    /** One frame, whether it counts or not. */
    private record Frame(
            int from, int to, LogPosition synced, LogPosition at, boolean index, Set<Long> streams, Set<Long> bodies) {}

    private final LogScript script;
    private final LogDisks disks;
    private final Random random;
    private final LogSettings settings;
    private final FrameWalker walker = new FrameWalker(new FileWindow());
    private final Set<Long> affected = new TreeSet<>();
    private final Set<Long> lostBodies = new HashSet<>();
    private String what;
    private boolean maybeSilent;
    private boolean replacedShown;

    /** Whether all that lost something must be named: one whole copy of a segment's index is left. */
    private boolean allNamed;

    LogDamage(LogScript script, LogDisks disks, Random random, LogSettings settings) {
        this.script = script;
        this.disks = disks;
        this.random = random;
        this.settings = settings;
    }

    /** Returns whether anything that counts was hit. */
    boolean check() throws IOException {
        SimDisk disk = random.nextInt(3) == 0 && !disks.segments().list().isEmpty() ? disks.segments() : disks.log();
        List<String> names = disk.list();
        if (names.isEmpty()) {
            return false;
        }
        RecordedReplay whole = new RecordedReplay();
        whole.gone.addAll(script.goneForGood());
        open(disks.copy(), whole).close();
        LogDisks copy = disks.copy();
        SimDisk hit = disk == disks.segments() ? copy.segments() : copy.log();
        String name = names.get(random.nextInt(names.size()));
        hit(hit, disk, name);
        for (SimDisk part : List.of(disks.log(), disks.segments())) {
            for (String file : part.list()) {
                addersOfLostBodies(part, file);
            }
        }
        RecordedReplay found = new RecordedReplay();
        found.gone.addAll(script.goneForGood());
        try (WriteAheadLog log = open(copy, found)) {
            compare(whole, found, log);
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage() + ", " + found.damages, e);
        }
        return !affected.isEmpty();
    }

    private WriteAheadLog open(LogDisks on, RecordedReplay replay) throws IOException {
        return WriteAheadLog.open(on.log(), on.segments(), settings, replay);
    }

    private void hit(SimDisk hit, SimDisk disk, String name) throws IOException {
        int size = disk.bytes(name).length;
        List<Frame> frames = frames(disk, name);
        final int from;
        final int to;
        if (random.nextInt(4) == 0 && size > 0) {
            from = random.nextInt(size);
            to = size;
            hit.truncate(name, from);
            what = name + " cut at " + from;
        } else if (size > 0) {
            // Where something stands, mostly.
            Frame frame = frames.isEmpty() ? null : frames.get(random.nextInt(frames.size()));
            boolean anywhere = frame == null || random.nextInt(4) == 0;
            from = anywhere ? random.nextInt(size) : frame.from() + random.nextInt(frame.to() - frame.from());
            to = from + 1;
            int bit = random.nextInt(8);
            hit.flip(name, from * 8L + bit);
            what = name + " bit " + bit + " of byte " + from;
        } else {
            what = name + " as it is";
            return;
        }
        LogPosition highest = highestSynced(from, to, name);
        boolean restLost = false;
        for (Frame frame : frames) {
            boolean broken = frame.from() < to && from < frame.to();
            boolean known = highest.compareTo(frame.at()) > 0 || name.endsWith(".seg");
            restLost |= broken && !known;
            if (broken || restLost) {
                affected.addAll(frame.streams());
                lostBodies.addAll(frame.bodies());
            }
        }
        // A file of the log without a whole frame looks like one that was freed, but for its first bytes.
        boolean nothingLeft = name.endsWith(".log") && frames.stream().allMatch(f -> f.from() < to && from < f.to());
        maybeSilent = restLost || nothingLeft;
        allNamed = frames.stream().anyMatch(f -> f.index() && (f.to() <= from || to <= f.from()));
        if (name.endsWith(".seg") && frames.stream().allMatch(f -> f.from() < to && from < f.to())) {
            replacedShown = true;
            replacedFilesCount(SegmentHeader.range(name));
        }
    }

    /** A segment of which nothing can be read stands for nothing: what is left of the files it replaced is shown. */
    private void replacedFilesCount(long[] range) throws IOException {
        for (String name : disks.log().list()) {
            for (Frame frame : frames(disks.log(), name)) {
                long generation = frame.at().generation();
                if (range[0] <= generation && generation <= range[1]) {
                    affected.addAll(frame.streams());
                }
            }
        }
    }

    /** What the other frames of the log say. */
    private LogPosition highestSynced(int from, int to, String hitName) throws IOException {
        LogPosition highest = new LogPosition(0, 0);
        for (String name : disks.log().list()) {
            for (Frame frame : frames(disks.log(), name)) {
                boolean broken = name.equals(hitName) && frame.from() < to && from < frame.to();
                if (!broken && frame.synced().compareTo(highest) > 0) {
                    highest = frame.synced();
                }
            }
        }
        return highest;
    }

    private List<Frame> frames(SimDisk disk, String name) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (DiskFile file = disk.open(name)) {
            walker.file(file);
            int at = walker.find(SlotHeader.BYTES, 1);
            while (at >= 0) {
                FrameHeader header = walker.at(at, 1);
                Set<Long> streams = new HashSet<>();
                Set<Long> bodies = new HashSet<>();
                walker.show(at, header, new Concerned(streams, bodies, null));
                LogPosition where = new LogPosition(header.generation(), at);
                int end = at + header.frameSize();
                frames.add(new Frame(at, end, header.synced(), where, header.isIndex(), streams, bodies));
                at = walker.find(at + header.frameSize(), 1);
            }
        }
        return frames;
    }

    private void addersOfLostBodies(SimDisk disk, String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            List<Frame> frames = frames(disk, name);
            walker.file(file);
            for (Frame frame : frames) {
                walker.show(
                        frame.from(), walker.at(frame.from(), 1), new Concerned(affected, new HashSet<>(), lostBodies));
            }
        }
    }

    /** Collects the streams that records are about; all, or those that add certain bodies. */
    private record Concerned(Set<Long> streams, Set<Long> bodies, Set<Long> only) implements RecordVisitor {
        private void of(long stream) {
            if (only == null) {
                streams.add(stream);
            }
        }

        @Override
        public void body(long bodyId, int holders, int bodySize, long place) {
            bodies.add(bodyId);
        }

        @Override
        public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
            of(stream);
            if (only != null && only.contains(bodyId)) {
                streams.add(stream);
            }
        }

        @Override
        public void drop(long stream, int sequence, long item) {
            of(stream);
        }

        @Override
        public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
            of(stream);
        }

        @Override
        public void note(long stream, int sequence, long item, ByteBuffer rest) {
            of(stream);
        }

        @Override
        public void mark(long stream, int sequence, long value, ByteBuffer rest) {
            of(stream);
        }

        @Override
        public void definitions(LogPosition frame, ByteBuffer changes) {
            Set<Long> deleted = new HashSet<>();
            RecordedReplay.deletion(StandardCharsets.UTF_8.decode(changes).toString(), deleted);
            deleted.forEach(this::of);
        }
    }

    private void compare(RecordedReplay whole, RecordedReplay found, WriteAheadLog log) {
        boolean differs = false;
        Set<Long> streams = new TreeSet<>(whole.items.keySet());
        streams.addAll(found.items.keySet());
        for (long stream : streams) {
            boolean same = whole.of(stream).equals(found.of(stream))
                    && notes(whole, stream).equals(notes(found, stream));
            differs |= !same;
            require(
                    same || affected.contains(stream),
                    "stream " + stream + " is not whole, though nothing of it was hit");
            require(same || isNamed(found, stream), "stream " + stream + " is not whole, and not named");
            bodies(stream, found, log);
        }
        for (Map.Entry<Long, Long> mark : whole.marks.entrySet()) {
            boolean same = mark.getValue().equals(found.marks.get(mark.getKey()));
            differs |= !same;
            require(same || affected.contains(mark.getKey()), "the mark of stream " + mark.getKey() + " is gone");
            require(same || isNamed(found, mark.getKey()), "the mark of stream " + mark.getKey() + " is not named");
        }
        boolean definitionsDiffer = !whole.definitions.equals(found.definitions);
        List<String> known = replacedShown ? script.definitions : whole.definitions;
        require(known.containsAll(found.definitions), "definitions are invented");
        require(!definitionsDiffer || maybeSilent || found.definitionsDamaged, "definitions are missing in silence");
        require(!differs || maybeSilent || !found.damages.isEmpty(), "something is missing in silence");
    }

    private boolean isNamed(RecordedReplay found, long stream) {
        return !allNamed || found.damagedStreams.contains(stream);
    }

    private static List<String> notes(RecordedReplay replay, long stream) {
        return replay.notes.stream()
                .filter(note -> note.startsWith(stream + "/"))
                .toList();
    }

    private void bodies(long stream, RecordedReplay found, WriteAheadLog log) {
        found.of(stream).forEach((id, item) -> {
            TestBody body = script.history.get(stream + "/" + id);
            require(body != null, "item " + id + " of stream " + stream + " is invented");
            if (item.place() != LoggedBody.NO_PLACE) {
                boolean[] right = new boolean[1];
                log.reader().read(new long[] {item.place()}, 1, new BodyReader.Taker() {
                    @Override
                    public void body(int n, ByteBuffer payload) {
                        right[0] = payload.equals(ByteBuffer.wrap(body.payload));
                    }

                    @Override
                    public void unreadable(int n, IOException cause) {}

                    @Override
                    public void done() {}
                });
                log.bodyReader().step();
                require(right[0], "item " + id + " of stream " + stream + " has another body");
            }
        });
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
