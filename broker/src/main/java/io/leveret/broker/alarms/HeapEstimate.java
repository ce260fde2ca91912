package io.leveret.broker.alarms;

/**
 * How much of the heap lives.
 *
 * <p>Only a collection can tell what lives, and the last one may be long ago: since then a backlog may have come or
 * gone. What the broker accounts for itself is known at any time, but is not all, and stands in the heap as well, so
 * the two must not be added up. So each collection tells how much lived that nobody accounts for, and that is added to
 * what is accounted for now. Whatever the sum, it cannot be more than is used, garbage included.
 *
 * <p>Any thread.
 */
final class HeapEstimate {
    private final ProcessMemory memory;
    private long lastAfterCollectionBytes;
    private long unaccountedBytes;
    private long knownAtMs;
    private boolean everKnown;
    private long oldUsedWhenKnownBytes;

    HeapEstimate(ProcessMemory memory, long nowMs) {
        this.memory = memory;
        this.knownAtMs = nowMs;
    }

    /** Bytes that live, as far as can be told. */
    synchronized long liveBytes(long accountedBytes, long nowMs) {
        long afterCollection = memory.oldAfterCollectionBytes();
        if (afterCollection != lastAfterCollectionBytes) {
            lastAfterCollectionBytes = afterCollection;
            known(afterCollection, accountedBytes, nowMs);
        }
        return Math.min(memory.heapUsedBytes(), accountedBytes + unaccountedBytes);
    }

    /** A collection that was asked for is done: what is still there lives, or nearly all of it. */
    synchronized void collected(long accountedBytes, long nowMs) {
        lastAfterCollectionBytes = memory.oldAfterCollectionBytes();
        known(memory.oldUsedBytes(), accountedBytes, nowMs);
    }

    private void known(long liveBytes, long accountedBytes, long nowMs) {
        unaccountedBytes = Math.max(0, liveBytes - accountedBytes);
        knownAtMs = nowMs;
        everKnown = true;
        oldUsedWhenKnownBytes = memory.oldUsedBytes();
    }

    /** Whether a collection of long-lived objects has told what lives. */
    synchronized boolean isEverKnown() {
        return everKnown;
    }

    /** When a collection last told what lives. */
    synchronized long knownAtMs() {
        return knownAtMs;
    }

    /** How much long-lived objects have grown since then, garbage with them. */
    synchronized long grownBytes() {
        return memory.oldUsedBytes() - oldUsedWhenKnownBytes;
    }
}
