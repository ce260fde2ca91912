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
    /** Variables that stand for one setting each. */
    private static final Map<String, String> VARIABLES = Map.of(
            "RABBITMQ_NODENAME", "node.name",
            "RABBITMQ_DEFAULT_USER", "default_user",
            "RABBITMQ_DEFAULT_PASS", "default_pass",
            "RABBITMQ_DEFAULT_VHOST", "default_vhost");

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
     * @param lenient whether unknown keys and bad values are left out with a warning instead of refused; syntax errors
     *     and files that cannot be read are refused always
     * @throws SettingsException with everything that is wrong
     */
    public Settings read(SettingsTable table, boolean lenient) throws SettingsException {
        List<String> problems = new ArrayList<>();
        List<Assignment> assignments = new ArrayList<>();
        fromFiles(assignments, problems);
        fromEnvironment(assignments);
        fromOptions(assignments, problems);
        SettingsCheck check = new SettingsCheck(table, environment);
        assignments.forEach(check::add);
        if (!lenient) {
            problems.addAll(check.problems());
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(table, check.values(), check.problems());
    }

    private void fromFiles(List<Assignment> assignments, List<String> problems) {
        if (environment.containsKey("RABBITMQ_ADVANCED_CONFIG_FILE")) {
            problems.add("RABBITMQ_ADVANCED_CONFIG_FILE is set, but Erlang terms are not read here; write the settings"
                    + " as keys of rabbitmq.conf");
        }
        ConfFileParser parser = new ConfFileParser();
        mainFile().ifPresent(file -> {
            if (file.toString().endsWith(".config")) {
                problems.add(file + " is a file of Erlang terms; write the settings as keys of rabbitmq.conf");
            } else {
                parser.parse(file);
            }
        });
        confDirectory().ifPresent(parser::parseDirectory);
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

    private Optional<Path> confDirectory() {
        String named = environment.get("RABBITMQ_CONFIG_FILES");
        if (named != null && !named.isEmpty()) {
            Path path = Path.of(named);
            return Optional.of(named.endsWith("*.conf") ? path.toAbsolutePath().getParent() : path);
        }
        return mainFile().map(file -> file.toAbsolutePath().resolveSibling("conf.d"));
    }

    private void fromEnvironment(List<Assignment> assignments) {
        VARIABLES.forEach((variable, key) -> {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                assignments.add(new Assignment(key, value, Place.environment(variable)));
            }
        });
        String port = environment.getOrDefault("RABBITMQ_NODE_PORT", "");
        String address = environment.getOrDefault("RABBITMQ_NODE_IP_ADDRESS", "");
        if (!port.isEmpty() || !address.isEmpty()) {
            String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
            String listener = (host.isEmpty() ? "" : host + ":") + (port.isEmpty() ? "5672" : port);
            Place place = Place.environment(port.isEmpty() ? "RABBITMQ_NODE_IP_ADDRESS" : "RABBITMQ_NODE_PORT");
            assignments.add(new Assignment("listeners.tcp.default", listener, place));
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
