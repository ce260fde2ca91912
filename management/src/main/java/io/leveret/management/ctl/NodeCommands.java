package io.leveret.management.ctl;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.NodeAdmin.NodeStatus;
import io.leveret.management.ctl.Command.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The node itself. */
final class NodeCommands {
    /** The version whose behaviour this node has; tools switch theirs on it. */
    static final String RABBITMQ_VERSION = "4.0.5";

    /** Of those that lost messages, in the status. */
    private static final int NAMED_QUEUES = 20;

    private static final String GROUP = "Nodes";
    private static final long AWAIT_STARTUP_MS = 300_000;
    private static final long AWAIT_FILE_MS = 10_000;
    private static final long LOOK_AGAIN_MS = 50;
    private static final double GB = 1_000_000_000.0;

    private NodeCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("version", "Help", "Displays CLI tools version")
                .of(Tool.CTL, Tool.DIAGNOSTICS, Tool.PLUGINS)
                .alsoWhenStopped()
                .doing(call -> new Result.Value(
                        RABBITMQ_VERSION + "\n",
                        new TreeMap<>(Map.of(
                                "node",
                                call.node().name(),
                                "result",
                                "ok",
                                "value",
                                Map.of("version", RABBITMQ_VERSION))))));
        table.add(Command.named("await_startup", GROUP, "Waits for the broker to start on the target node")
                .takes("[--timeout <timeout>]", 0, 0)
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .doing(NodeCommands::awaitStartup));
        table.add(Command.named("wait", GROUP, "Waits for a node to start, which may not be there yet")
                .takes("[<pidfile>] [--pid|-P <pid>] [--timeout <timeout>]", 0, 1)
                .options("pid", "P")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .doing(NodeCommands::awaitProcess));
        table.add(Command.named("start_app", GROUP, "Starts the broker in a process that is up")
                .alsoWhenStopped()
                .saying(call -> "Starting node " + call.node().name() + " ...")
                .doing(call -> {
                    call.node().startBroker();
                    return Result.NOTHING;
                }));
        StopCommands.addTo(table);
        String monitoring = "Monitoring, observability and health checks";
        table.add(Command.named("ping", monitoring, "Checks that the node's process is up and takes commands")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Will ping " + call.node().name()
                        + ". This only checks if the OS process is running and takes commands. Timeout: "
                        + call.options().valueOr("timeout", "60") + "000 ms.")
                .doing(call -> Result.lines("Ping succeeded")));
        table.add(Command.named("status", monitoring, "Displays status of a node")
                .takes("[--unit <unit>] [--timeout <timeout>]", 0, 0)
                .options("unit")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Status of node " + call.node().name() + " ...")
                .doing(NodeCommands::status));
    }

    private static Result awaitStartup(Invocation call) throws CommandFailure, BadUsage {
        long timeoutMs = call.timeoutMs(AWAIT_STARTUP_MS);
        long deadlineNanos = System.nanoTime() + timeoutMs * 1_000_000;
        while (call.node().broker().isEmpty()) {
            lookAgain(call, "await_startup", timeoutMs, deadlineNanos);
        }
        return Result.NOTHING;
    }

    /** The node that was reached must be the process that is meant. */
    private static Result awaitProcess(Invocation call) throws CommandFailure, BadUsage {
        String pid = call.options().valueOr("pid", call.options().value("P"));
        boolean inFile = !call.arguments().isEmpty();
        if (inFile == (pid != null)) {
            throw new BadUsage(inFile ? "Cannot specify both pid and pidfile" : "No pid or pidfile specified");
        }
        String own = Long.toString(call.node().status().pid());
        String meant = inFile ? Long.toString(awaitFile(call)) : pid;
        if (!meant.equals(own)) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "the node is process " + own + ", and not " + meant);
        }
        awaitStartup(call);
        String node = "'rabbit_and_plugins' %s node '" + call.node().name() + "'";
        return Result.lines(
                "pid is " + own,
                "Waiting for applications " + String.format(node, "to start on"),
                "Applications " + String.format(node, "are running on"));
    }

    /** What stands in a file that may be written a little later than the node answers. */
    private static long awaitFile(Invocation call) throws CommandFailure, BadUsage {
        Path file = call.path(call.argument(0));
        long timeoutMs = call.timeoutMs(AWAIT_FILE_MS);
        long deadlineNanos = System.nanoTime() + timeoutMs * 1_000_000;
        while (!Files.exists(file)) {
            lookAgain(call, "wait", timeoutMs, deadlineNanos);
        }
        return PidFile.read(call, call.argument(0));
    }

    private static void lookAgain(Invocation call, String command, long timeoutMs, long deadlineNanos)
            throws CommandFailure {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new CommandFailure(
                    ExitCode.TEMPORARY,
                    "Error: operation " + command + " on node " + call.node().name()
                            + " timed out. Timeout value used: " + timeoutMs);
        }
        Pause.ms(LOOK_AGAIN_MS);
    }

    private static Result status(Invocation call) throws CommandFailure {
        NodeStatus status = call.node().status();
        List<String> alarms = new ArrayList<>();
        if (call.broker() != null) {
            for (Resource resource : call.broker().alarms().raised()) {
                alarms.add(
                        resource == Resource.MEMORY
                                ? "Memory alarm on node " + status.node()
                                : "Free disk space alarm on node " + status.node());
            }
            alarms.addAll(damagedQueues(call.broker().alarms().damagedQueues()));
        }
        return new Result.Value(text(call, status, alarms), StatusJson.of(call, status, alarms));
    }

    /** The first of them by name, and how many more there are. */
    private static List<String> damagedQueues(List<String> queues) {
        List<String> lines = new ArrayList<>();
        for (String queue : queues.subList(0, Math.min(queues.size(), NAMED_QUEUES))) {
            lines.add("Messages of " + queue + " were lost by damage on disk");
        }
        if (queues.size() > NAMED_QUEUES) {
            lines.add("Messages of " + (queues.size() - NAMED_QUEUES) + " more queues were lost by damage on disk");
        }
        return lines;
    }

    private static String text(Invocation call, NodeStatus status, List<String> alarms) {
        List<String> lines = new ArrayList<>(List.of(
                "Runtime",
                "",
                "OS PID: " + status.pid(),
                "OS: " + System.getProperty("os.name"),
                "Uptime (seconds): " + status.uptimeSeconds(),
                "Is under maintenance?: " + call.node().maintenance(),
                "RabbitMQ version: " + RABBITMQ_VERSION,
                "Product: Leveret " + status.version(),
                "Node name: " + status.node(),
                "Java: " + Runtime.version(),
                "Broker: " + (call.broker() == null ? "stopped" : "running"),
                "",
                "Data directory",
                "",
                "Node data directory: " + status.dataDirectory(),
                "",
                "Alarms",
                ""));
        lines.addAll(alarms.isEmpty() ? List.of("(none)") : alarms);
        lines.addAll(List.of(
                "",
                "Memory",
                "",
                "Total memory used: " + gigabytes(status.memoryUsedBytes()),
                "Memory high watermark computed to: " + gigabytes(status.memoryLimitBytes()),
                "",
                "Free Disk Space",
                "",
                "Low free disk space watermark: " + gigabytes(status.diskLimitBytes()),
                "Free disk space: " + gigabytes(status.diskFreeBytes()),
                "",
                "Totals",
                "",
                "Connection count: " + status.connections(),
                "Queue count: " + status.queues(),
                "Virtual host count: "
                        + (call.broker() == null
                                ? 0
                                : call.broker().vhosts().list().size()),
                "",
                "Listeners",
                ""));
        status.listeners().forEach(listener -> lines.add(ListenerCommands.line(listener)));
        return String.join("\n", lines) + "\n";
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.4f gb", bytes / GB);
    }
}
