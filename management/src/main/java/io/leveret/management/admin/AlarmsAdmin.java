package io.leveret.management.admin;

import java.util.List;

/** Alarms, and the limits at which they are raised. */
public interface AlarmsAdmin {
    /** What can be short; as RabbitMQ names it. */
    enum Resource {
        MEMORY,
        DISK
    }

    /** What is short; the log of the broker that cannot be written counts as the disk. */
    List<Resource> raised();

    /** Queues of which messages were lost by damage on disk, as texts name them; they are served all the same. */
    List<String> damagedQueues();

    /** Raises by hand; what measures the resource does not clear it. */
    void raise(Resource resource);

    /** Clears, whoever raised; what measures the resource may raise it again at once. */
    void clear(Resource resource);

    /** The share of what the process may use above which publishers are stopped, 0 to 1; until the node stops. */
    void memoryWatermark(double share);

    /** The same in bytes. */
    void memoryWatermarkBytes(long bytes);

    /** Free bytes below which publishers are stopped, until the node stops. */
    void diskFreeLimitBytes(long bytes);

    /** The same as a multiple of the machine's memory. */
    void diskFreeLimit(double memoryShare);
}
