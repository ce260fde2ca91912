package io.leveret.broker.alarms;

import io.leveret.broker.alarms.MemoryUse.Place;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the alarm when heap or buffers reach the watermark, and clears it when both are below: there is no margin
 * between the two, as in RabbitMQ. A watermark of 0 is an alarm at any time.
 *
 * <p>While long-lived objects take more than the watermark allows, but the last collection was long ago or they have
 * grown much since, nobody knows how much of that is garbage: a collector has no reason to hurry while publishers are
 * blocked. Then one is asked for. Those for the sake of time take no more than a tenth of it.
 */
final class MemoryMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryMonitor.class);

    /** How old what is known of the heap may be while it matters, at least. */
    static final long KNOWN_FOR_MS = 10_000;

    /** The same as a multiple of the time that a collection takes. */
    private static final int KNOWN_FOR_COLLECTIONS = 10;

    /** The part of the heap by which it may grow until it is not known any more. */
    private static final int GROWN_PART = 10;

    private final ProcessMemory memory;
    private volatile MemoryLimits limits;
    private final MemoryUse use;
    private final Alarms alarms;
    private final Executor collecting;
    private final LongSupplier clockMs;
    private final HeapEstimate heap;
    private final AtomicBoolean collectingNow = new AtomicBoolean();
    private volatile long knownForMs = KNOWN_FOR_MS;
    private volatile long usedBytes;

    /** It was this that raised the alarm: one raised by hand is cleared by hand, as in RabbitMQ. */
    private boolean raised;

    /** @param collecting runs a collection, which may take long */
    MemoryMonitor(
            ProcessMemory memory,
            MemoryLimits limits,
            MemoryUse use,
            Alarms alarms,
            Executor collecting,
            LongSupplier clockMs) {
        this.memory = memory;
        this.limits = limits;
        this.use = use;
        this.alarms = alarms;
        this.collecting = collecting;
        this.clockMs = clockMs;
        // The first collection may be asked for at once.
        this.heap = new HeapEstimate(memory, clockMs.getAsLong() - KNOWN_FOR_MS);
    }

    /** Measures, and raises or clears the alarm. Any thread, one at a time. */
    synchronized void check() {
        long nowMs = clockMs.getAsLong();
        long heapBytes = heap.liveBytes(use.bytes(Place.HEAP), nowMs);
        long directBytes = use.bytes(Place.DIRECT);
        usedBytes = shownHeapBytes(heapBytes) + directBytes;
        if (heapBytes >= limits.heapBytes()) {
            raise("heap", heapBytes, limits.heapBytes());
        } else if (directBytes >= limits.directBytes()) {
            raise("buffers outside the heap", directBytes, limits.directBytes());
        } else if (raised) {
            raised = false;
            LOG.info("memory used is below the watermark: {}, allowed: {}", usedBytes, limits.watermarkBytes());
            alarms.clear(Resource.MEMORY);
        }
        if (memory.oldUsedBytes() > limits.heapBytes() && !isKnown(nowMs)) {
            collect();
        }
    }

    /**
     * Hours may pass until long-lived objects are first collected. Until then nobody knows what lives, but what has
     * outlived a young collection is near it: good enough to be shown, and not to stop publishers for.
     */
    private long shownHeapBytes(long heapBytes) {
        return heap.isEverKnown() ? heapBytes : Math.max(heapBytes, memory.heapOutlivedBytes());
    }

    private boolean isKnown(long nowMs) {
        return nowMs - heap.knownAtMs() < knownForMs && heap.grownBytes() < limits.heapMaxBytes() / GROWN_PART;
    }

    private void raise(String what, long bytes, long allowedBytes) {
        raised = true;
        if (!alarms.isRaised(Resource.MEMORY)) {
            alarms.raise(Resource.MEMORY, what + " used: " + bytes + ", allowed: " + allowedBytes);
        }
    }

    private void collect() {
        if (collectingNow.compareAndSet(false, true)) {
            collecting.execute(() -> {
                try {
                    long startMs = clockMs.getAsLong();
                    memory.collect();
                    long endMs = clockMs.getAsLong();
                    knownForMs = Math.max(KNOWN_FOR_MS, KNOWN_FOR_COLLECTIONS * (endMs - startMs));
                    heap.collected(use.bytes(Place.HEAP), endMs);
                } finally {
                    collectingNow.set(false);
                }
                check();
            });
        }
    }

    /** Other limits hold from now on. */
    void limits(MemoryLimits changed) {
        limits = changed;
        check();
    }

    /** Bytes in use when last measured; RabbitMQ's {@code mem_used}. Any thread. */
    long usedBytes() {
        return usedBytes;
    }
}
