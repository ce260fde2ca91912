package io.leveret.management.ctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command line taken apart as RabbitMQ's tools do it: options may stand anywhere, {@code --name value} or
 * {@code --name=value}, underscores as good as hyphens; what is left is positional. {@code --} ends the options.
 */
final class Arguments {
    private static final Map<String, String> SHORT = Map.of(
            "vhost",
            "-p",
            "node",
            "-n",
            "timeout",
            "-t",
            "quiet",
            "-q",
            "silent",
            "-s",
            "longnames",
            "-l",
            "help",
            "-?");
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
    private final List<String> wrong = new ArrayList<>();

    private Arguments() {}

    /**
     * Takes a command line apart.
     *
     * @param moreSwitches options without a value besides those that every command takes
     * @param moreValues options with a value besides those
     */
    static Arguments parse(List<String> line, Set<String> moreSwitches, Set<String> moreValues) {
        int end = line.indexOf("--");
        List<String> before = end < 0 ? line : line.subList(0, end);
        Arguments parsed = new Arguments();
        parsed.read(grammar(moreSwitches, moreValues).parseArgs(before.toArray(String[]::new)));
        if (end >= 0) {
            parsed.positional.addAll(line.subList(end + 1, line.size()));
        }
        return parsed;
    }

    private static CommandLine grammar(Set<String> moreSwitches, Set<String> moreValues) {
        CommandSpec spec = CommandSpec.create();
        spec.parser().collectErrors(true);
        Stream.concat(SWITCHES.stream(), moreSwitches.stream())
                .distinct()
                .forEach(name -> spec.addOption(option(name, boolean.class).build()));
        Stream.concat(VALUES.stream(), moreValues.stream())
                .distinct()
                .forEach(name -> spec.addOption(option(name, String.class).build()));
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("argument")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        return new CommandLine(spec)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setPosixClusteredShortOptionsAllowed(false)
                // Among them are the options that nobody knows, and negative numbers.
                .setUnmatchedOptionsArePositionalParams(true);
    }

    private static OptionSpec.Builder option(String name, Class<?> type) {
        String shortName = name.length() == 1 ? "-" + name : SHORT.getOrDefault(name, "--" + name);
        return OptionSpec.builder("--" + name, "--" + name.replace('-', '_'), shortName)
                .type(type)
                .arity(type == boolean.class ? "0" : "1");
    }

    private void read(ParseResult result) {
        result.errors().forEach(error -> wrong.add(error.getMessage()));
        for (OptionSpec option : result.matchedOptions()) {
            String name = option.longestName().substring(2).replace('_', '-');
            if (option.type() == boolean.class) {
                switches.add(name);
            } else {
                values.put(name, option.getValue());
            }
        }
        for (PositionalParamSpec words : result.matchedPositionalsSet()) {
            for (String word : words.originalStringValues()) {
                if (isOption(word)) {
                    int equals = word.indexOf('=');
                    wrong.add((equals < 0 ? word : word.substring(0, equals)) + " : ");
                } else {
                    positional.add(word);
                }
            }
        }
    }

    /** A negative number and a lone hyphen are no options. */
    private static boolean isOption(String argument) {
        return argument.length() > 1 && argument.startsWith("-") && !Character.isDigit(argument.charAt(1));
    }

    List<String> positional() {
        return positional;
    }

    /** A line for each option that nobody knows, or that lacks its value. */
    List<String> wrong() {
        return wrong;
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
