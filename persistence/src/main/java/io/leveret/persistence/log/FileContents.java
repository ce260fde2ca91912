package io.leveret.persistence.log;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a file that is not written any more holds, as far as must be known to free it: of each stream the range of the
 * items it adds and of those it drops, and its highest mark; which earlier files hold the bodies of what it adds.
 */
final class FileContents implements RecordVisitor {
    /** Of one stream. */
    static final class StreamContents {
        private static final byte[] NO_REST = {};

        private final ItemRanges added = new ItemRanges();
        private long lowestDropped = Long.MAX_VALUE;
        private long highestDropped = -1;
        private long mark = -1;
        private byte[] markRest = NO_REST;

        /** Whether it may hold the adding of something that {@code later} drops. */
        boolean addsWhatIsDroppedIn(StreamContents later) {
            return added.overlaps(later.lowestDropped, later.highestDropped);
        }

        boolean adds(long item) {
            return added.overlaps(item, item);
        }

        /** Whether it may hold the adding of an item up to one, save some. */
        boolean addsUpTo(long item, long[] except) {
            return added.holdsUpTo(item, except);
        }

        /** The highest, -1 if there is none. */
        long mark() {
            return mark;
        }

        byte[] markRest() {
            return markRest;
        }

        private void dropped(long from, long to) {
            lowestDropped = Math.min(lowestDropped, from);
            highestDropped = Math.max(highestDropped, to);
        }
    }

    private final Map<Long, StreamContents> streams = new HashMap<>();

    /** Bodies of which not all adds are here: how many are missing; 1 if some are known to stand behind. */
    private final LongTable unresolved = new LongTable();

    /** How many adds of bodies here stand neither here nor in a later file that was read. */
    private long missingAdds;

    /** Bodies that are added here and stand in an earlier file: how often. */
    private final LongTable foreign = new LongTable();

    private final Set<Long> bodiesIn = new HashSet<>();
    private LogPosition lastDefinitions;

    /** All that have a record here. */
    Map<Long, StreamContents> streams() {
        return streams;
    }

    /** The frame of the last changes of definitions, or null. */
    LogPosition lastDefinitions() {
        return lastDefinitions;
    }

    /** The earlier generations that hold bodies of what is added here. */
    Set<Long> bodiesIn() {
        return bodiesIn;
    }

    /** Definitions in it are known to stand before a position only. */
    void definitionsBefore(LogPosition position) {
        lastDefinitions = lastDefinitions == null ? null : position;
    }

    /** The bodies here that others may add than those that do so here. */
    long[] unresolvedBodies() {
        return unresolved.keys();
    }

    /** How many adds of bodies here stand neither here nor in a later file that was read. */
    long missingAdds() {
        return missingAdds;
    }

    /** Nobody will add a body here any more, beside those that are known to be added behind. */
    void nobodyAdds() {
        missingAdds = 0;
        for (long bodyId : unresolved.keys()) {
            int cell = unresolved.find(bodyId);
            if (unresolved.second(cell) == 0) {
                unresolved.remove(cell);
            }
        }
    }

    /** A body here is added so often in a file behind. */
    void addedBehind(long bodyId, long times) {
        int cell = unresolved.find(bodyId);
        if (cell != LongTable.ABSENT) {
            unresolved.put(bodyId, unresolved.first(cell), 1, 0);
            missingAdds -= times;
        }
    }

    /** Bodies that stood in some generations stand in another now. */
    void bodiesMoved(Set<Long> from, long to) {
        if (bodiesIn.removeAll(from)) {
            bodiesIn.add(to);
        }
    }

    /** Looks for bodies of what is added here in an earlier file. */
    void lookIn(FileContents earlier, long generation) {
        for (long bodyId : foreign.keys()) {
            if (earlier.unresolved.find(bodyId) != LongTable.ABSENT) {
                bodiesIn.add(generation);
                earlier.addedBehind(bodyId, foreign.first(foreign.find(bodyId)));
            }
        }
    }

    @Override
    public void body(long bodyId, int holders, int bodySize, long place) {
        if (holders > 0) {
            unresolved.put(bodyId, holders, 0, 0);
            missingAdds += holders;
        }
    }

    @Override
    public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
        of(stream).added.add(item);
        added(bodyId);
    }

    @Override
    public void addPassing(long stream, int sequence, long item, long bodyId) {
        of(stream);
        added(bodyId);
    }

    private void added(long bodyId) {
        int cell = unresolved.find(bodyId);
        if (cell == LongTable.ABSENT) {
            int seen = foreign.find(bodyId);
            foreign.put(bodyId, seen == LongTable.ABSENT ? 1 : foreign.first(seen) + 1, 0, 0);
            return;
        }
        missingAdds--;
        if (unresolved.first(cell) == 1) {
            unresolved.remove(cell);
        } else {
            unresolved.put(bodyId, unresolved.first(cell) - 1, unresolved.second(cell), 0);
        }
    }

    @Override
    public void drop(long stream, int sequence, long item) {
        of(stream).dropped(item, item);
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        of(stream).dropped(0, upToItem);
    }

    @Override
    public void note(long stream, int sequence, long item, ByteBuffer rest) {
        of(stream).dropped(item, item);
    }

    @Override
    public void mark(long stream, int sequence, long value, ByteBuffer rest) {
        StreamContents contents = of(stream);
        if (value > contents.mark) {
            contents.mark = value;
            contents.markRest = new byte[rest.remaining()];
            rest.get(contents.markRest);
        }
    }

    @Override
    public void definitions(LogPosition frame, ByteBuffer changes) {
        lastDefinitions = frame;
    }

    private StreamContents of(long stream) {
        return streams.computeIfAbsent(stream, key -> new StreamContents());
    }
}
