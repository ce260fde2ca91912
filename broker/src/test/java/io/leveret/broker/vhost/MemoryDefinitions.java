package io.leveret.broker.vhost;

import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.H2Definitions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Definitions in memory, with the limits of those on disk, which answer when the test says so. Any thread. */
public final class MemoryDefinitions implements DefinitionsStore {
    private final Map<Byte, Map<String, byte[]>> records = new TreeMap<>();
    private final ArrayDeque<Completion> waiting = new ArrayDeque<>();
    private RuntimeException refusal;
    private int refused;

    @Override
    public synchronized void readAll(Reader reader) {
        records.forEach((kind, byKey) -> byKey.forEach((key, value) -> reader.record(kind, key, value)));
    }

    @Override
    public synchronized void write(List<Change> changes, Completion completion) {
        if (refusal != null) {
            refused++;
            throw refusal;
        }
        for (Change change : changes) {
            if (change.key().length() > H2Definitions.MAX_KEY_LENGTH) {
                throw new IllegalArgumentException("a key of " + change.key().length() + " characters");
            }
        }
        for (Change change : changes) {
            Map<String, byte[]> byKey = records.computeIfAbsent(change.kind(), any -> new TreeMap<>());
            if (change.value() == null) {
                byKey.remove(change.key());
            } else {
                byKey.put(change.key(), change.value());
            }
        }
        waiting.add(completion);
    }

    /** Takes nothing from here on; null: takes everything again. */
    public synchronized void refuse(RuntimeException with) {
        refusal = with;
    }

    /** Says that all that was written is on disk. */
    public void sync() {
        for (Completion next = poll(); next != null; next = poll()) {
            next.durable();
        }
    }

    /** Says that what was written may not be on disk. */
    public void fail() {
        for (Completion next = poll(); next != null; next = poll()) {
            next.failed(new java.io.IOException("on purpose"));
        }
    }

    private synchronized Completion poll() {
        return waiting.poll();
    }

    /** How often it took nothing. */
    public synchronized int refused() {
        return refused;
    }

    /** Writes that are not answered yet. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Records of a kind. */
    public synchronized int count(byte kind) {
        return records.getOrDefault(kind, Map.of()).size();
    }

    @Override
    public void close() {}
}
