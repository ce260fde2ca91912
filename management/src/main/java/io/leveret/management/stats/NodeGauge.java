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
    GC_NUM;

    /** As it stands in {@code /nodes}. */
    public String fieldName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
