package io.leveret.persistence.log;

import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.log.LogSettings.Durability;
import io.leveret.persistence.log.PendingAdds.PendingAdd;
import io.leveret.persistence.log.ScriptStream.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small broker that does random things on a log in one thread: two shards, each with a writer and half of the
 * streams. Remembers what it did, and what it was told to be durable.
 */
final class LogScript {
    static final int FILE_BYTES = 16 * 1024;
    static final LogSettings SETTINGS = new LogSettings(FILE_BYTES, Durability.FSYNC, 200, 1 << 20);
    private static final int MOST_PENDING = 40;

    static final int STREAMS = 6;

    private record Effect(long ticket, Runnable run) {}

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

    /** Those that are used, and all there ever were. */
    final ScriptStream[] streams = new ScriptStream[STREAMS];

    final Map<Long, ScriptStream> allStreams = new TreeMap<>();

    /** The body of each item there ever was, in former lives too: by stream and item. */
    final Map<String, TestBody> history;

    final List<ScriptTransaction> transactions = new ArrayList<>();
    final List<String> definitions = new ArrayList<>();
    int durableDefinitions;
    int checkpointedDefinitions;
    final WriteAheadLog log;
    final RecordedReplay replay = new RecordedReplay();
    int alarms;
    final ScriptOwner owner;
    private final LogDisks disks;
    private final boolean faults;
    private static final Operation[] DIRECTORY = {Operation.SYNC_DIRECTORY};
    private static final Operation[] OF_FILES = {
        Operation.SYNC,
        Operation.WRITE,
        Operation.SYNC,
        Operation.WRITE,
        Operation.READ,
        Operation.RENAME,
        Operation.DELETE
    };

    private final Random random;
    private final Shard[] shards;
    private final PendingAdds pending;
    private long nextBody;
    private long nowMs = 1_000;
    private long nextStream = STREAMS;
    private long definitionsTaken;

    /** What the reader came upon, which would only be logged if it were thrown there. */
    private AssertionError failed;

    LogScript(LogDisks disks, Random random, LogScript before) throws IOException {
        this(disks, random, before, false);
    }

    /** @param faults whether writes and syncs fail too */
    LogScript(LogDisks disks, Random random, LogScript before, boolean faults) throws IOException {
        this.disks = disks;
        this.faults = faults;
        this.random = random;
        this.pending = new PendingAdds(random);
        this.owner = new ScriptOwner(this, random);
        this.history = before == null ? new HashMap<>() : before.history;
        if (before != null) {
            replay.gone.addAll(before.goneForGood());
        }
        log = WriteAheadLog.open(disks.log(), disks.segments(), SETTINGS, replay);
        nextBody = log.highestBodyId() + 1;
        if (before != null) {
            nextStream = before.nextStream;
            new LogChecker(before, this).check();
            adopt(before);
        }
        for (int i = 0; i < STREAMS; i++) {
            if (streams[i] == null) {
                streams[i] = newStream(i);
            }
        }
        log.begin(owner, new Alarm());
        shards = new Shard[] {new Shard(), new Shard()};
    }

    /** Of the slot's shard: a stream with the slot's remainder. */
    private ScriptStream newStream(int slot) {
        while (nextStream % STREAMS != slot) {
            nextStream++;
        }
        ScriptStream made = new ScriptStream(nextStream++);
        allStreams.put(made.number, made);
        return made;
    }

    ScriptStream stream(long number) {
        return allStreams.get(number);
    }

    /** Streams of which nobody need know any more that they are gone. */
    Set<Long> goneForGood() {
        Set<Long> gone = new TreeSet<>(replay.gone);
        for (String change : definitions.subList(0, checkpointedDefinitions)) {
            RecordedReplay.deletion(change, gone);
        }
        return gone;
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
        for (ScriptStream old : before.allStreams.values()) {
            if (!replay.gone.contains(old.number)) {
                adopt(old);
            }
        }
    }

    private void adopt(ScriptStream old) {
        ScriptStream stream = new ScriptStream(old.number);
        allStreams.put(stream.number, stream);
        int slot = (int) (stream.number % STREAMS);
        if (streams[slot] == null || streams[slot].number < stream.number) {
            streams[slot] = stream;
        }
        // Ids that were seen are not used again; those that nobody saw may be.
        stream.mark = replay.marks.getOrDefault(stream.number, 0L);
        stream.durableMark = stream.mark;
        stream.lastId = old.lastId;
        for (Map.Entry<Long, RecordedReplay.Item> entry :
                replay.of(stream.number).entrySet()) {
            TestBody body = old.items.get(entry.getKey()).body;
            TestBody copy = new TestBody(body.bodyId(), entry.getValue().holders(), body.payload);
            copy.placed(entry.getValue().place());
            Item item = new Item(entry.getKey(), copy, false);
            item.addDurable = true;
            item.notes = replay.notesOn(stream.number, item.id);
            item.durableNotes = item.notes;
            stream.items.put(entry.getKey(), item);
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
        SimDisk disk = random.nextInt(3) == 0 ? disks.segments() : disks.log();
        try {
            List<String> names = new ArrayList<>(disk.list());
            if (random.nextInt(4) == 0) {
                names.add("");
            }
            if (names.isEmpty()) {
                return;
            }
            String name = names.get(random.nextInt(names.size()));
            Operation[] operations = name.isEmpty() ? DIRECTORY : OF_FILES;
            Operation operation = operations[random.nextInt(operations.length)];
            if (random.nextBoolean() && !name.isEmpty()) {
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
        if (failed != null) {
            throw failed;
        }
        if (faults && random.nextInt(150) == 0) {
            fault();
        }
        int what = random.nextInt(120);
        if (what < 27) {
            publish();
        } else if (what < 28) {
            commit();
        } else if (what < 45) {
            addPending();
        } else if (what < 67) {
            drop();
        } else if (what < 68) {
            dropUpTo();
        } else if (what < 72) {
            deadLetter();
        } else if (what < 75) {
            mark();
        } else if (what < 77) {
            definition();
        } else if (what < 82) {
            note();
        } else if (what < 84) {
            spill();
        } else if (what < 86) {
            read();
        } else if (what < 94) {
            shards[random.nextInt(2)].writer.submit();
        } else {
            stepOfTheLog(what);
        }
    }

    private void stepOfTheLog(int what) {
        if (what < 105) {
            log.committer().step(nowMs += random.nextInt(500));
        } else if (what < 112) {
            keep(random.nextInt(12) == 0 ? 15 : 1);
        } else if (what < 113) {
            nowMs += 2_000;
        } else if (what < 114) {
            delete();
        } else if (what < 116) {
            log.bodyReader().step();
        } else {
            owner.step();
        }
    }

    /** At times the other threads stand still, even though they are waited for. */
    private void keep(int steps) {
        for (int i = 0; i < steps; i++) {
            log.keeper().step(nowMs);
            if (steps > 1) {
                owner.step();
                log.bodyReader().step();
            }
        }
    }

    /** Does the like of it so often. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    void close() {
        while (pending.size() > 0) {
            take(pending.takeFirst());
        }
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
            ScriptStream stream = streams[(first + i) % STREAMS];
            PendingAdd add = new PendingAdd(stream, body);
            if (shard == shardOf(stream)) {
                add(add);
            } else {
                pending.add(add);
            }
        }
        if (pending.size() > 0) {
            // Before the other shard can know of it.
            shard.writer.submit();
        }
        while (pending.size() > MOST_PENDING) {
            take(pending.takeFirst());
        }
    }

    /** A stream drops an item and adds another, and so do streams of the other shard when they hear of it. */
    private void commit() {
        int slot = random.nextInt(STREAMS);
        ScriptStream here = streams[slot];
        ScriptTransaction transaction = new ScriptTransaction();
        transactions.add(transaction);
        LogWriter writer = shardOf(here).writer;
        int parts = 1 + random.nextInt(2);
        writer.awaitParts(parts);
        dropFor(transaction, here);
        TestBody own = body(1);
        own.append(writer);
        transaction.adds(add(new PendingAdd(here, own)));
        for (int i = 0; i < parts; i++) {
            TestBody body = body(1);
            body.append(writer);
            pending.add(new PendingAdd(streams[(slot + 1 + 2 * i) % STREAMS], body, transaction));
        }
        writer.submit();
    }

    /** The part of one stream, which may have been deleted since. */
    private void part(PendingAdd add) {
        ScriptStream stream = add.stream();
        if (stream.deleted) {
            shardOf(stream).writer.letGoUntaken(add.body(), add.body().size());
        } else {
            dropFor(add.transaction(), stream);
            add.transaction().adds(add(add));
        }
        shardOf(stream).writer.endPart();
    }

    private void dropFor(ScriptTransaction transaction, ScriptStream stream) {
        Item item = present(stream);
        if (item != null && !item.passing && random.nextBoolean()) {
            drop(stream, item);
            transaction.drops(item);
        }
    }

    /** A body of one stream alone that need not outlast the process. */
    private void spill() {
        ScriptStream stream = streams[random.nextInt(STREAMS)];
        LogWriter writer = shardOf(stream).writer;
        TestBody body = body(1);
        body.append(writer);
        Item item = new Item(++stream.lastId, body, true);
        stream.items.put(item.id, item);
        history.put(stream.number + "/" + item.id, item.body);
        writer.beginAdd(stream.number, stream.next(), item.id, body.bodyId(), true, 0);
        writer.end();
    }

    private Shard shardOf(ScriptStream stream) {
        return shards[(int) (stream.number % STREAMS) % 2];
    }

    /** What a stream's shard has appended leaves it. */
    void submit(long stream) {
        shardOf(stream(stream)).writer.submit();
    }

    private void addPending() {
        PendingAdd add = pending.takeAny();
        if (add != null) {
            take(add);
        }
    }

    private void take(PendingAdd add) {
        if (add.transaction() != null) {
            part(add);
        } else if (add.stream().deleted || random.nextInt(10) == 0) {
            // Refused by the queue, or it is gone.
            shardOf(add.stream()).writer.letGoUntaken(add.body(), add.body().size());
        } else {
            add(add);
        }
    }

    private Item add(PendingAdd add) {
        ScriptStream stream = add.stream();
        LogWriter writer = shardOf(stream).writer;
        Item item = new Item(++stream.lastId, add.body(), false);
        stream.items.put(item.id, item);
        history.put(stream.number + "/" + item.id, item.body);
        ByteBuffer out = writer.beginAdd(
                stream.number, stream.next(), item.id, add.body().bodyId(), false, 20);
        out.put(LogTestBench.bytes("" + item.id));
        writer.end();
        shardOf(stream).then(() -> item.addDurable = true);
        return item;
    }

    private Item present(ScriptStream stream) {
        List<Item> present =
                stream.items.values().stream().filter(item -> !item.dropped).toList();
        if (present.isEmpty()) {
            return null;
        }
        // Some stay long, so that files do not get free by themselves.
        int oldest = (int) Math.min(present.size() - 1, stream.number % 3);
        return present.get(random.nextInt(8) == 0 ? random.nextInt(present.size()) : oldest);
    }

    private void drop() {
        ScriptStream stream = streams[random.nextInt(STREAMS)];
        Item item = present(stream);
        if (item != null) {
            drop(stream, item);
        }
    }

    private void drop(ScriptStream stream, Item item) {
        LogWriter writer = shardOf(stream).writer;
        if (!item.passing) {
            writer.begin(RecordKind.DROP, stream.number, stream.next(), item.id, 0);
            writer.end();
        }
        dropped(stream, item);
    }

    private void dropped(ScriptStream stream, Item item) {
        item.dropped = true;
        LogWriter writer = shardOf(stream).writer;
        if (item.place != 0) {
            writer.letGo(item.place, item.body.holders(), item.body.size());
        } else {
            writer.letGo(item.body, item.body.size());
        }
        shardOf(stream).then(() -> item.dropDurable = true);
    }

    private void dropUpTo() {
        ScriptStream stream = streams[random.nextInt(STREAMS)];
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
        shardOf(stream).writer.dropUpTo(stream.number, stream.next(), stream.lastId, kept);
        gone.forEach(item -> dropped(stream, item));
    }

    /** The stream goes, with all that is in it; another takes its place. */
    private void delete() {
        if (random.nextInt(15) != 0) {
            return;
        }
        int slot = random.nextInt(STREAMS);
        ScriptStream stream = streams[slot];
        Shard shard = shardOf(stream);
        definition(shard, ScriptStream.deletion(stream.number));
        stream.deleted = true;
        for (Item item : stream.items.values()) {
            if (!item.dropped) {
                dropped(stream, item);
            }
        }
        shard.then(() -> stream.deletionDurable = true);
        streams[slot] = newStream(slot);
    }

    /** Drop, body and add in one group. */
    private void deadLetter() {
        int slot = random.nextInt(STREAMS);
        ScriptStream from = streams[slot];
        ScriptStream to = streams[(slot + 2) % STREAMS];
        Item item = present(from);
        if (item != null && !item.passing) {
            TestBody copy = body(1);
            copy.append(shardOf(to).writer);
            drop(from, item);
            item.becomes = add(new PendingAdd(to, copy));
        }
    }

    private void note() {
        ScriptStream stream = streams[random.nextInt(STREAMS)];
        Item item = present(stream);
        if (item == null || item.passing) {
            return;
        }
        LogWriter writer = shardOf(stream).writer;
        writer.begin(RecordKind.NOTE, stream.number, stream.next(), item.id, 0);
        writer.end();
        int count = ++item.notes;
        shardOf(stream).then(() -> item.durableNotes = count);
    }

    private void mark() {
        ScriptStream stream = streams[random.nextInt(STREAMS)];
        stream.mark = Math.max(stream.mark, stream.lastId) + random.nextInt(10);
        long value = stream.mark;
        LogWriter writer = shardOf(stream).writer;
        writer.begin(RecordKind.MARK, stream.number, stream.next(), value, 0);
        writer.end();
        shardOf(stream).then(() -> stream.durableMark = Math.max(stream.durableMark, value));
    }

    private void definition() {
        if (random.nextInt(4) == 0) {
            LogPosition position = log.position();
            checkpointedDefinitions = durableDefinitions;
            log.checkpointed(position);
            return;
        }
        definition(shards[0], "definition " + definitions.size() + " " + definitionsTaken++ + "/" + random.nextInt());
    }

    private void definition(Shard shard, String change) {
        // All through one writer, so that their order is that of the log.
        shards[0].writer.submit();
        shards[1].writer.submit();
        definitions.add(change);
        int count = definitions.size();
        shard.writer.definitions(LogTestBench.bytes(change));
        shard.then(() -> durableDefinitions = Math.max(durableDefinitions, count));
        shard.writer.submit();
    }

    /** A body that is there is asked for; what is read is looked at when it comes. */
    private void read() {
        Item item = present(streams[random.nextInt(STREAMS)]);
        if (item == null || item.place() <= 0) {
            return;
        }
        long place = item.place();
        log.reader().read(new long[] {place}, 1, new BodyReader.Taker() {
            @Override
            public void body(int n, ByteBuffer payload) {
                if (!payload.equals(ByteBuffer.wrap(item.body.payload))) {
                    failed = new AssertionError("item " + item.id + " has another body");
                }
            }

            @Override
            public void unreadable(int n, IOException cause) {
                if (!faults && !item.dropped) {
                    failed = new AssertionError("item " + item.id + " at " + Long.toHexString(place), cause);
                }
            }

            @Override
            public void done() {}
        });
    }
}
