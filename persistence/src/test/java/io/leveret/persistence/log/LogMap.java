package io.leveret.persistence.log;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which bytes of a log that was closed matter to whom. */
public final class LogMap {
    /** A file that is shorter cannot be told from one that was about to be made. */
    public static final int FIRST_FRAME_BYTES = SlotHeader.BYTES + FrameHeader.BYTES;

    /** One frame: the bytes from {@code from} to before {@code to} of a file. */
    public static final class Frame {
        private final String file;
        private final long generation;
        private final long from;
        private final long to;
        private final Set<Long> streams = new HashSet<>();

        /** How many streams were to add each. */
        private final Map<Long, Integer> bodies = new HashMap<>();

        private boolean definitions;
        private boolean openEnded;

        private Frame(String file, long generation, long from, long to) {
            this.file = file;
            this.generation = generation;
            this.from = from;
            this.to = to;
        }

        @Override
        public String toString() {
            return "generation " + generation + " (" + file + ") " + from + " to " + to + " with queues " + streams
                    + (definitions ? " and definitions" : "");
        }

        /** The higher, the later its file was written. */
        public long generation() {
            return generation;
        }

        public boolean holds(String name, long offset) {
            return file.equals(name) && offset >= from && offset < to;
        }

        /** Whether it ends behind an offset of a file. */
        public boolean endsBehind(String name, long offset) {
            return file.equals(name) && to > offset;
        }

        /** Whether a file that is cut at an offset ends with this frame, but for some of the zeros behind it. */
        public boolean endsAt(String name, long offset) {
            return file.equals(name) && to >= offset && to - offset < FrameHeader.ALIGNMENT;
        }

        /** Those that have records in it, or bodies. */
        public Set<Long> streams() {
            return streams;
        }

        /** Whether it has bodies that not all who were to add them add in these files: the others may in a segment. */
        public boolean isOpenEnded() {
            return openEnded;
        }

        public boolean hasDefinitions() {
            return definitions;
        }
    }

    private final List<Frame> frames = new ArrayList<>();

    /** By body, those that add it. */
    private final Map<Long, Set<Long>> adding = new HashMap<>();

    private LogMap() {}

    /** All frames of the log on a disk. */
    public static List<Frame> of(SimDisk disk) throws IOException {
        LogMap map = new LogMap();
        for (String name : disk.list()) {
            if (LogFiles.NAME.matcher(name).matches()) {
                map.file(name, disk.open(name));
            }
        }
        for (Frame frame : map.frames) {
            frame.bodies.forEach((body, holders) -> {
                Set<Long> adding = map.adding.getOrDefault(body, Set.of());
                frame.streams.addAll(adding);
                frame.openEnded |= adding.size() < holders;
            });
        }
        return map.frames;
    }

    private void file(String name, DiskFile file) throws IOException {
        FrameWalker walker = new FrameWalker(new FileWindow());
        long lowest = Math.max(1, SlotHeader.read(file, name));
        walker.file(file);
        int offset = SlotHeader.BYTES;
        FrameHeader first = walker.at(offset, lowest);
        FrameHeader header = first;
        while (header != null && header.generation() == first.generation()) {
            Frame frame = new Frame(name, header.generation(), offset, offset + header.frameSize());
            walker.show(offset, header, new Visitor(frame));
            frames.add(frame);
            offset += header.frameSize();
            header = walker.at(offset, lowest);
        }
        file.close();
    }

    private final class Visitor implements RecordVisitor {
        private final Frame frame;

        Visitor(Frame frame) {
            this.frame = frame;
        }

        @Override
        public void body(long bodyId, int holders, int bodySize, long place) {
            frame.bodies.put(bodyId, holders);
        }

        @Override
        public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
            frame.streams.add(stream);
            adding.computeIfAbsent(bodyId, absent -> new HashSet<>()).add(stream);
        }

        @Override
        public void drop(long stream, int sequence, long item) {
            frame.streams.add(stream);
        }

        @Override
        public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
            frame.streams.add(stream);
        }

        @Override
        public void note(long stream, int sequence, long item, ByteBuffer rest) {
            frame.streams.add(stream);
        }

        @Override
        public void mark(long stream, int sequence, long value, ByteBuffer rest) {
            frame.streams.add(stream);
        }

        @Override
        public void definitions(LogPosition position, ByteBuffer changes) {
            frame.definitions = true;
        }
    }
}
