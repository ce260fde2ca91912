package io.leveret.broker.alarms;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the alarm when less than the limit is free on the disk, and clears it when it is not less any more: there is
 * no margin between the two, as in RabbitMQ. The nearer the limit, the sooner the next look, between RabbitMQ's 100 ms
 * and 10 s: when a disk that is filled with 250 MB a second has come half of the way. (RabbitMQ looks after twice the
 * way, which such a disk would not wait for.)
 */
final class DiskMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(DiskMonitor.class);
    private static final long FILLED_BYTES_PER_MS = 250_000;
    static final long SHORTEST_MS = 100;
    static final long LONGEST_MS = 10_000;

    private final LongSupplier disk;
    private volatile long limitBytes;
    private final Alarms alarms;
    private volatile long freeBytes = -1;

    /** It was this that raised the alarm: one raised by hand is cleared by hand, as in RabbitMQ. */
    private boolean raised;

    /** @param disk bytes that this process may still write; 0 if nobody can tell */
    DiskMonitor(LongSupplier disk, long limitBytes, Alarms alarms) {
        this.disk = disk;
        this.limitBytes = limitBytes;
        this.alarms = alarms;
    }

    /**
     * Looks, and raises or clears the alarm. Any thread, one at a time.
     *
     * @return milliseconds until it should be called again
     */
    synchronized long check() {
        long free = disk.getAsLong();
        freeBytes = free;
        if (free < limitBytes) {
            raised = true;
            alarms.raise(Resource.DISK, "free bytes: " + free + ", limit: " + limitBytes);
            return LONGEST_MS;
        }
        if (raised) {
            raised = false;
            LOG.info("free disk space is sufficient: free bytes: {}, limit: {}", free, limitBytes);
            alarms.clear(Resource.DISK);
        }
        return Math.max(SHORTEST_MS, Math.min(LONGEST_MS, (free - limitBytes) / 2 / FILLED_BYTES_PER_MS));
    }

    /** Bytes free when last looked, -1 if never. Any thread. */
    long freeBytes() {
        return freeBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    /** Another limit holds from now on. */
    void limitBytes(long bytes) {
        limitBytes = bytes;
        check();
    }
}
