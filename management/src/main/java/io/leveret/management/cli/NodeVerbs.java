package io.leveret.management.cli;

import io.leveret.management.json.Json;
import io.leveret.management.remote.Answer;
import io.leveret.management.remote.Call;
import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node is, and how it is. */
final class NodeVerbs {
    /** The checks that a node that serves well passes. */
    private static final List<String> CHECKS =
            List.of("alarms", "local-alarms", "virtual-hosts", "node-is-quorum-critical");

    private NodeVerbs() {}

    static void addTo(VerbTable table) {
        table.add(Verb.named("", "status", "Shows what a node is and how it is")
                .example("status --url http://admin@broker:15672")
                .doing(NodeVerbs::status)
                .watchable());
        table.add(Verb.named("", "alarms", "Shows alarms that are raised; ends with 69 if there are any")
                .example("alarms -o json")
                .doing(NodeVerbs::alarms)
                .watchable());
        table.add(Verb.named("", "listeners", "Shows where a node listens")
                .doing(call -> ListVerb.print(
                        call,
                        list(call.getObject(Target.of("overview")).get("listeners")),
                        Column.of("protocol"),
                        Column.of("address", "ip_address"),
                        Column.of("port"),
                        Column.of("node")))
                .watchable());
        table.add(ListVerb.whole(
                        "node",
                        "Lists the nodes of the cluster",
                        call -> Target.of("nodes"),
                        Column.of("name"),
                        Column.of("running"),
                        Column.of("uptime"),
                        Column.of("mem_used"),
                        Column.of("mem_limit"),
                        Column.of("mem_alarm"),
                        Column.of("disk_free"),
                        Column.of("disk_free_alarm"),
                        Column.of("fd_used"),
                        Column.of("sockets_used"))
                .example("node list --columns name,uptime,mem_used"));
        table.add(Verb.named("node", "health", "Checks a node; ends with 69 if something is wrong")
                .mayTakeMany("CHECK", "Which checks, as port-listener/5672; the usual ones if none is named.")
                .example("node health alarms port-listener/5672")
                .doing(NodeVerbs::health)
                .watchable());
        table.add(Verb.named("node", "memory", "Shows what a node uses its memory for")
                .mayTake("NODE", "Its name; the one that answers if none is given.")
                .doing(NodeVerbs::memory)
                .watchable());
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static int status(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> overview = call.getObject(Target.of("overview"));
        Object node = Map.of();
        String name = Values.text(overview, "node");
        for (Object each : name.isEmpty() ? List.of() : list(call.get(Target.of("nodes")))) {
            node = Values.text(each, "name").equals(name) ? each : node;
        }
        Details details = new Details()
                .with("node", name)
                .with("product", Values.text(overview, "product_name") + " " + Values.text(overview, "product_version"))
                .with("like RabbitMQ", Values.text(overview, "rabbitmq_version"))
                .with("cluster", Values.text(overview, "cluster_name"));
        if (node instanceof Map<?, ?> fields && !fields.isEmpty()) {
            ofNode(details, node);
        }
        for (String what : List.of("connections", "channels", "exchanges", "queues", "consumers")) {
            details.with(what, Values.number(overview, "object_totals." + what));
        }
        details.with(
                "messages",
                Values.number(overview, "queue_totals.messages") + " ("
                        + Values.number(overview, "queue_totals.messages_ready") + " ready, "
                        + Values.number(overview, "queue_totals.messages_unacknowledged") + " unacknowledged)");
        details.with(
                "rates", rate(overview, "publish") + " published, " + rate(overview, "deliver_get") + " delivered");
        List<String> places = new ArrayList<>();
        for (Object each : list(overview.get("listeners"))) {
            places.add(Values.text(each, "protocol") + " at " + Values.text(each, "ip_address") + ":"
                    + Values.text(each, "port"));
        }
        details.with("listeners", places);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("overview", overview);
        json.put("node", node);
        return details.print(call, json);
    }

    private static String rate(Map<String, Object> overview, String what) {
        return Cells.plain(
                        Values.at(overview, "message_stats." + what + "_details.rate") instanceof Number rate
                                ? rate.doubleValue()
                                : 0.0)
                + "/s";
    }

    private static void ofNode(Details details, Object node) {
        details.with("uptime", Cells.span(Values.number(node, "uptime")))
                .with("process", Values.text(node, "os_pid"))
                .with("memory", ofLimit(node, "mem_used", "mem_limit", " of at most "))
                .with("free disk", ofLimit(node, "disk_free", "disk_free_limit", ", at least "));
        List<String> alarms = new ArrayList<>();
        if (Boolean.TRUE.equals(Values.at(node, "mem_alarm"))) {
            alarms.add("memory");
        }
        if (Boolean.TRUE.equals(Values.at(node, "disk_free_alarm"))) {
            alarms.add("disk");
        }
        details.with("alarms", alarms.isEmpty() ? "none" : alarms);
    }

    private static String ofLimit(Object node, String used, String limit, String between) {
        return Cells.size(Values.at(node, used)) + between + Cells.size(Values.at(node, limit));
    }

    private static int alarms(VerbCall call) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = call.send(get(Target.of("health", "checks", "alarms")))) {
            if (answer.status() != 503) {
                Refusals.check(answer, null);
            }
            Object said = answer.isOk() ? Map.of() : parsed(answer.text());
            List<?> raised = list(Values.at(said, "alarms"));
            if (raised.isEmpty() && call.output().equals("table")) {
                call.say("no alarms");
            } else {
                ListVerb.print(call, raised, Column.of("node"), Column.of("resource"));
            }
            return answer.isOk() ? Exit.OK : Exit.UNAVAILABLE;
        }
    }

    private static Call get(Target target) {
        return Call.of(io.leveret.management.http.Verb.GET, target.toString());
    }

    private static Object parsed(String text) {
        try {
            return Json.read(text);
        } catch (IllegalArgumentException e) {
            return Map.of("reason", text);
        }
    }

    private static int health(VerbCall call) throws VerbFailure, NodeUnreachableException {
        List<Object> rows = new ArrayList<>();
        boolean well = true;
        for (String check : call.arguments().isEmpty() ? CHECKS : call.arguments()) {
            String[] segments = ("health/checks/" + check).split("/");
            try (Answer answer = call.send(get(Target.of(segments)))) {
                if (!answer.isOk() && answer.status() != 503) {
                    Refusals.check(answer, "check " + check);
                }
                well &= answer.isOk();
                Object said = parsed(answer.text());
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("check", check);
                row.put("status", answer.isOk() ? "ok" : "failed");
                row.put("reason", answer.isOk() ? "" : Values.text(said, "reason"));
                rows.add(row);
            }
        }
        ListVerb.print(call, rows, Column.of("check"), Column.of("status"), Column.of("reason"));
        return well ? Exit.OK : Exit.UNAVAILABLE;
    }

    private static int memory(VerbCall call) throws VerbFailure, NodeUnreachableException {
        String name = call.arguments().isEmpty()
                ? Values.text(call.getObject(Target.of("overview")), "node")
                : call.argument(0);
        Map<String, Object> answer = call.getObject(Target.of("nodes", name, "memory"));
        Details details = new Details();
        if (answer.get("memory") instanceof Map<?, ?> memory) {
            memory.forEach((part, bytes) -> {
                if (bytes instanceof Number number && number.longValue() != 0) {
                    details.with(part.toString(), Cells.size(bytes));
                } else if (bytes instanceof Map<?, ?> parts) {
                    parts.forEach((inner, value) -> details.with(part + "." + inner, Cells.size(value)));
                }
            });
        }
        return details.print(call, answer);
    }
}
