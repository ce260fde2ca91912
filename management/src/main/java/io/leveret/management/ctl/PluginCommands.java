package io.leveret.management.ctl;

import com.google.re2j.Pattern;
import io.leveret.management.api.BuiltInPlugin;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code rabbitmq-plugins}: nothing can be plugged in here. What RabbitMQ has as a plug-in and this broker has built in
 * is listed as enabled, and enabling it changes nothing; anything else is not found.
 */
final class PluginCommands {
    private static final String GROUP = "Plugin Management";

    private static final List<String> BUILT_IN = BuiltInPlugin.names();

    private PluginCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("list", GROUP, "Lists plugins and their state")
                .takes("[pattern] [--verbose] [--minimal] [--enabled] [--implicitly-enabled]", 0, 1)
                .switches("verbose", "minimal", "enabled", "implicitly-enabled", "v", "m", "E", "e")
                .of(Tool.PLUGINS)
                .alsoWhenStopped()
                .checking(PluginCommands::checkList)
                .saying(call -> "Listing plugins with pattern \"" + wanted(call) + "\" ...")
                .doing(PluginCommands::list));
        table.add(Command.named(
                        "is_enabled",
                        GROUP,
                        "Health check that exits with a non-zero code if provided plugins"
                                + " are not enabled on target node")
                .takes("<plugin1> [ <plugin2>] [--offline] [--online]", 1, Integer.MAX_VALUE)
                .switches("offline", "online")
                .of(Tool.PLUGINS)
                .alsoWhenStopped()
                .saying(call ->
                        "Asking node " + call.node().name() + " if " + named("plugin", call.arguments(), " enabled..."))
                .doing(PluginCommands::isEnabled));
        for (String name : List.of("enable", "disable")) {
            table.add(Command.named(name, GROUP, "Checks that plugins are built in; changes nothing")
                    .takes("<plugin1> [ <plugin2>] | --all [--offline] [--online]", 0, Integer.MAX_VALUE)
                    .switches("all", "offline", "online")
                    .of(Tool.PLUGINS)
                    .alsoWhenStopped()
                    .checking(call -> {
                        if (call.arguments().isEmpty() && !call.options().has("all")) {
                            throw new BadUsage("not enough arguments.");
                        }
                    })
                    .saying(call -> (name.equals("enable") ? "Enabling" : "Disabling") + " plugins on node "
                            + call.node().name() + ":\n" + String.join("\n", call.arguments()))
                    .doing(name.equals("enable") ? PluginCommands::enable : PluginCommands::disable));
        }
    }

    // ---- list

    private static String wanted(Invocation call) {
        return call.arguments().isEmpty() ? ".*" : call.argument(0);
    }

    private static Pattern pattern(Invocation call) throws BadUsage {
        try {
            return LinearPattern.compile(wanted(call));
        } catch (IllegalArgumentException e) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: " + wanted(call) + " is no regular expression");
        }
    }

    private static boolean has(Invocation call, String option, String letter) {
        return call.options().has(option) || call.options().has(letter);
    }

    private static boolean isVerbose(Invocation call) {
        return has(call, "verbose", "v");
    }

    private static boolean isMinimal(Invocation call) {
        return has(call, "minimal", "m");
    }

    private static void checkList(Invocation call) throws BadUsage {
        if (isVerbose(call) && isMinimal(call)) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: Cannot set both verbose and minimal");
        }
        pattern(call);
    }

    /** With {@code -E} those that were asked for; with {@code -e} those, and what they need, which is all there are. */
    private static Result list(Invocation call) throws BadUsage {
        Pattern pattern = pattern(call);
        boolean explicit = has(call, "enabled", "E");
        List<BuiltInPlugin> plugins = BuiltInPlugin.all().stream()
                .filter(plugin -> pattern.matcher(plugin.name()).find())
                .filter(plugin -> !(explicit && plugin.implicit()))
                .toList();
        return isMinimal(call) ? minimal(plugins) : described(call, plugins);
    }

    private static Result minimal(List<BuiltInPlugin> plugins) {
        StringBuilder text = new StringBuilder();
        plugins.forEach(plugin -> text.append(plugin.name()).append('\n'));
        return new Result.Value(
                text.toString(),
                listing(
                        "minimal",
                        plugins.stream()
                                .map(plugin -> Map.of("name", plugin.name()))
                                .toList()));
    }

    private static Result described(Invocation call, List<BuiltInPlugin> plugins) {
        boolean verbose = isVerbose(call);
        int width = plugins.stream()
                .mapToInt(plugin -> plugin.name().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        if (!call.options().has("quiet") && !call.options().has("silent")) {
            lines.add(" Configured: E = explicitly enabled; e = implicitly enabled");
            lines.add(" | Status: * = running on " + call.node().name());
            lines.add(" |/");
        }
        for (BuiltInPlugin plugin : plugins) {
            String name = (plugin.implicit() ? "[e*] " : "[E*] ") + plugin.name();
            String gap = " ".repeat(width - plugin.name().length() + 1);
            lines.add(verbose ? name : name + gap + NodeCommands.RABBITMQ_VERSION);
            if (verbose) {
                lines.add("     Version:     \t" + NodeCommands.RABBITMQ_VERSION);
                lines.add("     Dependencies:\t[]");
                lines.add("     Description: \t" + plugin.description());
            }
        }
        List<Map<String, Object>> json =
                plugins.stream().map(plugin -> json(plugin, verbose)).toList();
        return new Result.Value(
                lines.isEmpty() ? "" : String.join("\n", lines) + "\n", listing(verbose ? "verbose" : "normal", json));
    }

    private static Map<String, Object> json(BuiltInPlugin plugin, boolean verbose) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("enabled", plugin.implicit() ? "implicit" : "enabled");
        row.put("name", plugin.name());
        row.put("running", true);
        row.put("version", NodeCommands.RABBITMQ_VERSION);
        row.put("running_version", NodeCommands.RABBITMQ_VERSION);
        if (verbose) {
            row.put("description", plugin.description());
            row.put("dependencies", List.of());
        }
        return row;
    }

    private static Map<String, Object> listing(String format, List<?> plugins) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", "running");
        json.put("format", format);
        json.put("plugins", plugins);
        return json;
    }

    // ---- ask, enable, disable

    /** Such as {@code Plugins a, b are not enabled}. */
    private static String named(String word, List<String> plugins, String how) {
        boolean one = plugins.size() == 1;
        return word + (one ? " " : "s ") + String.join(", ", plugins) + (one ? " is" : " are") + how;
    }

    private static Result isEnabled(Invocation call) throws CommandFailure {
        String node = " on node " + call.node().name();
        List<String> absent = call.arguments().stream()
                .filter(plugin -> !BUILT_IN.contains(plugin))
                .toList();
        if (!absent.isEmpty()) {
            String fault = named("Plugin", absent, " not enabled") + node + ". Enabled plugins and dependencies: "
                    + String.join(", ", BUILT_IN);
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE, fault, new TreeMap<>(Map.of("message", fault, "result", "error")));
        }
        String text = named("Plugin", call.arguments(), " enabled") + node;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("message", text);
        json.put("result", "ok");
        return new Result.Value(text + "\n", json);
    }

    private static Result enable(Invocation call) throws CommandFailure {
        List<String> missing = call.arguments().stream()
                .filter(plugin -> !BUILT_IN.contains(plugin))
                .map(plugin -> ":" + plugin)
                .toList();
        if (!missing.isEmpty()) {
            throw CommandFailure.error(ExitCode.SOFTWARE, "{:plugins_not_found, [" + String.join(", ", missing) + "]}");
        }
        return unchanged(call, "enabled");
    }

    /** What was never there is disabled; what is built in cannot be. */
    private static Result disable(Invocation call) throws CommandFailure {
        List<String> builtIn = call.options().has("all")
                ? BUILT_IN
                : call.arguments().stream().filter(BUILT_IN::contains).toList();
        if (!builtIn.isEmpty()) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE, named("Plugin", builtIn, " built in and cannot be disabled"));
        }
        return unchanged(call, "disabled");
    }

    /** {@code change} is what RabbitMQ calls what was to change. */
    private static Result unchanged(Invocation call, String change) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(change, List.of());
        json.put("set", BUILT_IN);
        json.put("started", List.of());
        json.put("mode", "online");
        json.put("stopped", List.of());
        String text = String.join(
                "\n",
                "The following plugins have been configured:",
                "  " + String.join("\n  ", BUILT_IN),
                "Applying plugin configuration to " + call.node().name() + "...",
                "Plugin configuration unchanged.");
        return new Result.Parts(text + "\n", List.of(BUILT_IN, json));
    }
}
