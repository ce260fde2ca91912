package io.leveret.management.ctl;

import io.leveret.management.ctl.Command.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code rabbitmq-plugins}: nothing can be plugged in here. What RabbitMQ has as a plug-in and this broker has built in
 * is listed as enabled, and enabling it changes nothing; anything else is not found.
 */
final class PluginCommands {
    private static final String GROUP = "Plugin Management";

    /** Names of RabbitMQ's plug-ins whose work this broker does. */
    private static final Set<String> BUILT_IN = new TreeSet<>(List.of(
            "rabbitmq_consistent_hash_exchange",
            "rabbitmq_delayed_message_exchange",
            "rabbitmq_event_exchange",
            "rabbitmq_random_exchange",
            "rabbitmq_recent_history_exchange"));

    private PluginCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("list", GROUP, "Lists plugins and their state")
                .takes("[pattern] [--verbose] [--minimal] [--enabled] [--implicitly-enabled]", 0, 1)
                .switches("verbose", "minimal", "enabled", "implicitly-enabled", "v", "m", "E", "e")
                .of(Tool.PLUGINS)
                .alsoWhenStopped()
                .saying(call -> "Listing plugins with pattern \""
                        + (call.arguments().isEmpty() ? ".*" : call.argument(0)) + "\" ...")
                .doing(PluginCommands::list));
        table.add(Command.named(
                        "is_enabled",
                        GROUP,
                        "Health check that exits with a non-zero code if provided plugins"
                                + " are not enabled on target node")
                .takes("<plugin1> [<plugin2>]", 1, Integer.MAX_VALUE)
                .switches("offline", "online")
                .of(Tool.PLUGINS)
                .alsoWhenStopped()
                .saying(call ->
                        "Asking node " + call.node().name() + " if plugin " + call.argument(0) + " is enabled...")
                .doing(PluginCommands::isEnabled));
        for (String name : List.of("enable", "disable")) {
            table.add(Command.named(name, GROUP, "Checks that plugins are built in; changes nothing")
                    .takes("<plugin1> [<plugin2>] [--all] [--offline] [--online]", 0, Integer.MAX_VALUE)
                    .switches("all", "offline", "online")
                    .of(Tool.PLUGINS)
                    .alsoWhenStopped()
                    .saying(call -> (name.equals("enable") ? "Enabling" : "Disabling") + " plugins on node "
                            + call.node().name() + ":\n" + String.join("\n", call.arguments()))
                    .doing(PluginCommands::change));
        }
    }

    private static Result list(Invocation call) {
        if (call.options().has("minimal") || call.options().has("m")) {
            return BUILT_IN.isEmpty() ? Result.NOTHING : Result.lines(String.join("\n", BUILT_IN));
        }
        List<String> lines = new ArrayList<>();
        lines.add(" Configured: E = explicitly enabled; e = implicitly enabled");
        lines.add(" | Status: * = running on " + call.node().name());
        lines.add(" |/");
        BUILT_IN.forEach(plugin -> lines.add("[E*] " + plugin + " " + NodeCommands.RABBITMQ_VERSION));
        return Result.lines(lines.toArray(String[]::new));
    }

    private static Result isEnabled(Invocation call) throws CommandFailure {
        for (String plugin : call.arguments()) {
            if (!BUILT_IN.contains(plugin)) {
                throw CommandFailure.error(
                        ExitCode.UNAVAILABLE,
                        "Plugin " + plugin + " is not enabled on node "
                                + call.node().name() + ". Enabled plugins and dependencies: "
                                + String.join(", ", BUILT_IN));
            }
        }
        return Result.lines("Plugin " + call.argument(0) + " is enabled on node "
                + call.node().name());
    }

    private static Result change(Invocation call) throws CommandFailure {
        List<String> missing = call.arguments().stream()
                .filter(plugin -> !BUILT_IN.contains(plugin))
                .map(plugin -> ":" + plugin)
                .toList();
        if (!missing.isEmpty()) {
            throw CommandFailure.error(ExitCode.SOFTWARE, "{:plugins_not_found, [" + String.join(", ", missing) + "]}");
        }
        return Result.lines("Plugin configuration unchanged.");
    }
}
