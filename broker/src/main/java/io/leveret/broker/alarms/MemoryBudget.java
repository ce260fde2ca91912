package io.leveret.broker.alarms;

import io.leveret.broker.settings.Settings;

/**
 * What the contents of queues may take of the heap; beyond, they leave it for the disk. Well below the watermark, so
 * that a backlog alone never blocks a publisher.
 *
 * @param bodiesBytes most bytes of message bodies in memory
 */
public record MemoryBudget(long bodiesBytes) {
    private static final String KEY = "limits.body_bytes_in_memory";

    /** As set, but never more than the heap's part of the watermark; half of that when not set. */
    static MemoryBudget of(Settings settings, MemoryLimits limits) {
        return new MemoryBudget(
                settings.isSet(KEY) ? Math.min(settings.bytes(KEY), limits.heapBytes()) : limits.heapBytes() / 2);
    }
}
