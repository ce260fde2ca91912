package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** Policies, operator policies, limits. */
final class PolicyVerbs {
    private static final String GROUP = "policies";
    private static final String OPERATOR = "--operator";
    private static final String LIMITS = "limits";

    private PolicyVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists policies",
                        call -> call.has("--vhost") ? Target.of(kind(call), call.vhost()) : Target.of(kind(call)),
                        Column.of("vhost"),
                        Column.of("name"),
                        Column.of("pattern"),
                        Column.of("apply-to"),
                        Column.of("priority"),
                        Column.of("definition"))
                .flag(OPERATOR, "Those of the operator.")
                .example("policies list -p shop"));
        table.add(Verb.named(GROUP, "set", "Adds or replaces a policy")
                .takes("NAME", "Its name.")
                .takes("PATTERN", "For objects whose names match this expression.")
                .takes("DEFINITION", "What it says, as JSON.")
                .option("--priority", "NUMBER", "Of several that match, the highest holds; 0 if none is given.")
                .option("--apply-to", "KIND", "all, queues, classic_queues, quorum_queues or exchanges.")
                .flag(OPERATOR, "One of the operator.")
                .example("policies set ttl '^tmp\\.' '{\"message-ttl\":60000}' --apply-to queues")
                .doing(PolicyVerbs::set));
        table.add(Verb.named(GROUP, "clear", "Takes a policy away")
                .takes("NAME", "Its name.")
                .flag(OPERATOR, "One of the operator.")
                .example("policies clear ttl")
                .doing(call -> {
                    String subject = "policy '" + call.argument(0) + "' in vhost '" + call.vhost() + "'";
                    call.change(DELETE, Target.of(kind(call), call.vhost(), call.argument(0)), null, subject);
                    call.say("cleared " + subject);
                    return Exit.OK;
                }));
        addLimits(table);
    }

    private static String kind(VerbCall call) {
        return call.has(OPERATOR) ? "operator-policies" : GROUP;
    }

    private static int set(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("pattern", call.argument(1));
        body.put("definition", Values.json("DEFINITION", call.argument(2)));
        body.put("priority", integer("--priority", call.option("--priority", "0")));
        body.put("apply-to", call.option("--apply-to", call.has(OPERATOR) ? "queues" : "all"));
        String subject = "policy '" + call.argument(0) + "' in vhost '" + call.vhost() + "'";
        call.change(PUT, Target.of(kind(call), call.vhost(), call.argument(0)), body, "vhost '" + call.vhost() + "'");
        call.say("set " + subject);
        return Exit.OK;
    }

    /** A whole number; limits and priorities may be below 0. */
    private static long integer(String what, String text) throws VerbFailure {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw VerbFailure.usage(what + " takes a whole number, not " + Cells.safe(text));
        }
        return Long.parseLong(text);
    }

    private static void addLimits(VerbTable table) {
        table.add(ListVerb.whole(
                        LIMITS,
                        "Lists limits of virtual hosts, or of users",
                        PolicyVerbs::limits,
                        Column.of("vhost"),
                        Column.of("user"),
                        Column.of("limits", "value"))
                .flag("--users", "Those of users.")
                .example("limits list -p shop"));
        table.add(Verb.named(LIMITS, "set", "Sets a limit of a virtual host, or of a user")
                .takes("NAME", "max-connections, max-queues; of a user max-connections, max-channels.")
                .takes("VALUE", "The most there may be; below 0 no limit.")
                .option("--user", "USER", "The user.")
                .example("limits set max-queues 1000 -p shop")
                .doing(call -> {
                    long value = integer("VALUE", call.argument(1));
                    call.change(PUT, limit(call), Map.of("value", value), owner(call));
                    call.say("set " + call.argument(0) + " of " + owner(call));
                    return Exit.OK;
                }));
        table.add(Verb.named(LIMITS, "clear", "Takes a limit away")
                .takes("NAME", "Which.")
                .option("--user", "USER", "The user.")
                .example("limits clear max-queues -p shop")
                .doing(call -> {
                    call.change(DELETE, limit(call), null, owner(call));
                    call.say("cleared " + call.argument(0) + " of " + owner(call));
                    return Exit.OK;
                }));
    }

    private static Target limits(VerbCall call) throws VerbFailure {
        if (call.has("--users") && call.has("--vhost")) {
            throw VerbFailure.usage("limits of users belong to no virtual host: only one of --users and --vhost");
        }
        if (call.has("--vhost")) {
            return Target.of("vhost-limits", call.vhost());
        }
        return Target.of(call.has("--users") ? "user-limits" : "vhost-limits");
    }

    private static Target limit(VerbCall call) {
        String user = call.option("--user");
        return user == null
                ? Target.of("vhost-limits", call.vhost(), call.argument(0))
                : Target.of("user-limits", user, call.argument(0));
    }

    private static String owner(VerbCall call) {
        String user = call.option("--user");
        return user == null ? "vhost '" + call.vhost() + "'" : "user '" + user + "'";
    }
}
