package io.leveret.management.admin;

import java.util.Locale;

/** What is counted of messages; the names are those of RabbitMQ's {@code message_stats}, in lower case. */
public enum Stat {
    /** Received by a channel, or taken by a queue (dead letters, too). */
    PUBLISH,
    /** Came to an exchange. */
    PUBLISH_IN,
    /** Went from an exchange to queues: once for each. */
    PUBLISH_OUT,
    CONFIRM,
    /** To a consumer that acknowledges. */
    DELIVER,
    DELIVER_NO_ACK,
    /** By {@code basic.get}, to be acknowledged. */
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

    /** How many there are. */
    public static final int COUNT = values().length;

    private final String statName = name().toLowerCase(Locale.ROOT);

    /** As it stands in {@code message_stats}. */
    public String statName() {
        return statName;
    }
}
