package io.leveret.queue;

/**
 * How far a durable queue may deliver: what may have been seen by a consumer must be known after a restart, and is, if
 * the log says of each id that was delivered that it is not above some mark.
 *
 * <p>A mark costs a sync, so it is raised ahead, in steps. A message may go once a mark at or above it is on disk; or
 * at once, if it was enqueued after the mark had been told: its own record then stands behind the mark, so that after a
 * restart either both are there or the message is not. The step grows when somebody had to wait for a sync and falls
 * back when syncs turn out to be much faster than the queue is drained, since whatever lies between is flagged
 * redelivered after a crash.
 */
final class DeliveryCeiling {
    static final int MIN_STEP = 1024;
    static final int MAX_STEP = 65_536;

    private final QueueContents contents;
    private final AppliedFacts facts;

    /** A mark of at least this is on disk. */
    private long durableUpToId;

    /** Ids above the first, up to the second, are enqueued after a mark that covers them was told. */
    private long openAboveId;

    private long openUpToId;
    private int step = MIN_STEP;

    /** The message for which the last mark was told. */
    private long raisedForId;

    private long highestAllowedId;

    /** Somebody waits for the mark that was told last. */
    private boolean waiting;

    DeliveryCeiling(QueueContents contents, AppliedFacts facts) {
        this.contents = contents;
        this.facts = facts;
        durableUpToId = contents.deliverableUpToId();
    }

    /** Whether a lasting message may be delivered now; sees to it that it soon may be. */
    boolean allows(long id) {
        raiseAheadOf(id);
        if (id <= durableUpToId || id > openAboveId && id <= openUpToId) {
            highestAllowedId = Math.max(highestAllowedId, id);
            return true;
        }
        if (!waiting) {
            waiting = true;
            step = Math.min(MAX_STEP, step * 2);
        }
        return false;
    }

    /** Somebody will want this message soon, or, if it is about to be enqueued, at once. */
    void raiseAheadOf(long id) {
        long told = contents.deliverableUpToId();
        if (id > told - step / 2) {
            // Two marks that overlap are as good as one; of two that do not, the first is not remembered.
            if (contents.lastId() > openUpToId) {
                openAboveId = contents.lastId();
            }
            openUpToId = id + step;
            raisedForId = id;
            facts.deliverableUpTo(openUpToId);
        }
    }

    void durable(long upToId) {
        durableUpToId = Math.max(durableUpToId, upToId);
        boolean early = highestAllowedId - raisedForId < step / 8;
        if (upToId >= openUpToId && early && !waiting) {
            step = Math.max(MIN_STEP, step / 2);
        }
        waiting = false;
    }
}
