package io.leveret.broker.counters;

import java.util.Locale;

/** What is counted of messages; the names are those of RabbitMQ's {@code message_stats}, in lower case. */
public enum MessageStat {
    PUBLISH,
    PUBLISH_IN,
    PUBLISH_OUT,
    CONFIRM,
    DELIVER,
    DELIVER_NO_ACK,
    GET,
    GET_NO_ACK,
    GET_EMPTY,
    REDELIVER,
    ACK,
    RETURN_UNROUTABLE,
    DROP_UNROUTABLE,
    /** Bodies that came back from the disk. */
    DISK_READS,
    /** Arrivals that were handed to the log. */
    DISK_WRITES;

    /** How many there are: the size of a block. */
    public static final int COUNT = values().length;

    /** As it stands in {@code message_stats}. */
    public String statName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
