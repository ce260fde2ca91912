package io.leveret.broker.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the environment says, by the names that RabbitMQ and its Docker image have for it: variables that stand for
 * settings, those that are refused because the image refuses them, and those of which nothing is left to obey here.
 */
final class EnvironmentSettings {
    /** Variables that stand for one setting each. */
    private static final Map<String, String> VARIABLES = Map.of(
            "RABBITMQ_NODENAME", "node.name",
            "RABBITMQ_DEFAULT_USER", "default_user",
            "RABBITMQ_DEFAULT_PASS", "default_pass",
            "RABBITMQ_DEFAULT_VHOST", "default_vhost",
            "RABBITMQ_LOG_BASE", "log.dir");

    /** Those of them whose value may stand in a file, as container platforms give out secrets. */
    private static final List<String> IN_FILES = List.of("RABBITMQ_DEFAULT_USER", "RABBITMQ_DEFAULT_PASS");

    /** Those that the image has read before version 3.9, by their beginnings, and the keys instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "RABBITMQ_SSL_", "ssl_options.",
            "RABBITMQ_MANAGEMENT_SSL_", "management.ssl.",
            "RABBITMQ_VM_MEMORY_HIGH_WATERMARK", "vm_memory_high_watermark.relative or .absolute");

    private static final List<String> WITHOUT_EFFECT = List.of(
            "RABBITMQ_CONF_ENV_FILE",
            "RABBITMQ_DIST_PORT",
            "RABBITMQ_ENABLED_PLUGINS",
            "RABBITMQ_ENABLED_PLUGINS_FILE",
            "RABBITMQ_ERLANG_COOKIE",
            "RABBITMQ_FEATURE_FLAGS",
            "RABBITMQ_FEATURE_FLAGS_FILE",
            "RABBITMQ_KEEP_PID_FILE_ON_EXIT",
            "RABBITMQ_MNESIA_BASE",
            "RABBITMQ_MNESIA_DIR",
            "RABBITMQ_PID_FILE",
            "RABBITMQ_PLUGINS_DIR",
            "RABBITMQ_QUORUM_DIR",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "RABBITMQ_STREAM_DIR",
            "RABBITMQ_USE_LONGNAME");

    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency", "none");

    private final Map<String, String> environment;
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> withoutEffect = new ArrayList<>();

    private EnvironmentSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Reads an environment; empty variables are as good as none. */
    static EnvironmentSettings of(Map<String, String> environment) {
        Map<String, String> filled = new TreeMap<>(environment);
        filled.values().removeIf(String::isEmpty);
        EnvironmentSettings read = new EnvironmentSettings(filled);
        new TreeMap<>(VARIABLES).forEach((variable, key) -> read.assign(key, filled.get(variable), variable));
        IN_FILES.forEach(read::fromFile);
        read.listener();
        read.logs();
        read.logLevels();
        filled.keySet().forEach(read::refuse);
        WITHOUT_EFFECT.stream().filter(filled::containsKey).forEach(read.withoutEffect::add);
        return read;
    }

    List<Assignment> assignments() {
        return assignments;
    }

    List<String> problems() {
        return problems;
    }

    /** Names of variables that are set and not obeyed. */
    List<String> withoutEffect() {
        return withoutEffect;
    }

    private void assign(String key, String value, String variable) {
        if (value != null) {
            assignments.add(new Assignment(key, value, Place.environment(variable)));
        }
    }

    private void fromFile(String variable) {
        String file = environment.get(variable + "_FILE");
        if (file == null) {
            return;
        }
        if (environment.containsKey(variable)) {
            problems.add(variable + " and " + variable + "_FILE are both set; only one can count");
            return;
        }
        try {
            String text = Files.readString(Path.of(file)).replaceAll("[\r\n]+$", "");
            assign(VARIABLES.get(variable), text, variable + "_FILE");
        } catch (IOException e) {
            problems.add(file + ", named by " + variable + "_FILE, cannot be read: " + e);
        }
    }

    private void listener() {
        String port = environment.getOrDefault("RABBITMQ_NODE_PORT", "");
        String address = environment.getOrDefault("RABBITMQ_NODE_IP_ADDRESS", "");
        if (port.isEmpty() && address.isEmpty()) {
            return;
        }
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        String listener = (host.isEmpty() ? "" : host + ":") + (port.isEmpty() ? "5672" : port);
        assign("listeners.tcp.default", listener, port.isEmpty() ? "RABBITMQ_NODE_IP_ADDRESS" : "RABBITMQ_NODE_PORT");
    }

    /** Where the log goes, and nowhere else: to the console for {@code -} and {@code -stderr}, else to a file. */
    private void logs() {
        String variable = "RABBITMQ_LOGS";
        String value = environment.get(variable);
        if (value == null) {
            return;
        }
        if (value.equals("-") || value.equals("-stderr")) {
            assign("log.console", "true", variable);
            assign("log.console.stdio", value.equals("-") ? "stdout" : "stderr", variable);
            assign("log.file", "false", variable);
        } else if (value.matches("(exchange|journald|syslog):.*")) {
            withoutEffect.add(variable);
        } else {
            assign("log.console", "false", variable);
            assign("log.file", value, variable);
        }
    }

    /** A level for all, {@code category=level}, and flags behind + and -, with commas between. */
    private void logLevels() {
        String variable = "RABBITMQ_LOG";
        for (String part : environment.getOrDefault(variable, "").split(",")) {
            String word = part.strip();
            int equals = word.indexOf('=');
            if (word.equals("+json") || word.equals("-json")) {
                String form = word.equals("+json") ? "json" : "plaintext";
                assign("log.console.formatter", form, variable);
                assign("log.file.formatter", form, variable);
            } else if (equals > 0) {
                assign("log." + word.substring(0, equals) + ".level", word.substring(equals + 1), variable);
            } else if (LEVELS.contains(word)) {
                assign("log.default.level", word, variable);
            }
        }
    }

    private void refuse(String variable) {
        REFUSED.forEach((beginning, key) -> {
            if (variable.startsWith(beginning)) {
                String option = variable.substring(beginning.length()).toLowerCase(Locale.ROOT);
                problems.add(variable + " is set, but has not been read since RabbitMQ 3.9; write " + key + option
                        + " into a configuration file");
            }
        });
    }
}
