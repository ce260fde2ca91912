package io.leveret.persistence.log;

/**
 * How the log works.
 *
 * @param fileSizeBytes of each file, at least 1 MiB but in tests
 * @param durability when what was written counts as lasting
 * @param intervalMs between syncs, for {@link Durability#INTERVAL}
 * @param rewriteBytesPerSecond limit of what rewriting reads and writes; 0: nothing is rewritten
 */
public record LogSettings(int fileSizeBytes, Durability durability, long intervalMs, long rewriteBytesPerSecond) {
    /** When what was written is reported as durable, named for what a power cut can take. */
    public enum Durability {
        /** After a sync: a power cut takes nothing. */
        FSYNC,
        /** After the write; a power cut takes what was written since the last sync. */
        INTERVAL,
        /** After the write; a power cut takes what the operating system had not yet written. */
        OS
    }
}
