package io.leveret.broker.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of a node's settings, each overriding those before it: defaults, configuration file, {@code conf.d}
 * beside it, environment, {@code --set}. The environment's names are RabbitMQ's.
 */
public final class SettingsSources {
    private final Map<String, String> environment;
    private Optional<Path> configFile = Optional.empty();
    private Optional<Path> fallbackFile = Optional.empty();
    private List<String> sets = List.of();

    /** Sources that see the given environment, normally {@link System#getenv()}. */
    public SettingsSources(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The file named on the command line; it must exist and goes before {@code RABBITMQ_CONFIG_FILE}. */
    public SettingsSources configFile(Path file) {
        configFile = Optional.of(file);
        return this;
    }

    /** The file that is read when no other is named, if it exists. */
    public SettingsSources fallbackFile(Path file) {
        fallbackFile = Optional.of(file);
        return this;
    }

    /** Assignments of the command line, {@code KEY=VALUE} each, taken as they stand. */
    public SettingsSources sets(List<String> assignments) {
        sets = List.copyOf(assignments);
        return this;
    }

    /**
     * Reads all sources.
     *
     * @param lenient whether unknown keys and bad values are left out with a warning instead of refused; syntax errors,
     *     files that cannot be read and values that cannot be decrypted are refused always
     * @throws SettingsException with everything that is wrong
     */
    public Settings read(SettingsTable table, boolean lenient) throws SettingsException {
        List<String> problems = new ArrayList<>();
        List<Assignment> assignments = new ArrayList<>();
        fromFiles(table, assignments, problems);
        EnvironmentSettings variables = EnvironmentSettings.of(environment);
        assignments.addAll(variables.assignments());
        problems.addAll(variables.problems());
        fromOptions(assignments, problems);
        SettingsCheck check = new SettingsCheck(table, environment);
        assignments.forEach(check::add);
        problems.addAll(check.decrypt());
        if (!lenient) {
            problems.addAll(check.problems());
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(table, check.values(), check.problems(), variables.withoutEffect());
    }

    private void fromFiles(SettingsTable table, List<Assignment> assignments, List<String> problems) {
        ConfFileParser parser = new ConfFileParser();
        mainFile().ifPresent(file -> {
            if (file.toString().endsWith(".config")) {
                problems.add(ErlangTerms.problem(file, table).orElse(file + " has no settings"));
            } else {
                parser.parse(file);
            }
        });
        advancedFile().flatMap(file -> ErlangTerms.problem(file, table)).ifPresent(problems::add);
        moreFiles(parser);
        assignments.addAll(parser.assignments());
        problems.addAll(parser.problems());
    }

    private Optional<Path> mainFile() {
        String named = environment.get("RABBITMQ_CONFIG_FILE");
        if (configFile.isPresent()) {
            return configFile;
        }
        if (named == null || named.isEmpty()) {
            return fallbackFile.filter(Files::exists);
        }
        Path file = Path.of(named);
        // RabbitMQ's scripts take the name with or without its ending.
        return Optional.of(Files.exists(file) ? file : Path.of(named + ".conf"));
    }

    /** RabbitMQ reads one that stands beside the main file without being told. */
    private Optional<Path> advancedFile() {
        String named = environment.getOrDefault("RABBITMQ_ADVANCED_CONFIG_FILE", "");
        if (named.isEmpty()) {
            return mainFile().map(file -> file.toAbsolutePath().resolveSibling("advanced.config"));
        }
        Path file = Path.of(named);
        return Optional.of(Files.exists(file) ? file : Path.of(named + ".config"));
    }

    /** A directory, or a pattern of names in one; {@code conf.d} beside the main file when none is named. */
    private void moreFiles(ConfFileParser parser) {
        String named = environment.getOrDefault("RABBITMQ_CONFIG_FILES", "");
        if (named.isEmpty()) {
            mainFile()
                    .map(file -> file.toAbsolutePath().resolveSibling("conf.d"))
                    .ifPresent(directory -> parser.parseAll(directory, "*.conf"));
        } else if (named.indexOf('*') >= 0) {
            Path pattern = Path.of(named).toAbsolutePath();
            parser.parseAll(pattern.getParent(), pattern.getFileName().toString());
        } else {
            parser.parseAll(Path.of(named), "*.conf");
        }
    }

    private void fromOptions(List<Assignment> assignments, List<String> problems) {
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals <= 0) {
                problems.add("bad --set \"" + set + "\": expected KEY=VALUE");
            } else {
                String key = set.substring(0, equals).strip();
                assignments.add(new Assignment(key, set.substring(equals + 1).strip(), Place.option()));
            }
        }
    }
}
