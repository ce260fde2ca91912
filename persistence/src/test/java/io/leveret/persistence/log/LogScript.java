package io.leveret.persistence.log;

import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small broker that does random things on a log in one thread: two shards, each with a writer and half of the
 * streams. Remembers what it did, and what it was told to be durable.
 */
final class LogScript {
    static final int FILE_BYTES = 16 * 1024;
    static final int STREAMS = 6;

    /** One item of a stream. */
    static final class Item {
        final long id;
        final TestBody body;
        boolean addDurable;
        boolean dropped;
        boolean dropDurable;

        /** The item of another stream that its drop, in the same group, turned into. */
        Item becomes;

        Item(long id, TestBody body) {
            this.id = id;
            this.body = body;
        }
    }

    /** One stream, and what is known of it. */
    static final class Stream {
        final Map<Long, Item> items = new TreeMap<>();
        long lastId;
        int sequence;
        long mark;
        long durableMark;
    }

    private record Effect(long ticket, Runnable run) {}

    private record PendingAdd(long stream, TestBody body) {}

    private final class Shard implements LogListener {
        final LogWriter writer = log.writer(this);
        final ArrayDeque<Effect> effects = new ArrayDeque<>();

        /** Once the collected group is durable. */
        void then(Runnable run) {
            effects.add(new Effect(writer.ticket(), run));
        }

        @Override
        public void durable(long ticket) {
            while (!effects.isEmpty() && effects.peek().ticket() <= ticket) {
                effects.poll().run().run();
            }
        }
    }

    final Stream[] streams = new Stream[STREAMS];
    final List<String> definitions = new ArrayList<>();
    int durableDefinitions;
    int checkpointedDefinitions;
    final WriteAheadLog log;
    final RecordedReplay replay = new RecordedReplay();
    int alarms;
    private final SimDisk disk;
    private final boolean faults;
    private final Random random;
    private final Shard[] shards;
    private final List<PendingAdd> pending = new ArrayList<>();
    private long nextBody;
    private long nowMs = 1_000;
    private long definitionsTaken;

    LogScript(SimDisk disk, Random random, LogScript before) throws IOException {
        this(disk, random, before, false);
    }

    /** @param faults whether writes and syncs fail too */
    LogScript(SimDisk disk, Random random, LogScript before, boolean faults) throws IOException {
        this.disk = disk;
        this.faults = faults;
        this.random = random;
        LogSettings settings = new LogSettings(FILE_BYTES, Durability.FSYNC, 200, 1 << 30);
        log = WriteAheadLog.open(disk, new SimDisk(), settings, replay);
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new Stream();
        }
        nextBody = log.highestBodyId() + 1;
        if (before != null) {
            new LogChecker(before, this).check();
            adopt(before);
        }
        log.begin(new Owner(), new Alarm());
        shards = new Shard[] {new Shard(), new Shard()};
    }

    /** Goes on with what was found, as a broker does. */
    private void adopt(LogScript before) {
        nextBody = Math.max(nextBody, before.nextBody);
        checkpointedDefinitions = before.checkpointedDefinitions;
        definitions.addAll(before.definitions.subList(0, checkpointedDefinitions));
        for (String change : replay.definitions) {
            if (!definitions.contains(change)) {
                definitions.add(change);
            }
        }
        durableDefinitions = definitions.size();
        for (int i = 0; i < STREAMS; i++) {
            Stream stream = streams[i];
            // Ids that were seen are not used again; those that nobody saw may be.
            stream.mark = replay.marks.getOrDefault((long) i + 1, 0L);
            stream.durableMark = stream.mark;
            stream.lastId = before.streams[i].lastId;
            for (Map.Entry<Long, RecordedReplay.Item> entry : replay.of(i + 1).entrySet()) {
                TestBody old = before.streams[i].items.get(entry.getKey()).body;
                TestBody body = new TestBody(old.bodyId(), entry.getValue().holders(), old.payload);
                body.placed(entry.getValue().place());
                Item item = new Item(entry.getKey(), body);
                item.addDurable = true;
                stream.items.put(entry.getKey(), item);
            }
        }
    }

    private final class Owner implements StreamOwner {
        @Override
        public boolean exists(long stream) {
            return true;
        }

        @Override
        public void present(long stream, long[] items, Answer answer) {
            boolean[] present = new boolean[items.length];
            for (int i = 0; i < items.length; i++) {
                Item item = streams[(int) stream - 1].items.get(items[i]);
                present[i] = item != null && !item.dropped;
            }
            answer.items(present);
        }

        @Override
        public void moved(long stream, long[] items, long[] places, Runnable done) {
            done.run();
        }
    }

    private final class Alarm implements LogAlarm {
        @Override
        public void raised(String text) {
            if (!faults) {
                throw new AssertionError(text);
            }
            alarms++;
        }

        @Override
        public void cleared() {}
    }

    /** Something about one of the files fails from now on, once or for good. */
    private void fault() {
        try {
            List<String> names = disk.list();
            if (names.isEmpty()) {
                return;
            }
            String name = names.get(random.nextInt(names.size()));
            Operation operation = random.nextBoolean() ? Operation.SYNC : Operation.WRITE;
            if (random.nextBoolean()) {
                disk.failFrom(operation, name, 1 + random.nextInt(3));
            } else {
                disk.fail(operation, name, 1 + random.nextInt(3));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Does one random thing. */
    void step() {
        if (faults && random.nextInt(150) == 0) {
            fault();
        }
        int what = random.nextInt(100);
        if (what < 28) {
            publish();
        } else if (what < 45) {
            addPending();
        } else if (what < 70) {
            drop();
        } else if (what < 72) {
            dropUpTo();
        } else if (what < 74) {
            deadLetter();
        } else if (what < 76) {
            mark();
        } else if (what < 78) {
            definition();
        } else if (what < 86) {
            shards[random.nextInt(2)].writer.submit();
        } else if (what < 97) {
            log.committer().step(nowMs += 100);
        } else {
            log.keeper().step(nowMs);
        }
    }

    /** Does the like of it so often. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    void close() {
        for (PendingAdd add : List.copyOf(pending)) {
            add(add);
        }
        pending.clear();
        shards[0].writer.submit();
        shards[1].writer.submit();
        log.close();
    }

    private TestBody body(int holders) {
        int size = random.nextInt(200) == 0 ? random.nextInt(40_000) : random.nextInt(700);
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        return new TestBody(nextBody++, holders, payload);
    }

    private void publish() {
        Shard shard = shards[random.nextInt(2)];
        int holders = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
        TestBody body = body(holders);
        body.append(shard.writer);
        int first = random.nextInt(STREAMS);
        for (int i = 0; i < holders; i++) {
            int stream = (first + i) % STREAMS;
            PendingAdd add = new PendingAdd(stream, body);
            if (shard == shardOf(stream)) {
                add(add);
            } else {
                pending.add(add);
            }
        }
        if (!pending.isEmpty()) {
            // Before the other shard can know of it.
            shard.writer.submit();
        }
    }

    private Shard shardOf(long stream) {
        return shards[(int) stream % 2];
    }

    private void addPending() {
        if (!pending.isEmpty()) {
            PendingAdd add = pending.remove(0);
            if (random.nextInt(10) == 0) {
                // Refused by the queue.
                shardOf(add.stream()).writer.letGo(add.body(), add.body().size());
            } else {
                add(add);
            }
        }
    }

    private Item add(PendingAdd add) {
        Stream stream = streams[(int) add.stream()];
        LogWriter writer = shardOf(add.stream()).writer;
        Item item = new Item(++stream.lastId, add.body());
        stream.items.put(item.id, item);
        ByteBuffer out = writer.beginAdd(
                add.stream() + 1, next(stream), item.id, add.body().bodyId(), false, 20);
        out.put(LogTestBench.bytes("" + item.id));
        writer.end();
        shardOf(add.stream()).then(() -> item.addDurable = true);
        return item;
    }

    private static int next(Stream stream) {
        return ++stream.sequence & 0xffff;
    }

    private Item present(Stream stream) {
        List<Item> present =
                stream.items.values().stream().filter(item -> !item.dropped).toList();
        if (present.isEmpty()) {
            return null;
        }
        // Mostly the oldest, so that files get free.
        return present.get(random.nextInt(8) == 0 ? random.nextInt(present.size()) : 0);
    }

    private void drop() {
        int stream = random.nextInt(STREAMS);
        Item item = present(streams[stream]);
        if (item != null) {
            drop(stream, item);
        }
    }

    private void drop(int stream, Item item) {
        LogWriter writer = shardOf(stream).writer;
        writer.begin(RecordKind.DROP, stream + 1, next(streams[stream]), item.id, 0);
        writer.end();
        dropped(stream, item);
    }

    private void dropped(int stream, Item item) {
        item.dropped = true;
        shardOf(stream).writer.letGo(item.body, item.body.size());
        shardOf(stream).then(() -> item.dropDurable = true);
    }

    private void dropUpTo() {
        int number = random.nextInt(STREAMS);
        Stream stream = streams[number];
        List<Item> gone = new ArrayList<>();
        List<Long> except = new ArrayList<>();
        for (Item item : stream.items.values()) {
            if (!item.dropped && random.nextInt(4) == 0) {
                except.add(item.id);
            } else if (!item.dropped) {
                gone.add(item);
            }
        }
        long[] kept = except.stream().mapToLong(Long::longValue).toArray();
        shardOf(number).writer.dropUpTo(number + 1, next(stream), stream.lastId, kept);
        gone.forEach(item -> dropped(number, item));
    }

    /** Drop, body and add in one group. */
    private void deadLetter() {
        int from = random.nextInt(STREAMS);
        int to = (from + 2) % STREAMS;
        Item item = present(streams[from]);
        if (item != null) {
            TestBody copy = body(1);
            copy.append(shardOf(to).writer);
            drop(from, item);
            item.becomes = add(new PendingAdd(to, copy));
        }
    }

    private void mark() {
        int number = random.nextInt(STREAMS);
        Stream stream = streams[number];
        stream.mark = Math.max(stream.mark, stream.lastId) + random.nextInt(10);
        long value = stream.mark;
        LogWriter writer = shardOf(number).writer;
        writer.begin(RecordKind.MARK, number + 1, next(stream), value, 0);
        writer.end();
        shardOf(number).then(() -> stream.durableMark = Math.max(stream.durableMark, value));
    }

    private void definition() {
        if (random.nextInt(4) == 0) {
            LogPosition position = log.position();
            checkpointedDefinitions = durableDefinitions;
            log.checkpointed(position);
            return;
        }
        definitions.add("definition " + definitions.size() + " " + definitionsTaken++ + "/" + random.nextInt());
        int count = definitions.size();
        shards[0].writer.definitions(LogTestBench.bytes(definitions.get(count - 1)));
        shards[0].then(() -> durableDefinitions = count);
    }
}
