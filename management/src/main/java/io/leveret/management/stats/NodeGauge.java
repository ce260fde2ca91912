package io.leveret.management.stats;

import java.util.Locale;

/** What is measured of the node's process; the names are those of {@code /nodes}, in lower case. */
public enum NodeGauge {
    MEM_USED,
    FD_USED,
    SOCKETS_USED,
    /** Threads: what comes next to Erlang's processes. */
    PROC_USED,
    DISK_FREE,
    /** Collections of garbage since the start. */
    GC_NUM,
    /** What log, segments and scratch files had the disk do since the broker's start. */
    IO_READ_COUNT,
    IO_READ_BYTES,
    IO_WRITE_COUNT,
    IO_WRITE_BYTES,
    IO_SYNC_COUNT;

    /** As it stands in {@code /nodes}. */
    public String fieldName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
