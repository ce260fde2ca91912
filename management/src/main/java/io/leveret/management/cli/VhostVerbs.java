package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** Virtual hosts. */
final class VhostVerbs {
    private static final String GROUP = "vhosts";

    private VhostVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists virtual hosts",
                        call -> Target.of(GROUP),
                        Column.of("name"),
                        Column.of("description"),
                        Column.of("tags"),
                        Column.of("default_queue_type"),
                        Column.of("messages"),
                        Column.of("tracing"))
                .example("vhosts list"));
        table.add(Verb.named(GROUP, "add", "Adds a virtual host")
                .takes("NAME", "Its name.")
                .option("--description", "TEXT", "What it is for.")
                .option("--tags", "TAGS", "With commas between.")
                .option("--default-queue-type", "TYPE", "Of durable queues that are declared without one.")
                .example("vhosts add shop --default-queue-type quorum")
                .doing(VhostVerbs::add));
        table.add(Verb.named(GROUP, "delete", "Deletes virtual hosts with all that is in them")
                .takesMany("NAME", "Their names.")
                .example("vhosts delete old.shop")
                .doing(call -> {
                    for (String name : call.arguments()) {
                        call.change(DELETE, Target.of(GROUP, name), null, "vhost '" + name + "'");
                        call.say("deleted vhost '" + name + "'");
                    }
                    return Exit.OK;
                }));
    }

    private static int add(VerbCall call) throws VerbFailure, NodeUnreachableException {
        String name = call.argument(0);
        if (call.find(Target.of(GROUP, name)) != null) {
            throw new VerbFailure(Exit.DATA, "there is a vhost '" + name + "' already");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("description", call.option("--description"));
        body.put("tags", call.option("--tags"));
        body.put("default_queue_type", call.option("--default-queue-type"));
        body.values().removeIf(value -> value == null);
        call.change(PUT, Target.of(GROUP, name), body, "vhost '" + name + "'");
        call.say("added vhost '" + name + "'");
        return Exit.OK;
    }
}
