package io.leveret.broker.simulation;

import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogReplay;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Passes on what a log shows, and keeps what it says of damage. */
final class ObservedReplay implements LogReplay {
    private final LogReplay next;

    /** What was said, in its words. */
    final List<String> damages = new ArrayList<>();

    /** Streams that were named as having lost something. */
    final Set<Long> damagedStreams = new HashSet<>();

    /** Whether others may have, too. */
    boolean anyStream;

    ObservedReplay(LogReplay next) {
        this.next = next;
    }

    @Override
    public void definitions(ByteBuffer changes) {
        next.definitions(changes);
    }

    @Override
    public void drop(long stream, long item) {
        next.drop(stream, item);
    }

    @Override
    public void dropUpTo(long stream, long upToItem, long[] except) {
        next.dropUpTo(stream, upToItem, except);
    }

    @Override
    public void note(long stream, long item, ByteBuffer rest) {
        next.note(stream, item, rest);
    }

    @Override
    public void mark(long stream, long value, ByteBuffer rest) {
        next.mark(stream, value, rest);
    }

    @Override
    public void passed(long stream, long item) {
        next.passed(stream, item);
    }

    @Override
    public void firstPassDone(boolean endedInGoodOrder) {
        next.firstPassDone(endedInGoodOrder);
    }

    @Override
    public boolean add(long stream, long item, long place, int holders, ByteBuffer rest) {
        return next.add(stream, item, place, holders, rest);
    }

    @Override
    public void damaged(long[] streams, boolean any, boolean definitions, String text) {
        note(streams, any, text);
        next.damaged(streams, any, definitions, text);
    }

    @Override
    public void damaged(LogPosition end, long[] streams, boolean any, boolean definitions, String text) {
        note(streams, any, text);
        next.damaged(end, streams, any, definitions, text);
    }

    private void note(long[] streams, boolean any, String text) {
        damages.add(text);
        anyStream |= any;
        for (long stream : streams) {
            damagedStreams.add(stream);
        }
    }
}
