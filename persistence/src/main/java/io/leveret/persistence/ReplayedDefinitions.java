package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the log holds beyond a checkpoint, gathered at the start. One thread at a time.
 *
 * <p>The log is cut file by file, so that of the writes that a checkpoint holds it shows any, perhaps an old one
 * without the newer one that overwrote it: these must not be applied again. Of the others it has all. Their numbers
 * tell both: those up to the checkpoint's are passed over, and those above follow each other without a gap, or
 * something is lost.
 */
final class ReplayedDefinitions {
    private final long checkpointed;
    private final TreeMap<RecordKey, Change> changes = new TreeMap<>();
    private final List<String> losses = new ArrayList<>();
    private long last;
    private String doubt;

    /** @param checkpointed the number of the last write in the checkpoint */
    ReplayedDefinitions(long checkpointed) {
        this.checkpointed = checkpointed;
        this.last = checkpointed;
    }

    /** Takes a record of the log, in their order. */
    void show(ByteBuffer shown) throws IOException {
        DefinitionChanges write = DefinitionChangesDecoder.decode(shown);
        if (write.number() <= last) {
            return; // in the checkpoint, or shown before: what was not synced is written again to the next file
        }
        if (write.number() > last + 1) {
            losses.add("writes " + (last + 1) + " to " + (write.number() - 1) + " are missing in the log"
                    + (doubt == null ? "" : ": " + doubt));
        }
        doubt = null; // what was lost there, if anything, is known now
        last = write.number();
        for (Change change : write.changes()) {
            changes.put(RecordKey.of(change), change);
        }
    }

    /** At this point of the log something cannot be read that may have been definitions. */
    void damaged(String text) {
        doubt = text;
    }

    /** The number of the last write that is known. */
    long last() {
        return last;
    }

    boolean isEmpty() {
        return last == checkpointed;
    }

    /** By kind and key the last change of each record beyond the checkpoint. */
    TreeMap<RecordKey, Change> changes() {
        return changes;
    }

    /** What is lost, or may be, for people; null if everything is there. */
    String lost() {
        if (doubt == null) {
            return losses.isEmpty() ? null : String.join("; ", losses);
        }
        List<String> all = new ArrayList<>(losses);
        all.add("the last writes may be missing: " + doubt);
        return String.join("; ", all);
    }
}
