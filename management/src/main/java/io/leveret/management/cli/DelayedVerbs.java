package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.POST;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages that exchanges hold back, and the way that a message would take. */
final class DelayedVerbs {
    private static final String GROUP = "delayed";
    private static final String EXCHANGE = "EXCHANGE";
    private static final long LISTED = 100;

    private DelayedVerbs() {}

    static void addTo(VerbTable table) {
        table.add(Filters.on(Verb.named(GROUP, "list", "Shows messages that an exchange holds back"))
                .takes(EXCHANGE, "The exchange, of type x-delayed-message.")
                .option("--limit", "COUNT", "So many at most; 100 if none is given.")
                .example("delayed list reminders --limit 5")
                .doing(call -> StoredMessages.list(call, of(call), call.number("--limit", LISTED)))
                .watchable());
        table.add(Verb.named(GROUP, "show", "Shows a message that an exchange holds back")
                .takes(EXCHANGE, "The exchange.")
                .takes("ID", "The message, as the list shows it.")
                .example("delayed show reminders 17")
                .doing(call -> StoredMessages.show(
                        call,
                        Target.of("x", GROUP, call.vhost(), call.argument(0), call.argument(1)),
                        subject(call, 1))));
        table.add(Verb.named(GROUP, "cancel", "Drops messages that an exchange holds back")
                .takes(EXCHANGE, "The exchange.")
                .takesMany("ID", "The messages, as the list shows them.")
                .example("delayed cancel reminders 17 19")
                .doing(DelayedVerbs::cancel));
        table.add(Verb.named("", "routes", "Shows who would get a message; nothing is published")
                .takes(EXCHANGE, "Where it would be published; amq.default is the one without a name.")
                .mayTake("KEY", "Its routing key; empty if none is given.")
                .options("--header", "NAME=VALUE", "A header.")
                .option("--properties", "JSON", "Its properties.")
                .example("routes orders eu.new --header kind=gift")
                .doing(DelayedVerbs::routes));
    }

    private static Target of(VerbCall call) {
        return Target.of("x", GROUP, call.vhost(), call.argument(0));
    }

    private static String subject(VerbCall call, int index) {
        return "message " + call.argument(index) + " held back by exchange '" + call.argument(0) + "' in vhost '"
                + call.vhost() + "'";
    }

    private static int cancel(VerbCall call) throws VerbFailure, NodeUnreachableException {
        for (int i = 1; i < call.arguments().size(); i++) {
            Target target = Target.of("x", GROUP, call.vhost(), call.argument(0), call.argument(i));
            call.change(DELETE, target, null, subject(call, i));
            call.say("cancelled message " + call.argument(i));
        }
        return Exit.OK;
    }

    private static int routes(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("exchange", call.argument(0));
        body.put("routing_key", call.optionalArgument(1).orElse(""));
        body.put("headers", MessageVerbs.pairs(call, "--header"));
        body.put("properties", Values.json("--properties", call.option("--properties", "{}")));
        String subject = "exchange '" + call.argument(0) + "' in vhost '" + call.vhost() + "'";
        Object way = call.ask(POST, Target.of("x", "routes", call.vhost()), body, subject);
        if (!call.output().equals("table")) {
            return Details.of(way instanceof Map<?, ?> ? asFields(way) : Map.of())
                    .print(call, way);
        }
        List<?> steps = Values.at(way, "steps") instanceof List<?> list ? list : List.of();
        ListVerb.print(
                call,
                steps,
                Column.of("from", "source"),
                Column.of("to", "destination"),
                Column.of("kind", "destination_type"),
                Column.of("alternate"),
                Column.of("bindings"));
        String queues = Values.text(way, "queues");
        String late = Values.text(way, "delayed_by");
        call.say(queues.isEmpty() ? "no queue would get it" : "queues: " + queues);
        if (!late.isEmpty()) {
            call.say("held back by: " + late);
        }
        if (Boolean.TRUE.equals(Values.at(way, "by_chance"))) {
            call.say("the next message may go elsewhere");
        }
        return Exit.OK;
    }

    private static Map<String, Object> asFields(Object way) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) way).forEach((name, value) -> fields.put(name.toString(), value));
        return fields;
    }
}
