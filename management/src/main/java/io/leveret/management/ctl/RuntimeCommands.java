package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.VhostsAdmin.Metadata;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.ctl.Command.Tool;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The process, its surroundings, and what is rarely asked. */
final class RuntimeCommands {
    private static final String HEALTH = "Monitoring, observability and health checks";
    private static final String ENVIRONMENT = "Configuration and Environment";

    /** Of an address of IPv6, two groups and more. */
    private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?:$|:)");

    private RuntimeCommands() {}

    static void addTo(CommandTable table) {
        addProcess(table);
        addEnvironment(table);
        addVhosts(table);
        addAccess(table);
        table.add(Command.named(
                        "list_unresponsive_queues",
                        HEALTH,
                        "Tests queues to respond within timeout. Lists those which did not respond")
                .takes("[--local] [--queue-timeout <queue-timeout>] [--timeout <timeout>]", 0, Integer.MAX_VALUE)
                .switches("local", "all")
                .options("queue-timeout")
                .saying(call -> "Listing unresponsive queues for vhost " + call.vhost() + " ...")
                .doing(call -> {
                    if (call.broker().vhosts().exists(call.vhost())) {
                        call.broker().queues().consumers(call.vhost()); // which their shards answer, or a timeout tells
                    }
                    return new Result.Table(List.of("name"), List.of(), true);
                }));
        table.add(Command.named(
                        "node_health_check",
                        "Deprecated",
                        "DEPRECATED. This command is a no-op."
                                + " See https://www.rabbitmq.com/monitoring.html#health-checks")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .saying(call -> "This command is DEPRECATED and is a no-op. It will be removed in a future version. \n"
                        + "Use one of the options covered in https://www.rabbitmq.com/monitoring.html#health-checks"
                        + " instead."));
        table.add(Command.named("rotate_logs", "Nodes", "Does nothing [deprecated]")
                .doing(call -> {
                    throw CommandFailure.error(
                            ExitCode.UNAVAILABLE, "This command does not rotate logs anymore [deprecated]");
                }));
    }

    private static void addProcess(CommandTable table) {
        table.add(Command.named(
                        "is_running", HEALTH, "Checks if the broker is fully booted and running on the target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + call.node().name() + " for its status ...")
                .doing(call -> told(
                        call,
                        call.broker() != null,
                        call.broker() == null
                                ? " is not running or has not fully booted yet (check with is_booting)"
                                : " is fully booted and running")));
        table.add(Command.named("is_booting", HEALTH, "Checks if the broker is still booting on the target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + call.node().name() + " for its boot status ...")
                .doing(call -> told(
                        call,
                        false,
                        " is fully booted (check with is_running), stopped or has not started booting yet")));
        table.add(Command.named("force_gc", "Operations", "Makes the target node collect garbage")
                .saying(call -> "Will ask all processes on node " + call.node().name() + " to schedule a full sweep GC")
                .doing(call -> {
                    System.gc(); // that it be done concurrently is an option of the JVM
                    return Result.NOTHING;
                }));
        table.add(Command.named("memory_breakdown", HEALTH, "Provides a memory usage breakdown on the target node.")
                .takes("[--unit <unit>] [--timeout <timeout>]", 0, 0)
                .options("unit")
                .of(Tool.DIAGNOSTICS)
                .checking(call -> MemoryText.unit(call.options().valueOr("unit", "gb")))
                .saying(call ->
                        "Reporting memory breakdown on node " + call.node().name() + "...")
                .doing(MemoryText::breakdown));
        table.add(Command.named("erlang_version", ENVIRONMENT, "Displays the version of what the target node runs on")
                .takes("[--details]", 0, 0)
                .switches("details")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + call.node().name() + " for its Erlang/OTP version...")
                .doing(call -> new Result.Value(
                        "Java " + Runtime.version() + "\n",
                        new TreeMap<>(Map.of("result", "ok", "value", "Java " + Runtime.version())))));
        table.add(Command.named("tls_versions", ENVIRONMENT, "Lists TLS versions supported on the target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Listing all TLS versions supported by the runtime...")
                .doing(call ->
                        new Result.Value(String.join("", tlsVersions()) + "\n", Map.of("versions", tlsVersions()))));
    }

    private static List<String> tlsVersions() throws CommandFailure {
        try {
            return Arrays.stream(
                            SSLContext.getDefault().getDefaultSSLParameters().getProtocols())
                    .map(each -> each.toLowerCase(Locale.ROOT))
                    .toList();
        } catch (NoSuchAlgorithmException e) {
            throw CommandFailure.error(ExitCode.SOFTWARE, e.getMessage());
        }
    }

    private static void addEnvironment(CommandTable table) {
        table.add(Command.named(
                        "environment", ENVIRONMENT, "Displays the name and value of each setting that was given")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Application environment of node " + call.node().name() + " ...")
                .doing(call -> {
                    Map<String, String> settings = call.node().effectiveSettings();
                    StringBuilder text = new StringBuilder();
                    settings.forEach((key, value) ->
                            text.append(key).append(" = ").append(value).append('\n'));
                    return new Result.Value(text.toString(), settings);
                }));
        table.add(Command.named(
                        "os_env", ENVIRONMENT, "Lists RabbitMQ-specific environment variables set on target node")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Listing RabbitMQ-specific environment variables defined on node "
                        + call.node().name() + "...")
                .doing(call -> {
                    Map<String, String> variables = new TreeMap<>();
                    System.getenv().forEach((name, value) -> {
                        if (name.startsWith("RABBITMQ_") || name.startsWith("LEVERET_")) {
                            variables.put(name, name.contains("PASS") || name.contains("COOKIE") ? "*****" : value);
                        }
                    });
                    List<String> lines = new ArrayList<>();
                    variables.forEach((name, value) -> lines.add(name + "=" + value));
                    return new Result.Value(
                            String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"),
                            new TreeMap<>(Map.of("node", call.node().name(), "result", "ok", "variables", variables)));
                }));
        table.add(Command.named("resolve_hostname", ENVIRONMENT, "Resolves a hostname to a set of addresses")
                .takes("<hostname> [--address-family <ipv4 | ipv6>]", 1, 1)
                .options("address-family")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Asking node " + call.node().name() + " to resolve hostname " + call.argument(0)
                        + " to " + family(call) + " addresses...")
                .checking(call -> {
                    if (!List.of("ipv4", "ipv6", "IPv4", "IPv6").contains(family(call))) {
                        throw new BadUsage(
                                ExitCode.DATA,
                                "Bad argument: unsupported IP address family " + family(call)
                                        + ". Valid values are: ipv4, ipv6");
                    }
                })
                .doing(RuntimeCommands::resolve));
    }

    /** As it was written. */
    private static String family(Invocation call) {
        return call.options().valueOr("address-family", "IPv4");
    }

    /** With the longest row of zeros left out, as RFC 5952 has it. */
    private static String address(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return ZEROS.matcher(text)
                .results()
                .max(Comparator.comparingInt(row -> row.end() - row.start()))
                .map(row -> text.substring(0, row.start()) + "::" + text.substring(row.end()))
                .orElse(text);
    }

    private static Result resolve(Invocation call) throws CommandFailure {
        Class<?> family = family(call).endsWith("6") ? Inet6Address.class : Inet4Address.class;
        List<String> found = addresses(call.argument(0)).stream()
                .filter(family::isInstance)
                .map(RuntimeCommands::address)
                .toList();
        String node = call.node().name();
        if (found.isEmpty()) {
            String text = "Hostname does not resolve (resolution failed with an nxdomain)";
            throw CommandFailure.error(
                    ExitCode.DATA, text, new TreeMap<>(Map.of("message", text, "node", node, "result", "error")));
        }
        Map<String, Object> json = new TreeMap<>(Map.of("address_family", family(call), "addresses", found));
        json.putAll(Map.of("hostname", call.argument(0), "node", node, "result", "ok"));
        return new Result.Value(String.join("\n", found) + "\n", json);
    }

    private static List<InetAddress> addresses(String hostname) {
        try {
            return List.of(InetAddress.getAllByName(hostname));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static void addVhosts(CommandTable table) {
        String group = "Virtual hosts";
        table.add(Command.named("set_vhost_tags", group, "Sets virtual host tags")
                .takes("<vhost> <tag> [...]", 1, Integer.MAX_VALUE)
                .saying(call -> "Setting tags for virtual host \"" + call.argument(0) + "\" to ["
                        + String.join(", ", tags(call)) + "] ...")
                .doing(RuntimeCommands::setVhostTags));
        table.add(Command.named(
                        "reconcile_vhosts",
                        group,
                        "Makes sure all virtual hosts were initialized on all reachable cluster nodes")
                .saying(call -> "Will try to initiate virtual host reconciliation on all reachable cluster nodes..."));
        table.add(Command.named("restart_vhost", group, "Restarts a failed vhost data stores and queues")
                .takes("[--vhost <vhost>]", 0, 0)
                .saying(call -> "Trying to restart vhost '" + call.vhost() + "' on node '"
                        + call.node().name() + "' ...")
                .doing(RuntimeCommands::restartVhost));
    }

    private static List<String> tags(Invocation call) {
        return call.arguments().subList(1, call.arguments().size());
    }

    private static Result setVhostTags(Invocation call) throws AdminException, CommandFailure {
        String vhost = call.argument(0);
        if (!call.broker().vhosts().exists(vhost)) {
            throw CommandFailure.error(ExitCode.DATA, "Virtual host \"" + vhost + "\" does not exist")
                    .toMachines(call, "Virtual host \"" + vhost + "\" does not exists");
        }
        call.broker().vhosts().update(vhost, new Metadata(null, tags(call), null));
        return Result.NOTHING;
    }

    /** One that is there runs. */
    private static Result restartVhost(Invocation call) throws CommandFailure {
        String where = "vhost '" + call.vhost() + "' on node '" + call.node().name() + "'";
        if (!call.broker().vhosts().exists(call.vhost())) {
            throw CommandFailure.error(
                    ExitCode.SOFTWARE,
                    "Failed to start " + where + "Reason: {:no_such_vhost, \"" + call.vhost() + "\"}");
        }
        return Result.lines("Vhost '" + call.vhost() + "' is already running on node '"
                + call.node().name() + "'");
    }

    private static Result told(Invocation call, boolean result, String how) {
        String text = "RabbitMQ on node " + call.node().name() + how;
        return new Result.Value(text + "\n", new TreeMap<>(Map.of("message", text, "result", result)));
    }

    private static void addAccess(CommandTable table) {
        table.add(Command.named("hash_password", "Other", "Hashes a plaintext password")
                .takes("<cleartext_password>", 0, 1)
                .saying(call -> call.arguments().isEmpty()
                        ? "Will hash provided password"
                        : "Will hash password " + call.argument(0))
                .doing(call -> Result.lines(call.broker().users().hash(password(call)))));
        table.add(Command.named(
                        "set_permissions_globally", "Access Control", "Sets user permissions for all virtual hosts.")
                .takes("<username> <conf> <write> <read>", 4, 4)
                .saying(call -> "Setting permissions for user \"" + call.argument(0) + "\" in all virtual hosts ...")
                .doing(call -> {
                    for (VhostDetails vhost : call.broker().vhosts().list()) {
                        call.broker()
                                .permissions()
                                .set(new PermissionDetails(
                                        call.argument(0),
                                        vhost.name(),
                                        call.argument(1),
                                        call.argument(2),
                                        call.argument(3)));
                    }
                    return Result.NOTHING;
                }));
        Columns<Map<?, ?>> attempts =
                new Columns<>("protocol", "auth_attempts", "auth_attempts_failed", "auth_attempts_succeeded");
        for (String name : List.of("protocol", "auth_attempts", "auth_attempts_failed", "auth_attempts_succeeded")) {
            attempts.with(name, row -> row.get(name));
        }
        table.add(Command.named(
                        "list_node_auth_attempt_stats", HEALTH, "Lists authentication attempts on the target node")
                .saying(call -> "Listing authentication\n attempts for node \""
                        + call.node().name() + "\" ...")
                .doing(call -> {
                    List<Map<?, ?>> rows = new ArrayList<>();
                    for (Object each : call.api()
                            .list(ApiQuestions.path(
                                    "auth", "attempts", call.node().name()))) {
                        rows.add((Map<?, ?>) each);
                    }
                    Map<String, Object> json = Result.done(call);
                    json.put("attempts", rows);
                    return new Result.Shown(attempts.table(attempts.wanted(List.of()), rows, false), json);
                }));
    }

    private static String password(Invocation call) throws CommandFailure {
        if (!call.arguments().isEmpty()) {
            return call.argument(0);
        }
        try {
            call.session().out("Password: ");
            String line = call.session().readLine();
            if (line != null) {
                return line;
            }
        } catch (IOException e) {
            throw CommandFailure.error(ExitCode.USAGE, "no password could be read: " + e.getMessage());
        }
        throw CommandFailure.error(ExitCode.USAGE, "Password is not provided via argument or standard input");
    }
}
