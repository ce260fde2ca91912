package io.leveret.broker.alarms;

import io.leveret.broker.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process may use, and which share of it raises the alarm. An absolute watermark is turned into its share of
 * the whole: room that is left in the heap is of no use to buffers outside it, and the other way round, so each is held
 * to this share of its own limit, and their sum is then within the watermark too.
 *
 * @param heapMaxBytes largest heap
 * @param directMaxBytes most memory outside the heap
 * @param share of each that may be used, 0 to 1
 */
public record MemoryLimits(long heapMaxBytes, long directMaxBytes, double share) {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLimits.class);
    private static final String ABSOLUTE = "vm_memory_high_watermark.absolute";
    private static final String RELATIVE = "vm_memory_high_watermark.relative";

    /** As set: {@code vm_memory_high_watermark.absolute} goes before {@code .relative}, as in RabbitMQ. */
    static MemoryLimits of(Settings settings, ProcessMemory memory) {
        long processBytes = memory.heapMaxBytes() + memory.directMaxBytes();
        double share;
        if (settings.isSet(ABSOLUTE)) {
            if (settings.isSet(RELATIVE)) {
                LOG.warn("both {} and {} are set; the first counts", ABSOLUTE, RELATIVE);
            }
            share = (double) settings.bytes(ABSOLUTE) / processBytes;
        } else {
            share = settings.fraction(RELATIVE);
        }
        if (share > 1) {
            LOG.warn("the memory high watermark is above what the process may use; it is taken as 1.0");
        }
        return new MemoryLimits(memory.heapMaxBytes(), memory.directMaxBytes(), Math.min(1, share));
    }

    /** The same process with another share. */
    MemoryLimits withShare(double other) {
        return new MemoryLimits(heapMaxBytes, directMaxBytes, Math.min(1, other));
    }

    /** All that the process may use. */
    public long processBytes() {
        return heapMaxBytes + directMaxBytes;
    }

    /** Bytes in use above which the alarm is raised; RabbitMQ's {@code mem_limit}. */
    public long watermarkBytes() {
        return (long) (share * processBytes());
    }

    /** Bytes of the heap above which the alarm is raised. */
    public long heapBytes() {
        return (long) (share * heapMaxBytes);
    }

    /** Bytes outside the heap above which the alarm is raised. */
    public long directBytes() {
        return (long) (share * directMaxBytes);
    }
}
