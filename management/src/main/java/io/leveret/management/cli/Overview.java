package io.leveret.management.cli;

import java.util.List;

/** The help of the whole program: all there is on one page. */
final class Overview {
    private static final int INDENT = 15;

    private Overview() {}

    static String of(VerbTable table) {
        StringBuilder text = new StringBuilder("""
                A message broker that speaks AMQP 0-9-1 as RabbitMQ does.

                Usage: leveret start [--config FILE] [--data DIR] [--set KEY=VALUE]...
                       leveret [OPTIONS] COMMAND...

                Where: -n NODE      a node of this user by its name (the only one needs none)
                       --data DIR   a node of this machine by its data directory
                       --url URL    a node by its HTTP API, as http://user@host:15672; the password
                                    is in LEVERET_PASSWORD, or asked for
                Common: -p VHOST, -A (all virtual hosts), -o table|json|csv, -q (quiet),
                       --watch[=SECONDS] on what shows something, --help on every command

                Commands:

                """);
        text.append(line("start", "Starts a node in the foreground"));
        text.append(line("config", "Checks and shows settings"));
        for (Verb verb : table.of("")) {
            text.append(line(verb.name(), verb.description()));
        }
        text.append('\n');
        VerbTable.groups().forEach((name, description) -> {
            List<Verb> verbs = table.of(name);
            if (!name.isEmpty() && !verbs.isEmpty()) {
                text.append(line(
                        name, String.join(" | ", verbs.stream().map(Verb::name).toList())));
            }
        });
        return text.append("\nFor example: leveret queues list --sort messages --reverse --limit 10\n")
                .toString();
    }

    private static String line(String name, String text) {
        return "  " + name + " ".repeat(INDENT - name.length()) + text + "\n";
    }
}
