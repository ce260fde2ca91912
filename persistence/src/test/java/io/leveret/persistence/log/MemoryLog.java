package io.leveret.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A log that keeps everything in memory, for tests of those who use one. What is submitted is on disk when the test
 * says so by {@link #sync}, or at once. One thread.
 */
public final class MemoryLog implements BodyReader {
    /** One record as it was appended. */
    public record Entry(
            RecordKind kind, long stream, int sequence, long item, long bodyId, boolean passing, byte[] bytes) {}

    /** What was submitted at once. */
    private record Group(Writer writer, long ticket, List<Entry> entries, List<LoggedBody> bodies) {}

    private final boolean instant;
    private final ArrayDeque<Group> submitted = new ArrayDeque<>();
    private final List<Entry> durable = new ArrayList<>();
    private final Map<Long, byte[]> bodyAt = new HashMap<>();
    private long lastPlace;
    private long released;

    /** @param instant whether what is submitted is on disk at once */
    public MemoryLog(boolean instant) {
        this.instant = instant;
    }

    public LogWriter writer(LogListener listener) {
        return new Writer(listener);
    }

    /** Groups that are not on disk. */
    public int waiting() {
        return submitted.size();
    }

    /** How many times anybody let go of a body. */
    public long released() {
        return released;
    }

    /** Everything on disk, in order. */
    public List<Entry> durable() {
        return List.copyOf(durable);
    }

    /** Puts the first groups on disk and says so. */
    public void sync(int groups) {
        for (int n = 0; n < groups; n++) {
            Group group = submitted.remove();
            for (LoggedBody body : group.bodies) {
                body.placed(++lastPlace);
            }
            int body = 0;
            for (Entry entry : group.entries) {
                durable.add(entry);
                if (entry.kind == RecordKind.BODY) {
                    bodyAt.put(group.bodies.get(body++).place(), entry.bytes);
                }
            }
            group.writer.listener.durable(group.ticket);
        }
    }

    /** Puts everything on disk. */
    public void sync() {
        sync(submitted.size());
    }

    @Override
    public void read(long[] places, int count, Taker taker) {
        for (int n = 0; n < count; n++) {
            byte[] bytes = bodyAt.get(places[n]);
            if (bytes == null) {
                taker.unreadable(n, new IOException("no body at " + places[n]));
            } else {
                taker.body(n, ByteBuffer.wrap(bytes));
            }
        }
        taker.done();
    }

    private final class Writer implements LogWriter {
        private final LogListener listener;
        private List<Entry> entries = new ArrayList<>();
        private List<LoggedBody> bodies = new ArrayList<>();
        private long submittedTicket;
        private ByteBuffer begun;
        private Consumer<byte[]> ending;

        Writer(LogListener listener) {
            this.listener = listener;
        }

        private ByteBuffer begin(int maxSize, Consumer<byte[]> end) {
            if (begun != null) {
                throw new IllegalStateException("a record within a record");
            }
            begun = ByteBuffer.allocate(maxSize);
            ending = end;
            return begun;
        }

        @Override
        public ByteBuffer beginBody(LoggedBody body, int bodySize, int size) {
            bodies.add(body);
            return begin(size, bytes -> entries.add(new Entry(RecordKind.BODY, 0, 0, 0, body.bodyId(), false, bytes)));
        }

        @Override
        public ByteBuffer begin(RecordKind kind, long stream, int sequence, long item, int maxSize) {
            return begin(maxSize, bytes -> entries.add(new Entry(kind, stream, sequence, item, 0, false, bytes)));
        }

        @Override
        public ByteBuffer beginAdd(long stream, int sequence, long item, long bodyId, boolean passing, int maxSize) {
            return begin(
                    maxSize,
                    bytes -> entries.add(new Entry(RecordKind.ADD, stream, sequence, item, bodyId, passing, bytes)));
        }

        @Override
        public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
            entries.add(new Entry(RecordKind.DROP_UP_TO, stream, sequence, upToItem, 0, false, new byte[0]));
        }

        @Override
        public void definitions(byte[] changes) {
            entries.add(new Entry(RecordKind.DEFINITION, 0, 0, 0, 0, false, changes));
        }

        @Override
        public void end() {
            ending.accept(Arrays.copyOf(begun.array(), begun.position()));
            begun = null;
        }

        @Override
        public void letGo(LoggedBody body, int bodySize) {
            body.letGo();
            released++;
        }

        @Override
        public void letGoUntaken(LoggedBody body, int bodySize) {
            body.letGoUntaken();
            released++;
        }

        @Override
        public void letGo(long place, int holders, int bodySize) {
            released++;
        }

        @Override
        public void letGoAll(long generation, int entries, long weight) {
            released += entries;
        }

        @Override
        public long ticket() {
            return entries.isEmpty() ? submittedTicket : submittedTicket + 1;
        }

        /** Nothing is ever found in part here: this log does not end while others use it. */
        @Override
        public void awaitParts(int others) {}

        @Override
        public void endPart() {}

        @Override
        public void submit() {
            if (!entries.isEmpty()) {
                submitMarker();
            }
        }

        @Override
        public long submitMarker() {
            submitted.add(new Group(this, ++submittedTicket, entries, bodies));
            entries = new ArrayList<>();
            bodies = new ArrayList<>();
            if (instant) {
                sync();
            }
            return submittedTicket;
        }
    }
}
