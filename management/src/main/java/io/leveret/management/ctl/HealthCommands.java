package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.api.ProtocolNames;
import io.leveret.management.ctl.Command.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Health checks, mostly of {@code rabbitmq-diagnostics}. */
final class HealthCommands {
    private static final String GROUP = "Monitoring, observability and health checks";
    private static final int CONNECT_TIMEOUT_MS = 5_000;

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
        table.add(Command.named(
                        "check_port_connectivity",
                        GROUP,
                        "Basic TCP connectivity health check for each" + " listener's port on the target node")
                .takes("[--timeout <timeout>] [--address <address>]", 0, 0)
                .options("address")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Testing TCP connections to all active listeners on node " + name(call) + " ...")
                .doing(HealthCommands::checkPortConnectivity));
        table.add(alarmCheck("check_local_alarms", "no local alarms"));
        table.add(alarmCheck("check_alarms", "no alarms, local or clusterwide"));
        table.add(Command.named("alarms", GROUP, "Lists resource alarms (local or cluster-wide) in effect")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " to report any known resource alarms ...")
                .doing(HealthCommands::alarms));
        table.add(Command.named("listeners", GROUP, "Lists active connection listeners on the target node")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " to report its protocol listeners ...")
                .doing(HealthCommands::listeners));
        table.add(Command.named(
                        "check_port_listener",
                        GROUP,
                        "Health check that exits with a non-zero code if target"
                                + " node does not have an active listener for given port")
                .takes("<port>", 1, 1)
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " if there's an active listener on port "
                        + call.argument(0) + " ...")
                .checking(HealthCommands::positive)
                .doing(HealthCommands::checkPort));
        table.add(Command.named(
                        "check_protocol_listener",
                        GROUP,
                        "Health check that exits with a non-zero code if"
                                + " target node does not have an active listener for given protocol")
                .takes("<protocol>", 1, 1)
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " if there's an active listener for protocol "
                        + call.argument(0) + " ...")
                .doing(HealthCommands::checkProtocol));
        table.add(Command.named(
                        "check_virtual_hosts",
                        GROUP,
                        "Health check that checks if all vhosts are running in" + " the target node")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Checking if all vhosts are running on node " + name(call) + " ...")
                .doing(call -> unlessSilent(call, "Node " + name(call) + " reported all vhosts as running")));
        table.add(Command.named(
                        "server_version",
                        "Configuration and Environment",
                        "Displays server version on the" + " target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + name(call) + " for its RabbitMQ version...")
                .doing(call -> new Result.Value(
                        NodeCommands.RABBITMQ_VERSION + "\n",
                        new TreeMap<>(Map.of("result", "ok", "value", NodeCommands.RABBITMQ_VERSION)))));
    }

    private static String name(Invocation call) {
        return call.node().name();
    }

    /** Checks say nothing with {@code --silent}: their exit code says it. */
    private static Result unlessSilent(Invocation call, String text) {
        return call.options().has("silent") ? Result.NOTHING : Result.passed(text);
    }

    private static Result checkRunning(Invocation call) throws CommandFailure {
        if (call.broker() == null) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "RabbitMQ on node " + name(call) + " is not running or has not fully booted yet");
        }
        String text = "RabbitMQ on node " + name(call) + " is fully booted and running";
        return call.options().has("silent") ? Result.NOTHING : Result.lines(text);
    }

    private static Result checkPortConnectivity(Invocation call) throws CommandFailure {
        List<String> failed = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        for (Listener listener : call.node().status().listeners()) {
            String host = call.options().valueOr("address", address(listener));
            said.append("Will connect to ")
                    .append(host)
                    .append(':')
                    .append(listener.port())
                    .append('\n');
            ports.add(Integer.toString(listener.port()));
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, listener.port()), CONNECT_TIMEOUT_MS);
            } catch (IOException e) {
                failed.add(Integer.toString(listener.port()));
            }
        }
        if (!failed.isEmpty()) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "Connection to ports of the following listeners on node " + name(call) + " failed: "
                            + String.join(", ", failed));
        }
        said.append("Successfully connected to ports ")
                .append(String.join(", ", ports))
                .append(" on node ");
        return unlessSilent(call, said.append(name(call)).toString());
    }

    private static String address(Listener listener) {
        return listener.address().equals("::")
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : listener.address();
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
                    return unlessSilent(call, "Node " + name(call) + " reported " + none);
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

    private static Result listeners(Invocation call) {
        StringBuilder text = new StringBuilder();
        List<Object> all = new ArrayList<>();
        for (Listener listener : call.node().status().listeners()) {
            text.append(line(listener)).append('\n');
            all.add(json(listener, name(call)));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("listeners", all);
        json.put("node", name(call));
        json.put("result", "ok");
        return new Result.Value(text.toString(), json);
    }

    static Map<String, Object> json(Listener listener, String node) {
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("node", node);
        each.put("port", listener.port());
        each.put("protocol", listener.protocol());
        each.put("interface", bracketed(listener.address()));
        each.put("purpose", purpose(listener));
        return each;
    }

    static String line(Listener listener) {
        return "Interface: " + bracketed(listener.address()) + ", port: " + listener.port() + ", protocol: "
                + listener.protocol() + ", purpose: " + purpose(listener);
    }

    private static String purpose(Listener listener) {
        return switch (listener.protocol()) {
            case "amqp/ssl" -> "AMQP 0-9-1 over TLS";
            case "http" -> "HTTP API";
            case "http/prometheus" -> "Prometheus exporter API over HTTP";
            case "https" -> "HTTP API over TLS (HTTPS)";
            default -> "AMQP 0-9-1";
        };
    }

    private static String bracketed(String address) {
        return address.indexOf(':') < 0 ? address : "[" + address + "]";
    }

    private static Result checkPort(Invocation call) throws CommandFailure, AdminException {
        List<String> ports = call.node().status().listeners().stream()
                .map(listener -> Integer.toString(listener.port()))
                .toList();
        if (!ports.contains(call.argument(0))) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "No listener for port " + call.argument(0) + " is active on node " + name(call)
                            + ". Found listeners that use the following ports: " + String.join(", ", ports));
        }
        return running(call, "port", call.argument(0));
    }

    private static void positive(Invocation call) throws BadUsage {
        if (!call.argument(0).matches("[0-9]{1,9}") || Integer.parseInt(call.argument(0)) == 0) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: Argument must be a positive integer");
        }
    }

    private static Result running(Invocation call, String what, String which) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", name(call));
        json.put(what, which);
        json.put("result", "ok");
        return new Result.Value(
                "A listener for " + what + " " + which + " is running on node " + name(call) + ".\n", json);
    }

    private static Result checkProtocol(Invocation call) throws CommandFailure {
        String wanted = ProtocolNames.canonical(call.argument(0));
        TreeSet<String> active = new TreeSet<>();
        call.node().status().listeners().forEach(listener -> active.add(listener.protocol()));
        if (!active.contains(wanted)) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "No listener for protocol " + wanted + " is active on node " + name(call)
                            + ". Found listeners for the following protocols: " + String.join(", ", active));
        }
        return running(call, "protocol", wanted);
    }
}
