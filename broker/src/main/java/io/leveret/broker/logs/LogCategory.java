package io.leveret.broker.logs;

import java.util.List;
import java.util.Locale;

/**
 * What an event of the log is about: RabbitMQ's categories, by which levels and files can be set, and {@link #AUDIT},
 * for what administrators do. Each has the loggers whose names begin with one of its prefixes; of several prefixes the
 * longest counts.
 */
enum LogCategory {
    CONNECTION(
            "io.leveret.broker.connection",
            "io.leveret.broker.node.SocketConnection",
            "io.leveret.broker.node.ProxyHandler",
            "io.leveret.broker.tls",
            "io.leveret.events.connection"),
    CHANNEL("io.leveret.broker.connection.Channel", "io.leveret.events.channel"),
    QUEUE(
            "io.leveret.broker.vhost",
            "io.leveret.broker.deadletter",
            "io.leveret.broker.recovery",
            "io.leveret.queue",
            "io.leveret.events.queue"),
    FEDERATION("io.leveret.federation"),
    RA("io.leveret.cluster", "org.apache.ratis"),
    UPGRADE("io.leveret.broker.data"),
    USER("io.leveret.broker.access", "io.leveret.events.user"),
    AUDIT("audit"),
    /** All else. */
    DEFAULT("io.leveret");

    private final List<String> prefixes;

    LogCategory(String... prefixes) {
        this.prefixes = List.of(prefixes);
    }

    /** Names of loggers, or of packages of them. */
    List<String> prefixes() {
        return prefixes;
    }

    /** The word for it in settings. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The category of a logger. */
    static LogCategory of(String logger) {
        LogCategory found = DEFAULT;
        int longest = -1;
        for (LogCategory category : values()) {
            for (String prefix : category.prefixes) {
                if (prefix.length() > longest && isBelow(logger, prefix)) {
                    found = category;
                    longest = prefix.length();
                }
            }
        }
        return found;
    }

    private static boolean isBelow(String logger, String prefix) {
        return logger.startsWith(prefix)
                && (logger.length() == prefix.length() || logger.charAt(prefix.length()) == '.');
    }
}
