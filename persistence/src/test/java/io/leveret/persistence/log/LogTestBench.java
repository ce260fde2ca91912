package io.leveret.persistence.log;

import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A log on a simulated disk whose steps the test runs, and one writer of it. */
final class LogTestBench implements AutoCloseable {
    static final int FILE_BYTES = 16 * 1024;

    final SimDisk disk;
    final SimDisk segments;
    final RecordedReplay replay = new RecordedReplay();
    final WriteAheadLog log;
    final LogWriter writer;
    final List<Long> durable = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final Map<Long, Integer> sequences = new TreeMap<>();

    /** All that were added, and where their bodies stand if they were moved; those that were dropped. */
    final Map<String, Long> items = new TreeMap<>();

    final Set<String> gone = new TreeSet<>();
    final List<Runnable> heldAnswers = new ArrayList<>();
    final List<Runnable> heldMoves = new ArrayList<>();
    boolean holdAnswers;
    boolean streamsExist = true;
    long nowMs = 1_000;

    LogTestBench(SimDisk disk) throws IOException {
        this(disk, Durability.FSYNC);
    }

    LogTestBench(SimDisk disk, Durability durability) throws IOException {
        this(disk, new SimDisk(disk.power()), durability);
    }

    LogTestBench(SimDisk disk, SimDisk segments, Durability durability) throws IOException {
        this(disk, segments, durability, 1 << 30);
    }

    LogTestBench(SimDisk disk, SimDisk segments, Durability durability, long rewriteBytesPerSecond) throws IOException {
        this.disk = disk;
        this.segments = segments;
        LogSettings settings = new LogSettings(FILE_BYTES, durability, 200, rewriteBytesPerSecond);
        log = WriteAheadLog.open(disk, segments, settings, replay);
        log.begin(new Owner(), new Alarms());
        writer = log.writer(durable::add);
    }

    private final class Owner implements StreamOwner {
        @Override
        public boolean exists(long stream) {
            return streamsExist;
        }

        @Override
        public void present(long stream, long[] asked, Answer answer) {
            boolean[] present = new boolean[asked.length];
            for (int i = 0; i < asked.length; i++) {
                present[i] = items.containsKey(stream + "/" + asked[i]) && !gone.contains(stream + "/" + asked[i]);
            }
            if (holdAnswers) {
                heldAnswers.add(() -> answer.items(present));
            } else {
                answer.items(present);
            }
        }

        @Override
        public void moved(long stream, long[] moved, long[] places, Runnable done) {
            for (int i = 0; i < moved.length; i++) {
                if (!gone.contains(stream + "/" + moved[i])) {
                    items.put(stream + "/" + moved[i], places[i]);
                }
            }
            if (holdAnswers) {
                heldMoves.add(done);
            } else {
                done.run();
            }
        }
    }

    private final class Alarms implements LogAlarm {
        @Override
        public void raised(String text) {
            alarms.add(text);
        }

        @Override
        public void cleared() {
            alarms.add("cleared");
        }
    }

    private int next(long stream) {
        return sequences.merge(stream, 1, Integer::sum) & 0xffff;
    }

    TestBody body(long id, int holders, int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (id + i);
        }
        TestBody body = new TestBody(id, holders, payload);
        body.append(writer);
        return body;
    }

    void addPassing(long stream, long item, long bodyId) {
        items.put(stream + "/" + item, 0L);
        writer.beginAdd(stream, next(stream), item, bodyId, true, 0);
        writer.end();
    }

    void add(long stream, long item, long bodyId) {
        items.put(stream + "/" + item, 0L);
        writer.beginAdd(stream, next(stream), item, bodyId, false, 40).put(bytes("item " + item));
        writer.end();
    }

    void drop(long stream, long item, TestBody body) {
        writer.begin(RecordKind.DROP, stream, next(stream), item, 0);
        writer.end();
        writer.letGo(body, body.size());
        gone.add(stream + "/" + item);
    }

    /** The same of one whose place is known. */
    void dropAt(long stream, long item, TestBody body) {
        writer.begin(RecordKind.DROP, stream, next(stream), item, 0);
        writer.end();
        writer.letGo(place(stream, item, body), body.holders(), body.size());
        gone.add(stream + "/" + item);
    }

    /** Where the stream thinks that the body is. */
    long place(long stream, long item, TestBody body) {
        long moved = items.get(stream + "/" + item);
        return moved == 0 ? body.place() : moved;
    }

    void answerPresence() {
        List.copyOf(heldAnswers).forEach(Runnable::run);
        heldAnswers.clear();
    }

    void note(long stream, long item, String text) {
        writer.begin(RecordKind.NOTE, stream, next(stream), item, 40).put(bytes(text));
        writer.end();
    }

    void mark(long stream, long value) {
        writer.begin(RecordKind.MARK, stream, next(stream), value, 40).put(bytes("up to " + value));
        writer.end();
    }

    void dropUpTo(long stream, long upTo, long... except) {
        writer.dropUpTo(stream, next(stream), upTo, except);
    }

    long submit() {
        writer.submit();
        return writer.ticket();
    }

    void commit() {
        writer.submit();
        step();
    }

    long step() {
        return log.committer().step(nowMs);
    }

    /** Steps of the log-files thread and of the log's, until what can be freed is. */
    void keep() {
        for (int i = 0; i < 4; i++) {
            log.keeper().step(nowMs);
            step();
        }
    }

    /** The same, and what is rewritten. */
    void keepRewriting(int steps) {
        for (int i = 0; i < steps; i++) {
            keepWithoutReading();
            log.bodyReader().step();
        }
    }

    void keepWithoutReading() {
        log.keeper().step(nowMs);
        step();
    }

    /** The body at a place, or what is wrong with it. */
    Object read(long place) {
        Object[] result = ask(place);
        log.bodyReader().step();
        return result[0];
    }

    /** The same, when the reader has come to it. */
    Object[] ask(long place) {
        Object[] result = new Object[1];
        log.reader().read(new long[] {place}, 1, new BodyReader.Taker() {
            @Override
            public void body(int n, ByteBuffer payload) {
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                result[0] = bytes;
            }

            @Override
            public void unreadable(int n, IOException cause) {
                result[0] = cause;
            }

            @Override
            public void done() {}
        });
        return result;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        log.close();
    }
}
