package io.leveret.management.ctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command line taken apart as RabbitMQ's tools do it: options may stand anywhere, {@code --name value} or
 * {@code --name=value}, underscores as good as hyphens; what is left is positional. {@code --} ends the options.
 */
final class Arguments {
    private static final Map<String, String> SHORT = Map.of(
            "-p",
            "vhost",
            "-n",
            "node",
            "-t",
            "timeout",
            "-q",
            "quiet",
            "-s",
            "silent",
            "-l",
            "longnames",
            "-?",
            "help");
    private static final Set<String> SWITCHES =
            Set.of("quiet", "silent", "longnames", "help", "no-table-headers", "table-headers", "dry-run");
    private static final Set<String> VALUES = Set.of(
            "vhost",
            "node",
            "timeout",
            "formatter",
            "printer",
            "file",
            "script-name",
            "rabbitmq-home",
            "mnesia-dir",
            "plugins-dir",
            "enabled-plugins-file",
            "erlang-cookie");

    private final List<String> positional = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> switches = new HashSet<>();
    private final List<String> unknown = new ArrayList<>();

    private Arguments() {}

    /**
     * Takes a command line apart.
     *
     * @param moreSwitches options without a value besides those that every command takes
     * @param moreValues options with a value besides those
     */
    static Arguments parse(List<String> line, Set<String> moreSwitches, Set<String> moreValues) {
        Arguments parsed = new Arguments();
        for (int i = 0; i < line.size(); i++) {
            String argument = line.get(i);
            if (argument.equals("--")) {
                parsed.positional.addAll(line.subList(i + 1, line.size()));
                break;
            }
            if (!isOption(argument)) {
                parsed.positional.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String written = equals < 0 ? argument : argument.substring(0, equals);
            String name = name(written, moreSwitches);
            if (SWITCHES.contains(name) || moreSwitches.contains(name)) {
                parsed.switches.add(name);
            } else if (VALUES.contains(name) || moreValues.contains(name)) {
                boolean hasValue = equals >= 0 || i + 1 < line.size();
                if (hasValue) {
                    parsed.values.put(name, equals >= 0 ? argument.substring(equals + 1) : line.get(++i));
                } else {
                    parsed.unknown.add(written);
                }
            } else {
                parsed.unknown.add(written);
            }
        }
        return parsed;
    }

    /** A negative number and a lone hyphen are no options. */
    private static boolean isOption(String argument) {
        return argument.length() > 1 && argument.startsWith("-") && !Character.isDigit(argument.charAt(1));
    }

    private static String name(String written, Set<String> more) {
        if (written.startsWith("--")) {
            return written.substring(2).replace('_', '-');
        }
        String shortName = written.substring(1);
        return more.contains(shortName) ? shortName : SHORT.getOrDefault(written, written);
    }

    List<String> positional() {
        return positional;
    }

    /** Options that nobody knows, as they were written. */
    List<String> unknown() {
        return unknown;
    }

    boolean has(String option) {
        return switches.contains(option);
    }

    /** The value of an option, or null. */
    String value(String option) {
        return values.get(option);
    }

    String valueOr(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }
}
