package io.leveret.persistence.log;

import io.leveret.persistence.log.ScriptStream.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Whether what a log shows after a power cut is what may be there. */
final class LogChecker {
    private final LogScript before;
    private final LogScript after;
    private final RecordedReplay found;
    private final Map<Item, Boolean> foundItems = new IdentityHashMap<>();

    LogChecker(LogScript before, LogScript after) {
        this.before = before;
        this.after = after;
        this.found = after.replay;
    }

    void check() {
        require(found.damages.isEmpty(), "damage is reported: " + found.damages);
        for (ScriptStream stream : before.allStreams.values()) {
            stream(stream);
        }
        for (ScriptStream stream : before.allStreams.values()) {
            stream.items.values().forEach(this::group);
        }
        for (ScriptTransaction transaction : before.transactions) {
            require(transaction.isWhole(foundItems::get), "a transaction is there in part");
        }
        require(before.allStreams.keySet().containsAll(found.items.keySet()), "streams are invented");
        definitions();
    }

    private void stream(ScriptStream stream) {
        long number = stream.number;
        Map<Long, RecordedReplay.Item> shown = found.of(number);
        require(!stream.deletionDurable || found.gone.contains(number), "stream " + number + " is back");
        require(stream.deleted || !found.gone.contains(number), "stream " + number + " is gone");
        require(stream.items.keySet().containsAll(shown.keySet()), "stream " + number + " has invented items");
        for (Item item : stream.items.values()) {
            RecordedReplay.Item there = shown.get(item.id);
            String name = "item " + item.id + " of stream " + number;
            foundItems.put(item, there != null);
            require(there != null || !item.addDurable || item.dropped, name + " is lost");
            require(there == null || !item.dropDurable, name + " is back");
            if (there != null) {
                require(!item.passing, name + " is back, though it was passing");
                require(there.rest().equals("" + item.id), name + " says " + there.rest());
                require(there.place() != LoggedBody.NO_PLACE, name + " has no body");
                require(there.holders() == item.body.holders(), name + " has other holders");
                int notes = found.notesOn(number, item.id);
                require(notes >= item.durableNotes && notes <= item.notes, name + " has " + notes + " notes");
                body(name, item, there.place());
            }
        }
        if (!stream.deleted) {
            long mark = found.marks.getOrDefault(number, 0L);
            require(mark >= stream.durableMark, "the mark of stream " + number + " is " + mark);
            require(mark <= stream.mark, "the mark of stream " + number + " is invented");
        }
    }

    private void body(String name, Item item, long place) {
        boolean[] right = new boolean[1];
        after.log.reader().read(new long[] {place}, 1, new BodyReader.Taker() {
            @Override
            public void body(int n, ByteBuffer payload) {
                right[0] = payload.equals(ByteBuffer.wrap(item.body.payload));
            }

            @Override
            public void unreadable(int n, IOException cause) {
                throw new AssertionError(name + " cannot be read", cause);
            }

            @Override
            public void done() {}
        });
        after.log.bodyReader().step();
        require(right[0], name + " has another body");
    }

    /** What became of something is there exactly if that is not, or went on. */
    private void group(Item item) {
        Item became = item.becomes;
        if (became == null) {
            return;
        }
        boolean here = foundItems.get(item);
        boolean there = foundItems.get(became);
        require(!(here && there), "a dead letter is in both streams");
        require(here || there || became.dropped || !item.addDurable, "a dead letter is in no stream");
    }

    private void definitions() {
        int next = 0;
        for (String change : found.definitions) {
            int at = before.definitions.indexOf(change);
            require(at >= next, "definitions are invented or out of order: " + change);
            next = at + 1;
        }
        for (String change : before.definitions.subList(before.checkpointedDefinitions, before.durableDefinitions)) {
            require(Set.copyOf(found.definitions).contains(change), "a definition is lost: " + change);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
