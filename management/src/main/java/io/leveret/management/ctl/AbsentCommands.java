package io.leveret.management.ctl;

import io.leveret.management.ctl.Command.Tool;

/** Commands of RabbitMQ that cannot be offered; each says why, so that nobody looks for a mistake of his own. */
final class AbsentCommands {
    private static final String CLUSTER = "Cluster";
    private static final String NO_CLUSTER = "this node is a cluster of its own; nodes cannot be joined";
    private static final String NO_ERLANG = "this node runs no Erlang";

    private AbsentCommands() {}

    static void addTo(CommandTable table) {
        for (String name : new String[] {
            "join_cluster",
            "forget_cluster_node",
            "change_cluster_node_type",
            "force_boot",
            "force_standalone_khepri_boot",
            "rename_cluster_node",
            "update_cluster_nodes"
        }) {
            absent(table, name, CLUSTER, Tool.CTL, NO_CLUSTER);
        }
        for (String name : new String[] {"grow", "shrink", "add_member", "delete_member"}) {
            absent(table, name, CLUSTER, Tool.QUEUES, NO_CLUSTER);
        }
        for (String name : new String[] {"reset", "force_reset"}) {
            absent(
                    table,
                    name,
                    "Nodes",
                    Tool.CTL,
                    "a node does not delete what it holds; stop it, and delete its data directory");
        }
        for (String name : new String[] {"directories", "set"}) {
            absent(table, name, "Plugin Management", Tool.PLUGINS, "plug-ins are built in; there are none elsewhere");
        }
        for (String name : new String[] {"eval_file", "exec"}) {
            absent(table, name, "Operations", Tool.CTL, NO_ERLANG);
        }
        for (String name : new String[] {"observer", "remote_shell"}) {
            absent(table, name, "Monitoring, observability and health checks", Tool.DIAGNOSTICS, NO_ERLANG);
        }
    }

    private static void absent(CommandTable table, String name, String group, Tool tool, String why) {
        table.add(Command.named(name, group, "Not offered: " + why)
                .takes("...", 0, Integer.MAX_VALUE)
                .alsoWhenStopped()
                .of(tool)
                .doing(call -> {
                    throw CommandFailure.error(ExitCode.UNAVAILABLE, name + " is not offered: " + why);
                }));
    }
}
