package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.POST;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages in queues. */
final class MessageVerbs {
    static final String GROUP = "messages";
    private static final String QUEUE = "QUEUE";
    private static final long PEEKED = 10;

    private MessageVerbs() {}

    static void addTo(VerbTable table) {
        table.add(Filters.on(Verb.named(GROUP, "peek", "Shows the first messages of a queue, without consuming them"))
                .takes(QUEUE, "The queue.")
                .option("--limit", "COUNT", "So many at most; 10 if none is given.")
                .example("messages peek orders.dead --limit 3")
                .doing(call -> StoredMessages.list(call, of(call), call.number("--limit", PEEKED)))
                .watchable());
        table.add(Filters.on(Verb.named(GROUP, "search", "Looks through a whole queue for messages"))
                .takes(QUEUE, "The queue.")
                .option("--limit", "COUNT", "Ends after so many were found.")
                .example("messages search orders.dead --body 'customer-17'")
                .doing(call -> StoredMessages.list(call, of(call), call.number("--limit", Long.MAX_VALUE))));
        table.add(Verb.named(GROUP, "show", "Shows a message with all that is known of it")
                .takes(QUEUE, "The queue.")
                .takes("ID", "The message, as peek shows it.")
                .example("messages show orders.dead 17")
                .doing(MessageVerbs::show));
        table.add(Verb.named(GROUP, "delete", "Deletes messages")
                .takes(QUEUE, "The queue.")
                .takesMany("ID", "The messages, as peek shows them.")
                .example("messages delete orders.dead 17 19")
                .doing(MessageVerbs::delete));
        table.add(Verb.named(GROUP, "get", "Consumes messages and puts them back, or with --ack away")
                .takes(QUEUE, "The queue.")
                .option("--count", "COUNT", "So many at most; 1 if none is given.")
                .flag("--ack", "They are consumed.")
                .flag("--reject", "They are rejected: dead-lettered, or dropped.")
                .example("messages get orders --count 5")
                .doing(MessageVerbs::get));
        table.add(Verb.named(GROUP, "publish", "Publishes a message; its body is read from standard input")
                .takes("EXCHANGE", "The exchange; amq.default leads to the queue that the key names.")
                .takes("KEY", "The routing key.")
                .option("--payload", "TEXT", "The body.")
                .option("--file", "FILE", "The body, from a file.")
                .options("--property", "NAME=VALUE", "A property, as content_type or delivery_mode.")
                .options("--header", "NAME=VALUE", "A header.")
                .example("messages publish orders eu.new --payload '{}' --property content_type=application/json")
                .doing(MessageVerbs::publish));
    }

    private static Target of(VerbCall call, String... more) {
        List<String> path = new ArrayList<>(List.of("x", "queues", call.vhost(), call.argument(0), GROUP));
        path.addAll(List.of(more));
        return Target.of(path.toArray(String[]::new));
    }

    private static String subject(VerbCall call, String id) {
        return "message " + id + " in " + QueueVerbs.subject(call, call.argument(0));
    }

    private static int show(VerbCall call) throws VerbFailure, NodeUnreachableException {
        return StoredMessages.show(call, of(call, call.argument(1)), subject(call, call.argument(1)));
    }

    private static int delete(VerbCall call) throws VerbFailure, NodeUnreachableException {
        for (String id : call.arguments().subList(1, call.arguments().size())) {
            call.change(DELETE, of(call, id), null, subject(call, id));
            call.say("deleted " + subject(call, id));
        }
        return Exit.OK;
    }

    private static int get(VerbCall call) throws VerbFailure, NodeUnreachableException {
        if (call.has("--ack") && call.has("--reject")) {
            throw VerbFailure.usage("only one of --ack and --reject can be meant");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("count", call.number("--count", 1));
        body.put(
                "ackmode",
                call.has("--ack")
                        ? "ack_requeue_false"
                        : call.has("--reject") ? "reject_requeue_false" : "ack_requeue_true");
        body.put("encoding", "auto");
        Target target = Target.of("queues", call.vhost(), call.argument(0), "get");
        Object answer = call.ask(POST, target, body, QueueVerbs.subject(call, call.argument(0)));
        return ListVerb.print(
                call,
                answer instanceof List<?> list ? list : List.of(),
                Column.of("exchange"),
                Column.of("key", "routing_key"),
                Column.of("redelivered"),
                Column.of("size", "payload_bytes"),
                Column.of("properties"),
                Column.of("body", "payload"));
    }

    private static int publish(VerbCall call) throws VerbFailure, NodeUnreachableException, IOException {
        byte[] payload = call.option("--payload") != null
                ? call.option("--payload").getBytes(StandardCharsets.UTF_8)
                : RawVerbs.read(call, call.option("--file", "-"));
        Map<String, Object> properties = pairs(call, "--property");
        Map<String, Object> headers = pairs(call, "--header");
        if (!headers.isEmpty()) {
            properties.put("headers", headers);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("routing_key", call.argument(1));
        body.put("properties", properties);
        body.put("payload", Base64.getEncoder().encodeToString(payload));
        body.put("payload_encoding", "base64");
        String exchange = call.argument(0);
        Target target = Target.of("exchanges", call.vhost(), ExchangeVerbs.inPath(exchange), "publish");
        Object answer = call.ask(POST, target, body, "exchange '" + exchange + "' in vhost '" + call.vhost() + "'");
        if (!Boolean.TRUE.equals(Values.at(answer, "routed"))) {
            throw new VerbFailure(Exit.DATA, "no queue took the message");
        }
        call.say("published");
        return Exit.OK;
    }

    static Map<String, Object> pairs(VerbCall call, String option) throws VerbFailure {
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (String pair : call.options(option)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw VerbFailure.usage(option + " takes NAME=VALUE, not " + Cells.safe(pair));
            }
            pairs.put(pair.substring(0, equals), Values.guessed(pair.substring(equals + 1)));
        }
        return pairs;
    }
}
