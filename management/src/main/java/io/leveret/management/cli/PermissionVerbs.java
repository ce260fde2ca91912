package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** Permissions. */
final class PermissionVerbs {
    private static final String GROUP = "permissions";
    private static final String TOPIC = "topic-permissions";
    private static final String USER_PARAMETER = "USER";

    private PermissionVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists permissions, of all virtual hosts unless one is named",
                        call -> listed(call, GROUP),
                        Column.of("vhost"),
                        Column.of("user"),
                        Column.of("configure"),
                        Column.of("write"),
                        Column.of("read"))
                .option("--user", USER_PARAMETER, "Those of a user.")
                .example("permissions list --user app"));
        table.add(
                Verb.named(GROUP, "set", "Says what a user may do in a virtual host, by names of queues and exchanges")
                        .takes(USER_PARAMETER, "The user.")
                        .takes("CONFIGURE", "Declare and delete those whose names match this expression.")
                        .takes("WRITE", "Publish to those.")
                        .takes("READ", "Consume from those.")
                        .example("permissions set app '^app\\.' '^app\\.' '.*' -p shop")
                        .doing(PermissionVerbs::set));
        table.add(Verb.named(GROUP, "clear", "Takes the permission of a user in a virtual host away")
                .takes(USER_PARAMETER, "The user.")
                .example("permissions clear app -p shop")
                .doing(call -> clear(call, Target.of(GROUP, call.vhost(), call.argument(0)))));
        table.add(topicList());
        table.add(
                Verb.named(GROUP, "set-topic", "Says which routing keys a user may write and read on a topic exchange")
                        .takes(USER_PARAMETER, "The user.")
                        .takes("EXCHANGE", "The exchange.")
                        .takes("WRITE", "Publish with keys that match this expression.")
                        .takes("READ", "Bind with those.")
                        .example("permissions set-topic app events '^{username}\\.' '.*'")
                        .doing(PermissionVerbs::setTopic));
        table.add(Verb.named(GROUP, "clear-topic", "Takes permissions for routing keys away")
                .takes(USER_PARAMETER, "The user.")
                .mayTake("EXCHANGE", "The exchange; all if none is named.")
                .example("permissions clear-topic app events")
                .doing(call -> clear(
                        call,
                        call.arguments().size() > 1
                                ? Target.of(TOPIC, call.vhost(), call.argument(0), call.argument(1))
                                : Target.of(TOPIC, call.vhost(), call.argument(0)))));
    }

    private static Verb topicList() {
        return ListVerb.named(
                        GROUP,
                        "list-topic",
                        "Lists permissions for routing keys",
                        call -> listed(call, TOPIC),
                        Column.of("vhost"),
                        Column.of("user"),
                        Column.of("exchange"),
                        Column.of("write"),
                        Column.of("read"))
                .option("--user", USER_PARAMETER, "Those of a user.")
                .example("permissions list-topic");
    }

    private static Target listed(VerbCall call, String what) {
        if (call.option("--user") != null) {
            return Target.of("users", call.option("--user"), what);
        }
        return call.has("--vhost") ? Target.of("vhosts", call.vhost(), what) : Target.of(what);
    }

    private static String subject(VerbCall call) {
        return "user '" + call.argument(0) + "' or vhost '" + call.vhost() + "'";
    }

    private static int set(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("configure", call.argument(1));
        body.put("write", call.argument(2));
        body.put("read", call.argument(3));
        call.change(PUT, Target.of(GROUP, call.vhost(), call.argument(0)), body, subject(call));
        call.say("set the permission of user '" + call.argument(0) + "' in vhost '" + call.vhost() + "'");
        return Exit.OK;
    }

    private static int setTopic(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("exchange", call.argument(1));
        body.put("write", call.argument(2));
        body.put("read", call.argument(3));
        call.change(PUT, Target.of(TOPIC, call.vhost(), call.argument(0)), body, subject(call));
        call.say("set the topic permission of user '" + call.argument(0) + "' on exchange '" + call.argument(1) + "'");
        return Exit.OK;
    }

    private static int clear(VerbCall call, Target target) throws VerbFailure, NodeUnreachableException {
        String subject = "permission of user '" + call.argument(0) + "' in vhost '" + call.vhost() + "'";
        call.change(DELETE, target, null, subject);
        call.say("cleared the " + subject);
        return Exit.OK;
    }
}
