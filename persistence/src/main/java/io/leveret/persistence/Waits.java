package io.leveret.persistence;

/** Waiting that is not given up when the waiting thread is interrupted: what was written is finished first. */
final class Waits {
    private static final long FOR_EVER_MS = Long.MAX_VALUE / 1_000_000;

    private Waits() {}

    /** Waits for the end of a thread. */
    static void join(Thread thread) {
        join(thread, FOR_EVER_MS);
    }

    /** Waits for the end of a thread, but not longer than a while; keeps an interruption for later. */
    static void join(Thread thread, long timeoutMs) {
        boolean interrupted = false;
        long fromNanos = System.nanoTime();
        long leftMs = timeoutMs;
        while (thread.isAlive() && leftMs > 0) {
            try {
                thread.join(leftMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            leftMs = timeoutMs - (System.nanoTime() - fromNanos) / 1_000_000;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
