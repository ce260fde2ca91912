package io.leveret.management.ctl;

import com.google.re2j.Pattern;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.ctl.ApiQuestions.Answered;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.http.Verb;
import io.leveret.management.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Before and after an upgrade: clients are sent away, replicas are waited for, leaders spread. */
final class UpgradeCommands {
    private static final String GROUP = "Upgrade";
    private static final List<String> LEADERS = List.of("all", "quorum", "stream");
    private static final String NODE = "Node name";
    private static final String LED = "Number of quorum queues";
    private static final String OPERATIONS = "Operations";

    private UpgradeCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "await_online_quorum_plus_one",
                        GROUP,
                        "Waits for all quorum queues and streams to have an above minimum online quorum."
                                + " This makes sure that no queues/streams would lose their quorum if the target"
                                + " node is shut down")
                .takes("[--timeout <timeout>]", 0, 0)
                .of(Tool.UPGRADE)
                .saying(call ->
                        "Will wait for a quorum + 1 of nodes to be online for all quorum queues and streams for "
                                + call.options().valueOr("timeout", "120")
                                + " seconds...\nTarget node seems to be the only one in a single node cluster,"
                                + " the command does not apply")
                .doing(call -> new Result.Value("", ClusterCommands.alone())));
        table.add(Command.named("post_upgrade", GROUP, "Runs post-upgrade tasks")
                .of(Tool.UPGRADE)
                .saying(call -> "Executing post upgrade tasks...\nRebalancing queue masters...")
                .doing(call -> Result.NOTHING));
        table.add(Command.named(
                        "drain",
                        GROUP,
                        "Puts the node in maintenance mode. Such nodes will not serve any client traffic or host any"
                                + " primary queue replicas")
                .of(Tool.UPGRADE)
                .saying(call -> "Will put node " + name(call) + " into maintenance mode. The node will no longer serve"
                        + " any client traffic!")
                .doing(UpgradeCommands::drain));
        table.add(Command.named(
                        "revive",
                        GROUP,
                        "Puts the node out of maintenance and into regular operating mode. Such nodes will again serve"
                                + " client traffic and host primary queue replicas")
                .of(Tool.UPGRADE)
                .saying(call -> "Will put node " + name(call) + " back into normal operating mode")
                .doing(call -> {
                    call.node().resumeListeners();
                    call.node().maintenance(false);
                    return Result.NOTHING;
                }));
        addListeners(table);
        addQueues(table);
    }

    private static void addListeners(CommandTable table) {
        table.add(Command.named(
                        "suspend_listeners",
                        OPERATIONS,
                        "Suspends client connection listeners so that no new client connections are accepted")
                .saying(call -> "Will suspend client connection listeners on node " + name(call) + ". "
                        + "The node will no longer accept client connections!")
                .doing(call -> {
                    call.node().suspendListeners();
                    return Result.NOTHING;
                }));
        table.add(Command.named(
                        "resume_listeners",
                        OPERATIONS,
                        "Resumes client connection listeners making them accept client connections again")
                .saying(call -> "Will resume client connection listeners on node " + name(call) + ". "
                        + "The node will now accept client connections")
                .doing(call -> {
                    call.node().resumeListeners();
                    return Result.NOTHING;
                }));
    }

    private static void addQueues(CommandTable table) {
        table.add(Command.named(
                        "rebalance",
                        "Cluster",
                        "Re-balances leaders of replicated queues across up-and-running cluster nodes")
                .takes("< all | quorum | stream > [--vhost-pattern <pattern>] [--queue-pattern <pattern>]", 1, 1)
                .options("vhost-pattern", "queue-pattern")
                .of(Tool.QUEUES)
                .printedAs("pretty_table")
                .saying(call -> LEADERS.contains(call.argument(0))
                        ? "Re-balancing leaders of " + call.argument(0) + " queues..."
                        : null)
                .doing(UpgradeCommands::rebalance));
        table.add(Command.named(
                        "quorum_status",
                        "Monitoring, observability and health checks",
                        "Displays quorum status of a quorum queue")
                .takes("[--vhost <vhost>] <queue>", 1, 1)
                .of(Tool.QUEUES, Tool.DIAGNOSTICS)
                .printedAs("pretty_table")
                .saying(call -> "Status of quorum queue " + call.argument(0) + " on node " + name(call) + " ...")
                .doing(UpgradeCommands::quorumStatus));
    }

    private static String name(Invocation call) {
        return call.node().name();
    }

    /** How RabbitMQ's tools say whether the node is under maintenance. */
    static String maintenance(Invocation call) {
        return call.node().maintenance() ? "marked for maintenance" : "not under maintenance";
    }

    /** First no more clients are let in, then those that are there are told to go. */
    private static Result drain(Invocation call) throws AdminException {
        call.node().maintenance(true);
        call.node().suspendListeners();
        call.broker().connections().closeAll(null, null, 0, "Node was put into maintenance mode");
        return Result.NOTHING;
    }

    /** All leaders are on the only node there is; there are no streams. */
    private static Result rebalance(Invocation call) throws AdminException, CommandFailure, BadUsage {
        if (!LEADERS.contains(call.argument(0))) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "type " + call.argument(0) + " is not supported. Try one of all, quorum, stream.");
        }
        Pattern vhosts = pattern(call, "vhost-pattern");
        Pattern queues = pattern(call, "queue-pattern");
        long count = 0;
        for (VhostDetails vhost : call.broker().vhosts().list()) {
            if (!call.argument(0).equals("stream")
                    && vhosts.matcher(vhost.name()).find()) {
                count += call.broker().queues().list(vhost.name()).stream()
                        .filter(queue -> "quorum".equals(queue.arguments().string("x-queue-type")))
                        .filter(queue -> queues.matcher(queue.name()).find())
                        .count();
            }
        }
        Map<String, Object> json = Result.done(call);
        if (count == 0) {
            json.put("value", List.of());
            boolean pretty = call.options().valueOr("formatter", "pretty_table").equals("pretty_table");
            List<List<Object>> none = pretty ? List.of(List.of("[]")) : List.of();
            return new Result.Shown(new Result.Table(List.of("Output"), none, false), json);
        }
        json.put("value", List.of(List.of(List.of(NODE, name(call)), List.of(LED, count))));
        return new Result.Shown(new Result.Table(List.of(NODE, LED), List.of(List.of(name(call), count)), false), json);
    }

    private static Pattern pattern(Invocation call, String option) throws BadUsage {
        try {
            return LinearPattern.compile(call.options().valueOr(option, ".*"));
        } catch (IllegalArgumentException e) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: --" + option + " is no regular expression");
        }
    }

    private static Result quorumStatus(Invocation call) throws CommandFailure {
        Answered answered = call.api()
                .ask(Verb.GET, ApiQuestions.path("queues", "quorum", call.vhost(), call.argument(0), "status"), null);
        if (!answered.isOk() || !(answered.value() instanceof List<?> members)) {
            throw new CommandFailure(ExitCode.DATA, "Object (queue, stream, exchange, etc) was not found");
        }
        List<String> columns = new ArrayList<>();
        List<List<Object>> rows = new ArrayList<>();
        for (Object each : members) {
            List<Object> row = new ArrayList<>();
            ((Map<?, ?>) each).forEach((column, value) -> {
                if (rows.isEmpty()) {
                    columns.add(column.toString());
                }
                row.add(value == null ? "" : value);
            });
            rows.add(row);
        }
        return new Result.Table(columns, rows, false);
    }
}
