package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last change of each record that is in the log but not in the checkpoint. Any thread. */
final class UncheckpointedChanges {
    private static final int ENTRY_BYTES = 128;

    /** What is to be written to the checkpoint. */
    record Taken(long number, List<Change> changes) {}

    private final int wakeAtCount;
    private final long wakeAtBytes;
    private Map<RecordKey, Change> changes = new HashMap<>();
    private long bytes;
    private long number;
    private boolean filled;
    private boolean ending;

    /**
     * @param number of the last write in the checkpoint
     * @param wakeAtCount so many changes end {@link #await}
     * @param wakeAtBytes so many bytes do
     */
    UncheckpointedChanges(long number, int wakeAtCount, long wakeAtBytes) {
        this.number = number;
        this.wakeAtCount = wakeAtCount;
        this.wakeAtBytes = wakeAtBytes;
    }

    /** Adds what is durable in the log. */
    synchronized void add(long lastNumber, Collection<Change> added) {
        number = Math.max(number, lastNumber);
        boolean wasFull = isFull();
        for (Change change : added) {
            changes.put(RecordKey.of(change), change);
            bytes += sizeBytes(change);
        }
        if (!wasFull && isFull()) {
            filled = true;
            notifyAll();
        }
    }

    private static long sizeBytes(Change change) {
        return ENTRY_BYTES + change.key().length() + (change.value() == null ? 0 : change.value().length);
    }

    /** Takes all of them out. */
    synchronized Taken take() {
        Taken taken = new Taken(number, new ArrayList<>(changes.values()));
        changes = new HashMap<>();
        bytes = 0;
        return taken;
    }

    /** Puts back what was taken but not written: what was changed meanwhile counts. */
    synchronized void giveBack(Taken taken) {
        for (Change change : taken.changes) {
            if (changes.putIfAbsent(RecordKey.of(change), change) == null) {
                bytes += sizeBytes(change);
            }
        }
    }

    /** Whether there are as many as make a checkpoint due. */
    synchronized boolean isFull() {
        return changes.size() >= wakeAtCount || bytes >= wakeAtBytes;
    }

    synchronized boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Waits until there are newly too many, the end has come, or the time is over; perhaps not so long. */
    synchronized void await(long timeoutMs) throws InterruptedException {
        if (!ending && !filled) {
            wait(timeoutMs);
        }
        filled = false;
    }

    /** Ends all waiting. */
    synchronized void end() {
        ending = true;
        notifyAll();
    }

    synchronized boolean isEnding() {
        return ending;
    }
}
