package io.leveret.management.ctl;

import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.api.ProtocolNames;
import io.leveret.management.ctl.Command.Tool;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the node listens on, and checks of it. */
final class ListenerCommands {
    private static final String GROUP = "Monitoring, observability and health checks";
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private ListenerCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "check_port_connectivity",
                        GROUP,
                        "Basic TCP connectivity health check for each" + " listener's port on the target node")
                .takes("[--timeout <timeout>] [--address <address>]", 0, 0)
                .options("address")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Testing TCP connections to all active listeners on node " + name(call) + " using "
                        + (address(call) == null ? "hostname resolution" : address(call) + " for node IP address")
                        + " ...")
                .doing(ListenerCommands::checkPortConnectivity));
        table.add(Command.named("listeners", GROUP, "Lists active connection listeners on the target node")
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " to report its protocol listeners ...")
                .doing(ListenerCommands::listeners));
        table.add(Command.named(
                        "check_port_listener",
                        GROUP,
                        "Health check that exits with a non-zero code if target"
                                + " node does not have an active listener for given port")
                .takes("<port> [--timeout <timeout>]", 1, 1)
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " if there's an active listener on port "
                        + call.argument(0) + " ...")
                .checking(ListenerCommands::positive)
                .doing(ListenerCommands::checkPort));
        table.add(Command.named(
                        "check_protocol_listener",
                        GROUP,
                        "Health check that exits with a non-zero code if"
                                + " target node does not have an active listener for given protocol")
                .takes("<protocol> [--timeout <timeout>]", 1, 1)
                .of(Tool.DIAGNOSTICS)
                .saying(call -> "Asking node " + name(call) + " if there's an active listener for protocol "
                        + call.argument(0) + " ...")
                .doing(ListenerCommands::checkProtocol));
    }

    private static String name(Invocation call) {
        return call.node().name();
    }

    // ---- connect

    /** The address that was given to connect to, or null. */
    private static String address(Invocation call) {
        return call.options().value("address");
    }

    /** Tells what it does while it does it, whoever is told and though silence was asked, as 4.0.5's does. */
    private static Result checkPortConnectivity(Invocation call) throws CommandFailure, BadUsage {
        List<Listener> failed = new ArrayList<>();
        int timeoutMs = (int) Math.min(Integer.MAX_VALUE, Math.max(1, call.timeoutMs(CONNECT_TIMEOUT_MS)));
        for (Listener listener : call.node().status().listeners()) {
            String host = address(call) == null ? host(call, listener) : address(call);
            String target = host + ":" + listener.port();
            call.session().out("Will connect to " + target + "\n");
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, listener.port()), timeoutMs);
            } catch (IOException e) {
                call.session().out("Error connecting to " + target + ": " + reason(e) + "\n");
                failed.add(listener);
            }
        }
        if (!failed.isEmpty()) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "Connection to ports of the following listeners on node " + name(call) + " failed: \n"
                            + String.join(
                                    "\n",
                                    failed.stream().map(ListenerCommands::line).toList()),
                    new TreeMap<>(Map.of("failures", json(failed, call), "node", name(call), "result", "error")));
        }
        return new Result.Value(
                "Successfully connected to ports " + ports(call) + " on node " + name(call) + " (using "
                        + (address(call) == null
                                ? "node hostname resolution"
                                : address(call) + " for target IP address")
                        + ")\n",
                new TreeMap<>(Map.of("listeners", all(call), "node", name(call), "result", "ok")));
    }

    private static String ports(Invocation call) {
        return String.join(
                ", ",
                call.node().status().listeners().stream()
                        .map(Listener::port)
                        .sorted(Comparator.naturalOrder())
                        .map(port -> Integer.toString(port))
                        .toList());
    }

    /**
     * The host in the name of the node for what listens on all addresses. A node's name may be any here: where its host
     * is none, this machine is taken; and what listens on one address is looked for there.
     */
    private static String host(Invocation call, Listener listener) {
        if (!listener.address().equals("::") && !listener.address().equals("0.0.0.0")) {
            return listener.address();
        }
        String host = name(call).substring(name(call).indexOf('@') + 1);
        try {
            InetAddress.getByName(host);
            return host;
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "nxdomain";
        }
        if (e instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (e instanceof NoRouteToHostException) {
            return "ehostunreach";
        }
        return e instanceof ConnectException ? "econnrefused" : e.getMessage();
    }

    // ---- list and look

    private static Result listeners(Invocation call) {
        StringBuilder text = new StringBuilder();
        call.node().status().listeners().forEach(each -> text.append(line(each)).append('\n'));
        return new Result.Value(
                text.toString(), new TreeMap<>(Map.of("listeners", all(call), "node", name(call), "result", "ok")));
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

    private static Result checkPort(Invocation call) throws CommandFailure {
        List<String> ports = call.node().status().listeners().stream()
                .map(listener -> Integer.toString(listener.port()))
                .toList();
        if (!ports.contains(call.argument(0))) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "No listener for port " + call.argument(0) + " is active on node " + name(call)
                            + ". Found listeners that use the following ports: " + String.join(", ", ports),
                    missing(
                            call,
                            call.argument(0),
                            "ports",
                            ports.stream().map(Integer::valueOf).toList()));
        }
        return running(call, "port", call.argument(0));
    }

    /** What machines are told where nothing listens as it should. */
    private static Map<String, Object> missing(Invocation call, String wanted, String what, List<?> found) {
        return new TreeMap<>(Map.of("listeners", all(call), "missing", wanted, what, found, "result", "error"));
    }

    private static List<Map<String, Object>> all(Invocation call) {
        return json(call.node().status().listeners(), call);
    }

    private static List<Map<String, Object>> json(List<Listener> listeners, Invocation call) {
        return listeners.stream().map(each -> json(each, name(call))).toList();
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
                            + ". Found listeners for the following protocols: " + String.join(", ", active),
                    missing(call, wanted, "protocols", List.copyOf(active)));
        }
        return running(call, "protocol", wanted);
    }
}
