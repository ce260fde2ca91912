package io.leveret.broker.logs;

import io.leveret.broker.settings.Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the settings say of the log.
 *
 * @param console the console's output, if there is one
 * @param stdout whether the console is standard output; else standard error
 * @param file the file for all that has none of its own
 * @param exchange the output to the exchange of the log, if it is wanted
 * @param syslog the output to a syslog server, if it is wanted
 * @param levels of categories that have one of their own
 * @param files of categories that have one of their own, in the form of {@code file}
 */
record LogOptions(
        Optional<Output> console,
        boolean stdout,
        Optional<LogFile> file,
        Optional<Output> exchange,
        Optional<SyslogOptions> syslog,
        Map<LogCategory, LogLevel> levels,
        Map<LogCategory, LogFile> files) {
    /** The console alone, at the level info. */
    static final LogOptions EARLY = new LogOptions(
            Optional.of(new Output(LogLevel.INFO, LineStyle.PLAIN)),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of());

    /** How much an output takes, and in which form. */
    record Output(LogLevel level, LineStyle style) {}

    /** A file, and when it is put aside. */
    record LogFile(Path path, Output output, Rotation rotation) {}

    /**
     * Reads the settings. The log goes to the console unless something is set of a file; {@code log.console} and
     * {@code log.file} say otherwise.
     *
     * @param directory where files are when {@code log.dir} is not set
     * @param node names the file when {@code log.file} does not
     */
    static LogOptions of(Settings settings, Path directory, String node) {
        boolean toFile = toFile(settings);
        boolean toConsole = settings.isSet("log.console") ? settings.bool("log.console") : !toFile;
        Path base = settings.has("log.dir") ? Path.of(settings.text("log.dir")) : directory;
        String named = settings.isSet("log.file") ? settings.text("log.file") : "true";
        Path path = base.resolve(named.equals("true") ? node + ".log" : named);
        Map<LogCategory, LogLevel> levels = new EnumMap<>(LogCategory.class);
        Map<LogCategory, LogFile> files = new EnumMap<>(LogCategory.class);
        for (LogCategory category : LogCategory.values()) {
            String prefix = "log." + category.word();
            if (category != LogCategory.DEFAULT && settings.isSet(prefix + ".level")) {
                levels.put(category, LogLevel.named(settings.text(prefix + ".level")));
            }
            if (category != LogCategory.DEFAULT && settings.isSet(prefix + ".file")) {
                files.put(category, file(settings, base.resolve(settings.text(prefix + ".file")), prefix));
            }
        }
        return new LogOptions(
                toConsole ? Optional.of(output(settings, "console")) : Optional.empty(),
                settings.text("log.console.stdio").equals("stdout"),
                toFile ? Optional.of(file(settings, path, "log.file")) : Optional.empty(),
                settings.bool("log.exchange") ? Optional.of(output(settings, "exchange")) : Optional.empty(),
                SyslogOptions.isWanted(settings)
                        ? Optional.of(SyslogOptions.of(settings, output(settings, "syslog"), node))
                        : Optional.empty(),
                levels,
                files);
    }

    private static boolean toFile(Settings settings) {
        if (settings.isSet("log.file")) {
            return !settings.text("log.file").equals("false");
        }
        boolean noConsole = settings.isSet("log.console") && !settings.bool("log.console");
        return settings.isSet("log.dir") || settings.anyBelow("log.file") || noConsole;
    }

    /** @param prefix of the keys of its rotation; level and form are those of all files */
    private static LogFile file(Settings settings, Path path, String prefix) {
        return new LogFile(path, output(settings, "file"), Rotation.of(settings, prefix + ".rotation"));
    }

    private static Output output(Settings settings, String name) {
        String key = "log." + name + ".level";
        String level = settings.text(settings.isSet(key) ? key : "log.default.level");
        return new Output(LogLevel.named(level), LineStyle.of(settings, name));
    }
}
