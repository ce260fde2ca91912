package io.leveret.persistence.log;

/** Lets so many bytes a second through. One thread. */
final class Throttle {
    private static final long SECOND_MS = 1_000;

    private final boolean shut;
    private final long bytesPerSecond;
    private long allowed;
    private long lastMs = Long.MIN_VALUE;

    Throttle(long bytesPerSecond) {
        this.shut = bytesPerSecond == 0;
        this.bytesPerSecond = Math.max(1, bytesPerSecond);
    }

    /** Whether nothing may ever be done. */
    boolean isShut() {
        return shut;
    }

    /** After how many milliseconds something may be done, 0 if now. What was not used for a second is not saved up. */
    long waitMs(long nowMs) {
        long passedMs = lastMs == Long.MIN_VALUE ? SECOND_MS : Math.min(SECOND_MS, nowMs - lastMs);
        if (passedMs > 0) {
            long most = Math.max(1, bytesPerSecond / 4);
            allowed = Math.min(most, allowed + bytesPerSecond * passedMs / SECOND_MS);
            lastMs = nowMs;
        }
        return allowed > 0 ? 0 : -allowed * SECOND_MS / bytesPerSecond + 1;
    }

    void used(long bytes) {
        allowed -= bytes;
    }
}
