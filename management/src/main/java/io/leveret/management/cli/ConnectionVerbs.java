package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;

import io.leveret.management.remote.Answer;
import io.leveret.management.remote.Call;
import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Connections, channels, consumers. */
final class ConnectionVerbs {
    private static final String CONNECTIONS = "connections";

    private ConnectionVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.paged(
                        CONNECTIONS,
                        "Lists connections",
                        call -> scoped(call, CONNECTIONS),
                        Column.of("name"),
                        Column.of("user"),
                        Column.of("vhost"),
                        Column.of("state"),
                        Column.of("channels"),
                        Column.of("client", "user_provided_name"),
                        Column.time("since", "connected_at"))
                .example("connections list --columns name,user,recv_oct,send_oct"));
        table.add(Verb.named(CONNECTIONS, "close", "Closes connections")
                .mayTakeMany("NAME", "Their names, as the list shows them.")
                .option("--user", "USER", "All of a user.")
                .option("--reason", "TEXT", "What the clients are told.")
                .example("connections close --user batch --reason 'maintenance at noon'")
                .doing(ConnectionVerbs::close));
        table.add(ListVerb.paged(
                        "channels",
                        "Lists channels",
                        call -> scoped(call, "channels"),
                        Column.of("name"),
                        Column.of("user"),
                        Column.of("vhost"),
                        Column.of("state"),
                        Column.of("consumers", "consumer_count"),
                        Column.of("unacked", "messages_unacknowledged"),
                        Column.of("unconfirmed", "messages_unconfirmed"),
                        Column.of("prefetch", "prefetch_count"),
                        Column.of("confirm"))
                .example("channels list --sort messages_unacknowledged --reverse"));
        table.add(ListVerb.whole(
                        "consumers",
                        "Lists consumers",
                        call -> ListVerb.inVhost(call, "consumers", "consumers"),
                        Column.of("queue", "queue.name"),
                        Column.of("tag", "consumer_tag"),
                        Column.of("channel", "channel_details.name"),
                        Column.of("ack", "ack_required"),
                        Column.of("prefetch", "prefetch_count"),
                        Column.of("active"),
                        Column.of("arguments"))
                .example("consumers list -p shop"));
    }

    /** Without a virtual host that is named, of all: a connection is looked for by its user or address. */
    private static Target scoped(VerbCall call, String what) {
        return call.has("--vhost") ? Target.of("vhosts", call.vhost(), what) : Target.of(what);
    }

    private static int close(VerbCall call) throws VerbFailure, NodeUnreachableException {
        String user = call.option("--user");
        if (user == null && call.arguments().isEmpty()) {
            throw VerbFailure.usage("name connections, or a user with --user");
        }
        List<String> names = new ArrayList<>(call.arguments());
        if (user != null && call.get(Target.of(CONNECTIONS, "username", user)) instanceof List<?> theirs) {
            theirs.forEach(each -> names.add(Values.text(each, "name")));
        }
        for (String name : names) {
            close(call, name);
        }
        if (user != null) {
            call.say("closed " + names.size() + " connections");
        }
        return Exit.OK;
    }

    private static void close(VerbCall call, String name) throws VerbFailure, NodeUnreachableException {
        String reason = call.option("--reason", "Closed by an administrator");
        Call request = new Call(
                DELETE, Target.of(CONNECTIONS, name).toString(), Map.of("X-Reason", Cells.safe(reason)), new byte[0]);
        boolean ofMany = call.option("--user") != null;
        try (Answer answer = call.send(request)) {
            if (answer.status() != 404 || !ofMany) {
                Refusals.check(answer, "connection '" + name + "'");
            }
        }
        if (!ofMany) {
            call.say("closed " + name);
        }
    }
}
