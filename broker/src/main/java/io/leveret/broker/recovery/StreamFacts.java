package io.leveret.broker.recovery;

import java.util.HashMap;
import java.util.Map;

/** What the first pass over the log tells of one queue. */
final class StreamFacts {
    final ItemSet dropped = new ItemSet();

    /** By message id, how often it went back in a way that counts; 0 if only in ways that do not. */
    private final Map<Long, Integer> returns = new HashMap<>(0);

    long ceiling;

    /** All up to this message was flagged as redelivered at an earlier start. */
    long flaggedUpTo;

    long highestId;

    void seen(long id) {
        highestId = Math.max(highestId, id);
    }

    void returned(long id, boolean counted) {
        returns.merge(id, counted ? 1 : 0, Integer::sum);
    }

    boolean redelivered(long id) {
        return returns.containsKey(id);
    }

    int returnCount(long id) {
        return returns.getOrDefault(id, 0);
    }
}
