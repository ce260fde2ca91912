package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.util.Map;
import java.util.TreeMap;

/** Shows records with later changes applied, still by kind and key ascending. */
final class DefinitionsOverlay implements DefinitionsStore.Reader {
    private final TreeMap<RecordKey, Change> changes;
    private final DefinitionsStore.Reader reader;

    /** @param changes the last change of each record that was changed; not altered */
    DefinitionsOverlay(TreeMap<RecordKey, Change> changes, DefinitionsStore.Reader reader) {
        this.changes = new TreeMap<>(changes);
        this.reader = reader;
    }

    @Override
    public void record(byte kind, String key, byte[] value) {
        RecordKey here = new RecordKey(kind, key);
        while (!changes.isEmpty() && changes.firstKey().compareTo(here) < 0) {
            showFirst();
        }
        if (changes.containsKey(here)) {
            showFirst();
        } else {
            reader.record(kind, key, value);
        }
    }

    private void showFirst() {
        Map.Entry<RecordKey, Change> first = changes.pollFirstEntry();
        if (first.getValue().value() != null) {
            reader.record(
                    first.getKey().kind(),
                    first.getKey().key(),
                    first.getValue().value());
        }
    }

    /** After the last record: shows what was added behind it. */
    void end() {
        while (!changes.isEmpty()) {
            showFirst();
        }
    }
}
