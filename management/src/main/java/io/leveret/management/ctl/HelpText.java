package io.leveret.management.ctl;

import io.leveret.management.ctl.Command.Tool;

/** Usage lines and help, in the form that RabbitMQ's tools have. */
final class HelpText {
    private static final int NAME_WIDTH = 46;
    private static final String GENERAL_OPTIONS = """
            General Options

            The following options are accepted by most or all commands.

            short            | long          | description
            -----------------|---------------|--------------------------------
            -?               | --help        | displays command help
            -n <node>        | --node <node> | the node, of those that this user runs here
            -t               | --timeout <n> | for commands that support it, operation timeout in seconds
            -q               | --quiet       | suppress informational messages
            -s               | --silent      | suppress informational messages
                                             | and table header row
            -p               | --vhost       | for commands that are scoped to a virtual host,
                             |               | virtual host to use
                             | --formatter   | alternative result formatter to use
                                             | if supported: json, pretty_table, table, csv
            """;

    private HelpText() {}

    /** What follows an error in a command line. */
    static String usage(Tool tool, Command command) {
        return "\nUsage\n\n" + tool.program() + " [--node <node>] [--longnames] [--quiet] " + command.usage();
    }

    /** The help of one command. */
    static String of(Tool tool, Command command) {
        return usage(tool, command) + "\n\n" + command.description() + "\n\n\n" + GENERAL_OPTIONS;
    }

    /** What is said of a command that a tool has not: the one that was meant, perhaps, else all there are. */
    static String missing(Tool tool, CommandTable table, String name) {
        return Spelling.meant(name, table.names(tool))
                .map(near -> meant(name, near))
                .orElseGet(() -> "\nCommand '" + name + "' not found. \n" + all(tool, table) + "\n");
    }

    /** What is said where the help was asked of a command that a tool has not. */
    static String withoutHelp(Tool tool, CommandTable table, String name) {
        return Spelling.meant(name, table.names(tool))
                .map(near -> meant(name, near))
                .orElse("\nCommand '" + name + "' not found.\n");
    }

    private static String meant(String name, String near) {
        return "\nCommand '" + name + "' not found. \nDid you mean '" + near + "'? \n\n";
    }

    /** All commands of a tool. */
    static String all(Tool tool, CommandTable table) {
        StringBuilder text = new StringBuilder("\nUsage\n\n")
                .append(tool.program())
                .append(" [--node <node>] [--timeout <timeout>] [--longnames] [--quiet] <command>")
                .append(" [<command options>]\n\nAvailable commands:\n");
        table.byGroup(tool).forEach((group, commands) -> {
            text.append('\n').append(group).append(":\n\n");
            for (Command command : commands) {
                int gap = Math.max(1, NAME_WIDTH - command.name().length());
                text.append("   ")
                        .append(command.name())
                        .append(" ".repeat(gap))
                        .append(command.description())
                        .append('\n');
            }
        });
        return text.append("\nUse '")
                .append(tool.program())
                .append(" help <command>' to learn more about a specific command")
                .toString();
    }
}
