package io.leveret.persistence.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Adds that streams of a {@link LogScript} have yet to hear of, in order for each stream. One stream takes none for
 * long, now this one and now that; but the whole log waits for what is left of a transaction.
 */
final class PendingAdds {
    /** @param transaction that it is a part of, or null */
    record PendingAdd(ScriptStream stream, TestBody body, ScriptTransaction transaction) {
        PendingAdd(ScriptStream stream, TestBody body) {
            this(stream, body, null);
        }
    }

    private final Random random;
    private final List<PendingAdd> adds = new ArrayList<>();
    private int slow;

    PendingAdds(Random random) {
        this.random = random;
    }

    int size() {
        return adds.size();
    }

    void add(PendingAdd add) {
        adds.add(add);
    }

    PendingAdd takeFirst() {
        return adds.remove(0);
    }

    /** The first of any stream but the slow one, or null if only that has some. */
    PendingAdd takeAny() {
        if (adds.isEmpty()) {
            return null;
        }
        if (random.nextInt(400) == 0) {
            slow = random.nextInt(LogScript.STREAMS);
        }
        int from = random.nextInt(adds.size());
        for (int i = 0; i < adds.size(); i++) {
            PendingAdd add = adds.get((from + i) % adds.size());
            if (add.stream().number % LogScript.STREAMS != slow || add.transaction() != null) {
                return takeFirstOf(add.stream());
            }
        }
        return null;
    }

    private PendingAdd takeFirstOf(ScriptStream stream) {
        for (int i = 0; ; i++) {
            if (adds.get(i).stream() == stream) {
                return adds.remove(i);
            }
        }
    }
}
