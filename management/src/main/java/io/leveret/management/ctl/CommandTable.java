package io.leveret.management.ctl;

import io.leveret.management.ctl.Command.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All commands by name; a name may mean one thing to one tool and another to another. */
final class CommandTable {
    private final List<Command> commands = new ArrayList<>();

    CommandTable add(Command command) {
        commands.add(command);
        return this;
    }

    /** The command of a tool, or null. */
    Command find(Tool tool, String name) {
        for (Command command : commands) {
            if (command.isOf(tool) && command.name().equals(name)) {
                return command;
            }
        }
        return null;
    }

    /** The names of all that a tool has, in their order. */
    Set<String> names(Tool tool) {
        Set<String> names = new TreeSet<>(Set.of("help"));
        commands.stream().filter(command -> command.isOf(tool)).forEach(command -> names.add(command.name()));
        return names;
    }

    /** Every name there is. */
    Set<String> names() {
        return commands.stream().map(Command::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of a tool by group, in the order they were added. */
    Map<String, List<Command>> byGroup(Tool tool) {
        Map<String, List<Command>> groups = new LinkedHashMap<>();
        for (Command command : commands) {
            if (command.isOf(tool)) {
                groups.computeIfAbsent(command.group(), any -> new ArrayList<>())
                        .add(command);
            }
        }
        return groups;
    }
}
