package io.leveret.management.ctl;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.ctl.Command.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Health checks of the node, mostly of {@code rabbitmq-diagnostics}. */
final class HealthCommands {
    private static final String GROUP = "Monitoring, observability and health checks";

    private HealthCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "check_running",
                        GROUP,
                        "Health check that exits with a non-zero code if the broker"
                                + " does not run on the target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Checking if RabbitMQ is running on node " + name(call) + " ...")
                .doing(HealthCommands::checkRunning));
        table.add(alarmCheck("check_local_alarms", "no local alarms"));
        table.add(alarmCheck("check_alarms", "no alarms, local or clusterwide"));
        table.add(Command.named("alarms", GROUP, "Lists resource alarms (local or cluster-wide) in effect")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " to report any known resource alarms ...")
                .doing(HealthCommands::alarms));
        table.add(Command.named(
                        "check_virtual_hosts",
                        GROUP,
                        "Health check that checks if all vhosts are running in" + " the target node")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Checking if all vhosts are running on node " + name(call) + " ...")
                .doing(call ->
                        Result.passedUnlessSilent(call, "Node " + name(call) + " reported all vhosts as running")));
        table.add(Command.named(
                        "server_version",
                        "Configuration and Environment",
                        "Displays server version on the" + " target node")
                .of(Tool.DIAGNOSTICS)
                .takes("[--timeout <timeout>]", 0, 0)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + name(call) + " for its RabbitMQ version...")
                .doing(call -> new Result.Value(
                        NodeCommands.RABBITMQ_VERSION + "\n",
                        new TreeMap<>(Map.of("result", "ok", "value", NodeCommands.RABBITMQ_VERSION)))));
    }

    private static String name(Invocation call) {
        return call.node().name();
    }

    private static Result checkRunning(Invocation call) throws CommandFailure {
        if (call.broker() == null) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "RabbitMQ on node " + name(call) + " is not running or has not fully booted yet");
        }
        return Result.lines("RabbitMQ on node " + name(call) + " is fully booted and running");
    }

    private static Command alarmCheck(String name, String none) {
        return Command.named(
                        name,
                        GROUP,
                        "Health check that exits with a non-zero code if the target node reports" + " any alarms")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " to report any local resource alarms ...")
                .doing(call -> {
                    List<Resource> raised = call.broker().alarms().raised();
                    if (!raised.isEmpty()) {
                        throw CommandFailure.error(
                                ExitCode.UNAVAILABLE,
                                "Node " + name(call) + " reported alarms:\n" + list(raised, call));
                    }
                    return Result.passedUnlessSilent(call, "Node " + name(call) + " reported " + none);
                });
    }

    private static String list(List<Resource> raised, Invocation call) {
        List<String> lines = new ArrayList<>();
        for (Resource resource : raised) {
            lines.add(line(resource, name(call)));
        }
        return String.join("\n", lines);
    }

    static String line(Resource resource, String node) {
        return (resource == Resource.MEMORY ? "Memory" : "Free disk space") + " alarm on node " + node;
    }

    private static Result alarms(Invocation call) {
        List<Resource> raised = call.broker().alarms().raised();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "alarms",
                raised.stream().map(resource -> line(resource, name(call))).toList());
        json.put("node", name(call));
        json.put("result", "ok");
        String text = raised.isEmpty()
                ? "Node " + name(call) + " reported no alarms, local or clusterwide"
                : list(raised, call);
        return new Result.Value(text + "\n", json);
    }
}
