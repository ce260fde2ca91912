package io.leveret.persistence;

/**
 * When definitions are written to their checkpoint and their export.
 *
 * @param maxChanges so many changes that are not in the checkpoint make it due
 * @param maxBytes so many bytes of them do
 * @param maxAgeMs so old a change does; and a new file of the log does when the last checkpoint is as old
 * @param pollMs how often the clock is looked at
 * @param exportEveryMs the least time between two exports
 * @param exportRest the least time between two exports, in multiples of what the last one took
 * @param retryMs how long after a failure it is tried again, doubled after each further one
 * @param maxRetryMs the most that this becomes
 * @param logWaitMs how long a checkpoint and the end wait for a log that has difficulties
 */
record CheckpointRules(
        int maxChanges,
        long maxBytes,
        long maxAgeMs,
        long pollMs,
        long exportEveryMs,
        int exportRest,
        long retryMs,
        long maxRetryMs,
        long logWaitMs) {
    static final CheckpointRules DEFAULT =
            new CheckpointRules(10_000, 8 << 20, 10_000, 1_000, 60_000, 20, 1_000, 60_000, 5_000);
}
