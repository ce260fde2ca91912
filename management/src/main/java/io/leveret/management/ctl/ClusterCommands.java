package io.leveret.management.ctl;

import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cluster, which is this node. */
final class ClusterCommands {
    private static final String GROUP = "Cluster";
    private static final String ALONE = " seems to be the only one in a single node cluster, the check does not apply";
    private static final long AWAIT_SECONDS = 300;

    private ClusterCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "cluster_status",
                        GROUP,
                        "Displays all the nodes in the cluster grouped by node type, together with the currently"
                                + " running nodes")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .saying(call -> "Cluster status of node " + name(call) + " ...")
                .doing(ClusterCommands::status));
        table.add(Command.named("await_online_nodes", GROUP, "Waits for <count> nodes to join the cluster")
                .takes("<count> [--timeout <timeout>]", 1, 1)
                .checking(call -> count(call))
                .saying(call -> "Will wait for at least " + call.argument(0) + " nodes to join the cluster of "
                        + name(call) + ". Timeout: " + call.options().valueOr("timeout", "" + AWAIT_SECONDS)
                        + " seconds.")
                .doing(ClusterCommands::awaitNodes));
        table.add(Command.named("set_cluster_name", "Configuration and Environment", "Sets the cluster name")
                .takes("<name>", 1, 1)
                .saying(call -> "Setting cluster name to " + call.argument(0) + " ...")
                .doing(call -> {
                    ApiQuestions.required(call.api().ask(Verb.PUT, "/cluster-name", Map.of("name", call.argument(0))));
                    return Result.NOTHING;
                }));
        addChecks(table);
    }

    private static void addChecks(CommandTable table) {
        String health = "Monitoring, observability and health checks";
        table.add(Command.named(
                        "check_if_node_is_quorum_critical",
                        health,
                        "Health check that exits with a non-zero code if there are queues/streams with minimum online"
                                + " quorum (queues/streams that will lose their quorum if the target node shuts down)")
                .of(Tool.DIAGNOSTICS, Tool.QUEUES)
                .saying(call -> "Checking if node " + name(call) + " is critical for quorum of any queues/streams ...")
                .doing(call -> new Result.Value(
                        call.options().has("silent") ? "" : "Node " + name(call) + ALONE + "\n", alone())));
        table.add(Command.named(
                        "check_if_new_quorum_queue_replicas_have_finished_initial_sync",
                        health,
                        "Health check that exits with a non-zero code if there are queues that run promotable replicas"
                                + " on the current node")
                .of(Tool.DIAGNOSTICS, Tool.QUEUES)
                .saying(call -> "Checking if node " + name(call) + " runs promotable replicas of any queues ...")
                .doing(call -> Result.passedUnlessSilent(
                        call, "Node " + name(call) + " reported no queues with promotable replicas")));
        table.add(Command.named(
                        "check_if_node_is_mirror_sync_critical",
                        "Deprecated",
                        "DEPRECATED. Mirrored queues were removed in RabbitMQ 4.0. This command is a no-op.")
                .of(Tool.DIAGNOSTICS, Tool.QUEUES)
                .saying(call -> "This command is DEPRECATED and is a no-op. It will be removed in a future version.")
                .doing(call -> Result.passed("ok")));
        table.add(Command.named("discover_peers", health, "Performs peer discovery and lists discovered nodes, if any")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Discovering peers nodes ...")
                .doing(call -> new Result.Value("[:" + name(call) + "]\n", List.of(name(call)))));
    }

    private static String name(Invocation call) {
        return call.node().name();
    }

    /** What machines are told of checks that need other nodes. */
    static Map<String, Object> alone() {
        return new TreeMap<>(Map.of("message", "Target node" + ALONE, "result", "ok"));
    }

    private static long count(Invocation call) throws BadUsage {
        if (!call.argument(0).matches("[0-9]{1,9}")) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: Argument must be a positive integer");
        }
        return Long.parseLong(call.argument(0));
    }

    /** No other node can join while it waits, so it does not wait to say so. */
    private static Result awaitNodes(Invocation call) throws CommandFailure, BadUsage {
        if (count(call) > 1) {
            throw CommandFailure.error(
                    ExitCode.SOFTWARE,
                    "Error: timed out while waiting. Not enough nodes joined " + name(call) + "'s cluster.");
        }
        return Result.NOTHING;
    }

    private static Result status(Invocation call) throws CommandFailure {
        String cluster = String.valueOf(call.api().object("/cluster-name").get("name"));
        List<?> flags = call.api().list("/feature-flags");
        List<String> alarms = new ArrayList<>();
        call.broker().alarms().raised().forEach(resource -> alarms.add(HealthCommands.line(resource, name(call))));
        return new Result.Value(text(call, cluster, flags, alarms), json(call, cluster, flags, alarms));
    }

    private static String text(Invocation call, String cluster, List<?> flags, List<String> alarms) {
        String node = name(call);
        int cores = Runtime.getRuntime().availableProcessors();
        List<String> lines = new ArrayList<>();
        section(lines, "Basics", "Cluster name: " + cluster, "Total CPU cores available cluster-wide: " + cores);
        section(lines, "Cluster Tags", "(none)");
        section(lines, "Disk Nodes", node);
        section(lines, "Running Nodes", node);
        section(
                lines,
                "Versions",
                node + ": RabbitMQ " + NodeCommands.RABBITMQ_VERSION + " as Leveret " + call.version() + " on Java "
                        + Runtime.version().feature());
        section(lines, "CPU Cores", "Node: " + node + ", available CPU cores: " + cores);
        section(lines, "Maintenance status", "Node: " + node + ", status: " + UpgradeCommands.maintenance(call));
        section(lines, "Alarms", alarms.isEmpty() ? new String[] {"(none)"} : alarms.toArray(String[]::new));
        section(lines, "Network Partitions", "(none)");
        section(
                lines,
                "Listeners",
                call.node().status().listeners().stream()
                        .map(each -> "Node: " + node + ", " + uncapitalised(ListenerCommands.line(each)))
                        .toArray(String[]::new));
        section(
                lines,
                "Feature flags",
                flags.stream()
                        .map(each -> (Map<?, ?>) each)
                        .map(each -> "Flag: " + each.get("name") + ", state: " + each.get("state"))
                        .toArray(String[]::new));
        return String.join("\n", lines);
    }

    private static String uncapitalised(String line) {
        return "i" + line.substring(1);
    }

    private static void section(List<String> lines, String title, String... content) {
        lines.add(title);
        lines.add("");
        lines.addAll(List.of(content));
        lines.add("");
    }

    private static Map<String, Object> json(Invocation call, String cluster, List<?> flags, List<String> alarms) {
        String node = name(call);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("alarms", alarms);
        json.put("cluster_name", cluster);
        json.put("cluster_tags", List.of());
        json.put("cpu_cores", Map.of(node, Runtime.getRuntime().availableProcessors()));
        json.put("disk_nodes", List.of(node));
        json.put("ram_nodes", List.of());
        json.put("running_nodes", List.of(node));
        json.put("partitions", Map.of());
        json.put("maintenance_status", Map.of(node, UpgradeCommands.maintenance(call)));
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("rabbitmq_name", "RabbitMQ");
        version.put("rabbitmq_version", NodeCommands.RABBITMQ_VERSION);
        version.put("erlang_version", "n/a");
        version.put("leveret_version", call.version());
        json.put("versions", Map.of(node, version));
        List<Object> listeners = new ArrayList<>();
        for (Listener each : call.node().status().listeners()) {
            listeners.add(ListenerCommands.json(each, node));
        }
        json.put("listeners", Map.of(node, listeners));
        json.put("feature_flags", flags);
        return json;
    }
}
