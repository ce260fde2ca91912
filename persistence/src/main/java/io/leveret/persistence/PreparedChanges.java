package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;

/**
 * Changes of which all is done that takes the longer the more they are: to be handed over while others wait. The byte
 * arrays belong to it. To be written once.
 */
public final class PreparedChanges {
    private final List<Change> changes;
    private final byte[] record;
    private final long bytes;

    private PreparedChanges(List<Change> changes, byte[] record, long bytes) {
        this.changes = changes;
        this.record = record;
        this.bytes = bytes;
    }

    /**
     * Any thread.
     *
     * @throws IllegalArgumentException a kind, key or value is outside its limits, or all together
     */
    public static PreparedChanges of(List<Change> changes) {
        List<Change> taken = List.copyOf(changes);
        long bytes = 0;
        for (Change change : taken) {
            if (change.kind() == CheckpointMark.KIND) {
                throw new IllegalArgumentException("kind " + CheckpointMark.KIND + " is the store's own");
            }
            bytes += H2Definitions.checkedBytes(change);
        }
        return new PreparedChanges(taken, taken.isEmpty() ? null : DefinitionChangesEncoder.encode(taken), bytes);
    }

    /** What they are. */
    public List<Change> changes() {
        return changes;
    }

    /** For the log, without its number; null if there are none. */
    byte[] record() {
        return record;
    }

    /** What they count while they wait. */
    long bytes() {
        return bytes;
    }
}
