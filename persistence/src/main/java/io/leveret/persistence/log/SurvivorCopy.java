package io.leveret.persistence.log;

import io.leveret.persistence.log.FileContents.StreamContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies of a run the records that are still needed. Each omission has its reason:
 *
 * <ul>
 *   <li>the adding of an item, and a note on it: its stream does not have it, and whatever says so is on disk;
 *   <li>a body: no item that is there has it;
 *   <li>a drop: no adding that it is about is left, in this run or before it;
 *   <li>a mark: one as high stands in the run, or behind it on disk;
 *   <li>definitions: the checkpoint has them;
 *   <li>anything of a stream that is gone.
 * </ul>
 */
final class SurvivorCopy implements RecordVisitor {
    private final SegmentWriter out;
    private final FileContents contents;
    private final Presence presence;
    private final LongTable bodies;
    private final Survivors survivors;
    private final List<LogFile> before;
    private final LogPosition checkpoint;

    /** By stream, the mark that is to be copied; none if one stands behind the run. */
    private final Map<Long, Long> marks = new HashMap<>();

    private LogFile file;
    private int asked;
    private ByteBuffer bytes;
    private int from;
    private int to;

    /**
     * @param contents learns what is copied
     * @param bodies by id, those that are needed; the first number becomes the place in the segment
     * @param before the files before the run that count
     */
    SurvivorCopy(
            SegmentWriter out,
            FileContents contents,
            Presence presence,
            LongTable bodies,
            Survivors survivors,
            List<LogFile> before,
            LogPosition checkpoint) {
        this.out = out;
        this.contents = contents;
        this.presence = presence;
        this.bodies = bodies;
        this.survivors = survivors;
        this.before = before;
        this.checkpoint = checkpoint;
    }

    /** Says which marks the run has, and which stand behind it. */
    void marks(List<LogFile> run, List<LogFile> behind) {
        for (LogFile part : run) {
            part.contents().streams().forEach((stream, of) -> {
                if (of.mark() >= 0 && presence.exists(stream)) {
                    marks.merge(stream, of.mark(), Math::max);
                }
            });
        }
        for (LogFile later : behind) {
            marks.entrySet().removeIf(entry -> {
                StreamContents of = later.contents().streams().get(entry.getKey());
                return of != null && of.mark() >= entry.getValue();
            });
        }
    }

    /** Of which the next frames are. */
    void file(LogFile next) {
        file = next;
    }

    @Override
    public void record(ByteBuffer buffer, int start, int end) {
        bytes = buffer;
        from = start;
        to = end;
    }

    private void copy(long stream) {
        out.ofStream(stream);
        copy();
    }

    private long copy() {
        try {
            return out.append(bytes, from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void body(long bodyId, int holders, int bodySize, long place) {
        int cell = bodies.find(bodyId);
        if (cell != LongTable.ABSENT) {
            long copied = copy();
            bodies.put(bodyId, copied, 0, 0);
            contents.body(bodyId, holders, bodySize, copied);
        }
    }

    @Override
    public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
        if (presence.isPresent(asked++)) {
            copy(stream);
            contents.add(stream, sequence, item, bodyId, rest);
            survivors.add(stream, item, bodies.first(bodies.find(bodyId)));
        }
    }

    @Override
    public void addPassing(long stream, int sequence, long item, long bodyId) {
        if (presence.isPresent(asked++)) {
            copy(stream);
            contents.addPassing(stream, sequence, item, bodyId);
            survivors.add(stream, item, bodies.first(bodies.find(bodyId)));
        }
    }

    @Override
    public void note(long stream, int sequence, long item, ByteBuffer rest) {
        if (presence.isPresent(asked++)) {
            copy(stream);
            contents.note(stream, sequence, item, rest);
        }
    }

    @Override
    public void drop(long stream, int sequence, long item) {
        if (presence.exists(stream) && (survivors.contains(stream, item) || isAddedBefore(stream, item))) {
            copy(stream);
            contents.drop(stream, sequence, item);
        }
    }

    private boolean isAddedBefore(long stream, long item) {
        for (LogFile earlier : before) {
            if (earlier.contents() == null) {
                return true;
            }
            StreamContents of = earlier.contents().streams().get(stream);
            if (of != null && of.adds(item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        boolean needed = presence.exists(stream)
                && (survivors.containsUpTo(stream, upToItem, except) || isAnyAddedBefore(stream, upToItem, except));
        if (needed) {
            copy(stream);
            contents.dropUpTo(stream, sequence, upToItem, except);
        }
    }

    private boolean isAnyAddedBefore(long stream, long upToItem, long[] except) {
        for (LogFile earlier : before) {
            if (earlier.contents() == null) {
                return true;
            }
            StreamContents of = earlier.contents().streams().get(stream);
            if (of != null && of.addsUpTo(upToItem, except)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void mark(long stream, int sequence, long value, ByteBuffer rest) {
        Long wanted = marks.get(stream);
        if (wanted != null && wanted == value) {
            marks.remove(stream);
            copy(stream);
            contents.mark(stream, sequence, value, rest);
        }
    }

    @Override
    public void definitions(LogPosition frame, ByteBuffer changes) {
        LogPosition stands = file.isSegment() ? new LogPosition(file.last, Integer.MAX_VALUE) : frame;
        if (stands.compareTo(checkpoint) < 0) {
            return;
        }
        try {
            out.appendDefinition(bytes, from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        contents.definitions(frame, changes);
    }
}
