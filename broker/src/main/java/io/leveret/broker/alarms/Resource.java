package io.leveret.broker.alarms;

import java.util.Locale;

/** What can run short. The order is that in which RabbitMQ's {@code connection.blocked} names several. */
public enum Resource {
    /** Little is free on the file system of the data directory. */
    DISK("disk"),
    /**
     * The log cannot be written, mostly since the disk is full. To clients that is the disk, as no other word is known.
     */
    LOG("disk"),
    /** The process is near its limit. */
    MEMORY("memory");

    private final String clientWord;

    Resource(String clientWord) {
        this.clientWord = clientWord;
    }

    /** What clients are told is low. */
    String clientWord() {
        return clientWord;
    }

    /** What the log and RabbitMQ's {@code rabbitmq-diagnostics alarms} call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
