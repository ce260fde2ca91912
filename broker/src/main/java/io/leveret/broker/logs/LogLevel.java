package io.leveret.broker.logs;

import ch.qos.logback.classic.Level;
import java.util.Locale;

/** The levels of RabbitMQ's log, from the least severe; the library has fewer. */
enum LogLevel {
    DEBUG(Level.DEBUG),
    INFO(Level.INFO),
    NOTICE(Level.INFO),
    WARNING(Level.WARN),
    ERROR(Level.ERROR),
    CRITICAL(Level.ERROR),
    ALERT(Level.ERROR),
    EMERGENCY(Level.ERROR),
    /** Nothing is logged. */
    NONE(Level.OFF);

    private final Level library;

    LogLevel(Level library) {
        this.library = library;
    }

    /** The library's level that lets its events through. */
    Level library() {
        return library;
    }

    /** The level of a word, as the settings and the command line have it. */
    static LogLevel named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The level that an event of the library has. */
    static LogLevel of(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> ERROR;
            case Level.WARN_INT -> WARNING;
            case Level.INFO_INT -> INFO;
            default -> DEBUG;
        };
    }
}
