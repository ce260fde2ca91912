package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** Queues. */
final class QueueVerbs {
    private static final String GROUP = "queues";

    private QueueVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.paged(
                        GROUP,
                        "Lists queues",
                        call -> ListVerb.inVhost(call, "queues/detailed", GROUP),
                        Column.of("name"),
                        Column.of("type"),
                        Column.of("state"),
                        Column.of("ready", "messages_ready"),
                        Column.of("unacked", "messages_unacknowledged"),
                        Column.of("messages"),
                        Column.of("consumers"))
                .example("queues list --sort messages --reverse --limit 10 --watch"));
        table.add(Verb.named(GROUP, "show", "Shows a queue")
                .takes("NAME", "Its name.")
                .example("queues show orders -p shop")
                .doing(call -> {
                    Map<String, Object> queue = found(call, call.argument(0));
                    return Details.of(queue).print(call, queue);
                })
                .watchable());
        table.add(Verb.named(GROUP, "declare", "Declares a queue")
                .takes("NAME", "Its name.")
                .option("--type", "TYPE", "classic or quorum; the virtual host's default if none is given.")
                .flag("--transient", "It does not survive a restart.")
                .flag("--auto-delete", "It goes with its last consumer.")
                .option("--arguments", "JSON", "Its arguments.")
                .options("-a --argument", "NAME=VALUE", "One of its arguments.")
                .example("queues declare orders --type quorum -a x-max-length=100000")
                .doing(QueueVerbs::declare));
        table.add(Verb.named(GROUP, "delete", "Deletes queues with all that is in them")
                .takesMany("NAME", "Their names.")
                .flag("--if-empty", "Only if it holds no message.")
                .flag("--if-unused", "Only if it has no consumer.")
                .example("queues delete old.orders --if-empty --if-unused")
                .doing(QueueVerbs::delete));
        table.add(Verb.named(GROUP, "purge", "Removes what waits in queues")
                .takesMany("NAME", "Their names.")
                .example("queues purge test.results")
                .doing(QueueVerbs::purge));
    }

    static String subject(VerbCall call, String queue) {
        return "queue '" + queue + "' in vhost '" + call.vhost() + "'";
    }

    private static Map<String, Object> found(VerbCall call, String name) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> queue = call.find(Target.of(GROUP, call.vhost(), name));
        if (queue == null) {
            throw new VerbFailure(Exit.DATA, "there is no " + subject(call, name));
        }
        return queue;
    }

    private static int declare(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> arguments = call.table("--arguments", "--argument");
        if (call.option("--type") != null) {
            arguments.put("x-queue-type", call.option("--type"));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("durable", !call.has("--transient"));
        body.put("auto_delete", call.has("--auto-delete"));
        body.put("arguments", arguments);
        String subject = subject(call, call.argument(0));
        int status = call.change(
                PUT, Target.of(GROUP, call.vhost(), call.argument(0)), body, "vhost '" + call.vhost() + "'");
        call.say((status == 201 ? "declared " : "there already: ") + subject);
        return Exit.OK;
    }

    private static int delete(VerbCall call) throws VerbFailure, NodeUnreachableException {
        for (String name : call.arguments()) {
            Target target = Target.of(GROUP, call.vhost(), name);
            if (call.has("--if-empty")) {
                target.with("if-empty", true);
            }
            if (call.has("--if-unused")) {
                target.with("if-unused", true);
            }
            call.change(DELETE, target, null, subject(call, name));
            call.say("deleted " + subject(call, name));
        }
        return Exit.OK;
    }

    private static int purge(VerbCall call) throws VerbFailure, NodeUnreachableException {
        for (String name : call.arguments()) {
            call.change(DELETE, Target.of(GROUP, call.vhost(), name, "contents"), null, subject(call, name));
            call.say("purged " + subject(call, name));
        }
        return Exit.OK;
    }
}
