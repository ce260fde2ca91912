package io.leveret.management.ctl;

import io.leveret.management.ctl.Command.Tool;
import java.util.List;
import java.util.Map;

/** What a shell asks that completes the names of commands: {@code autocomplete}, which all tools but one have. */
final class CompletionCommand {
    private CompletionCommand() {}

    static void addTo(CommandTable table) {
        for (Tool tool : List.of(Tool.CTL, Tool.DIAGNOSTICS, Tool.QUEUES, Tool.PLUGINS)) {
            table.add(Command.named("autocomplete", "Help", "Provides command name autocomplete variants")
                    .takes("[prefix] [--timeout <timeout>]", 1, 1)
                    .of(tool)
                    .alsoWhenStopped()
                    .doing(call -> variants(table, tool, call.argument(0))));
        }
    }

    /** None of a name that is whole, though there are longer ones: so it is in 4.0.5. */
    private static Result variants(CommandTable table, Tool tool, String prefix) {
        List<String> found = table.names(tool).contains(prefix)
                ? List.of()
                : table.names(tool).stream()
                        .filter(name -> name.startsWith(prefix))
                        .toList();
        return new Result.Parts(
                found.isEmpty() ? "" : String.join("\n", found) + "\n",
                found.stream().map(name -> Map.of("message", name)).toList());
    }
}
