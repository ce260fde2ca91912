package io.leveret.persistence.log;

import java.util.List;

/** What the rewriter remembers of a file: whether it still loses what lives in it. The log-files thread's. */
final class Decline {
    /** What weighs less than three quarters of what it did so long ago is let go on by itself. */
    private static final long LOOK_MS = 2_000;

    /** So long after it was left a file may still hold bodies that somebody is about to add. */
    private static final long PENDING_MS = 10_000;

    /** More often nobody waits for items that are said to be on their way. */
    private static final int MOST_PUT_OFF = 30;

    /** Whether it cannot be read whole; what lives in it stays where it is. */
    boolean spoilt;

    /** What a segment's bodies weighed when it was written. */
    long writtenWeight;

    private long lookedWeight = -1;
    private long lookedAtMs;
    private long firstSeenMs = -1;
    private boolean resolved;
    private int timesPutOff;

    /** Whether its weight hardly changes any more. Looked at again and again. */
    boolean isSlow(long weight, long nowMs) {
        if (firstSeenMs < 0) {
            firstSeenMs = nowMs;
        }
        if (lookedWeight < 0 || weight * 4 < lookedWeight * 3) {
            lookedWeight = weight;
            lookedAtMs = nowMs;
            return false;
        }
        return nowMs - lookedAtMs >= LOOK_MS;
    }

    /** To be looked at anew. */
    void again() {
        lookedWeight = -1;
    }

    /** Whether to wait once more for items that somebody may still add to it. */
    boolean putOff() {
        return timesPutOff++ < MOST_PUT_OFF;
    }

    /** Whether nobody will add a body of it any more whose adds do not stand in it or in the files behind it. */
    boolean isResolved(FileContents contents, List<FileContents> behind, long nowMs) {
        if (!resolved) {
            resolved = nowMs - firstSeenMs >= PENDING_MS || !contents.isUnresolvedWith(behind);
        }
        return resolved;
    }
}
