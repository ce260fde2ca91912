package io.leveret.management.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The table of commands in the words of the library that takes command lines apart. */
final class Grammar {
    private static final int WIDTH = 110;

    /** Options of every command; they may stand before it, too. */
    private static final List<Verb.Option> COMMON = List.of(
            new Verb.Option(List.of("-n", "--node"), "NODE", "The node of this user by its name.", false),
            new Verb.Option(List.of("--data"), "DIR", "The node of this machine by its data directory.", false),
            new Verb.Option(
                    List.of("--url"),
                    "URL",
                    "A node by its HTTP API, as http://user@host:15672; the password is in LEVERET_PASSWORD,"
                            + " or asked for.",
                    false),
            new Verb.Option(List.of("--ca"), "FILE", "With --url https: the certificates to trust (PEM).", false),
            new Verb.Option(List.of("-p", "--vhost"), "VHOST", "The virtual host; / if none is named.", false),
            new Verb.Option(List.of("-A", "--all-vhosts"), null, "Lists: of all virtual hosts.", false),
            new Verb.Option(List.of("-o", "--output"), "FORM", "table, json or csv.", false),
            new Verb.Option(List.of("-q", "--quiet"), null, "Says nothing but what was asked for.", false),
            new Verb.Option(List.of("-h", "--help"), null, "Shows this.", false));

    private Grammar() {}

    /**
     * All groups; commands only of those that are wanted, since one run of the program needs one.
     *
     * @param wanted groups by name, or null for all
     */
    static CommandLine of(VerbTable table, List<String> wanted) {
        CommandSpec root = spec("leveret", "A message broker that speaks AMQP 0-9-1 as RabbitMQ does.");
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .type(boolean.class)
                .description("Shows the version.")
                .build());
        CommandLine line = new CommandLine(root);
        VerbTable.groups().forEach((name, description) -> {
            List<Verb> verbs = name.isEmpty() || wanted == null || wanted.contains(name) ? table.of(name) : List.of();
            CommandLine group = name.isEmpty() ? line : new CommandLine(spec(name, description));
            verbs.forEach(verb -> group.addSubcommand(verb.name(), new CommandLine(spec(verb))));
            if (!name.isEmpty()) {
                group.getCommandSpec().usageMessage().synopsisSubcommandLabel("COMMAND");
                line.addSubcommand(name, group);
            }
        });
        root.usageMessage().synopsisSubcommandLabel("COMMAND");
        return line.setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }

    private static CommandSpec spec(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().width(WIDTH).description(description + ".".repeat(description.endsWith(".") ? 0 : 1));
        COMMON.forEach(option -> spec.addOption(option(option)));
        return spec;
    }

    private static CommandSpec spec(Verb verb) {
        CommandSpec spec = spec(verb.name(), verb.description());
        verb.options().forEach(option -> spec.addOption(option(option)));
        int index = 0;
        for (Verb.Parameter parameter : verb.parameters()) {
            spec.addPositional(positional(parameter, index++));
        }
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .footer("", "For example:", "", "    leveret " + literal(verb.example()));
        return spec;
    }

    /** The library takes texts for formats. */
    private static String literal(String text) {
        return text.replace("%", "%%");
    }

    private static PositionalParamSpec positional(Verb.Parameter parameter, int index) {
        return PositionalParamSpec.builder()
                .paramLabel(parameter.name())
                .description(literal(parameter.meaning()))
                .index(parameter.many() ? index + "..*" : "" + index)
                .arity((parameter.required() ? "1" : "0")
                        + (parameter.many() ? "..*" : parameter.required() ? "" : "..1"))
                .required(parameter.required())
                .type(parameter.many() ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .build();
    }

    private static OptionSpec option(Verb.Option option) {
        OptionSpec.Builder builder =
                OptionSpec.builder(option.names().toArray(String[]::new)).description(literal(option.meaning()));
        if (option.value() == null) {
            boolean help = option.names().contains("--help");
            return builder.type(boolean.class).arity("0").usageHelp(help).build();
        }
        return builder.type(option.many() ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(option.value())
                .build();
    }
}
