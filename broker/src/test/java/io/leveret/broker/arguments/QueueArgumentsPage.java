package io.leveret.broker.arguments;

/** Writes docs/queue-arguments.md from the table. */
final class QueueArgumentsPage {
    private QueueArgumentsPage() {}

    static String of() {
        StringBuilder page = new StringBuilder("""
                # Arguments of queues

                Made from the table of arguments by `make arguments-page`; a test compares.

                Values out of range are refused with 406 and RabbitMQ's text, and so is an argument on a queue of a type
                that does not take it. Arguments that are not here are taken, kept and ignored. Numbers may be of any
                integer type. "In RabbitMQ" says which types of queue take the argument in RabbitMQ 4.0.5, "here" which
                do in Leveret.

                | argument | type | range | in RabbitMQ | here | key of policies | what it does |
                |---|---|---|---|---|---|---|
                """);
        for (QueueArgument argument : QueueArgument.values()) {
            page.append("| `").append(argument.argument()).append("` | ");
            page.append(argument.type()).append(" | ").append(argument.range()).append(" | ");
            page.append(argument.takersInRabbitMq()).append(" | ");
            page.append(argument.takers()).append(" | ");
            page.append(argument.policyKey().isEmpty() ? "" : "`" + argument.policyKey() + "`")
                    .append(" | ");
            page.append(argument.doc()).append(" |\n");
        }
        return page.toString();
    }
}
