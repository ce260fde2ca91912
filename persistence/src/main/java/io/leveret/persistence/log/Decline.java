package io.leveret.persistence.log;

/** What the rewriter remembers of a file: whether it still loses what lives in it. The log-files thread's. */
final class Decline {
    /** What weighs less than three quarters of what it did so long ago is let go on by itself. */
    private static final long LOOK_MS = 2_000;

    /** Whether it cannot be read whole; what lives in it stays where it is. */
    boolean spoilt;

    /** What a segment's bodies weighed when it was written. */
    long writtenWeight;

    private long lookedWeight = -1;
    private long lookedAtMs;

    /** Whether its weight hardly changes any more. Looked at again and again. */
    boolean isSlow(long weight, long nowMs) {
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
}
