package io.leveret.broker.launch;

import io.leveret.broker.settings.Settings;

/**
 * Hands the level that the settings ask for to the logging library, whose configuration file reads a system property.
 * So it must be called before the first logger is made.
 */
final class LogLevel {
    static final String PROPERTY = "leveret.log.level";

    private LogLevel() {}

    static void apply(Settings settings) {
        String key = settings.isSet("log.console.level") ? "log.console.level" : "log.default.level";
        System.setProperty(PROPERTY, of(settings.text(key)));
    }

    /** RabbitMQ knows eight levels, the library five: each goes to the one that lets its events through. */
    static String of(String level) {
        return switch (level) {
            case "debug" -> "DEBUG";
            case "info", "notice" -> "INFO";
            case "warning" -> "WARN";
            case "none" -> "OFF";
            default -> "ERROR";
        };
    }
}
