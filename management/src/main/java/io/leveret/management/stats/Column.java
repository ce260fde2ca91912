package io.leveret.management.stats;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;

/** Where numbers stand among those of an object. Counts of messages come first, in the order of {@link Stat}. */
final class Column {
    /** Of queues, virtual hosts, and the node. */
    static final int READY = Stat.COUNT;

    static final int UNACKED = READY + 1;
    static final int QUEUE_COUNT = UNACKED + 1;

    /** Of the node. */
    static final int CHURN = QUEUE_COUNT;

    static final int GAUGES = CHURN + FiguresAdmin.Churn.values().length;
    static final int COUNT = GAUGES + NodeGauge.values().length;

    /** Of connections, which count no messages. */
    static final int RECEIVED_BYTES = 0;

    static final int SENT_BYTES = 1;
    static final int READS = 2;
    static final int WRITES = 3;
    static final int CONNECTION_COUNT = 4;

    /** How many columns of an object are not zero, as a rule. */
    static final int USUAL = 5;

    private Column() {}
}
