package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.POST;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exchanges and bindings. */
final class ExchangeVerbs {
    private static final String EXCHANGES = "exchanges";
    private static final String BINDINGS = "bindings";

    /** How paths name the exchange whose name is empty. */
    private static final String DEFAULT_EXCHANGE = "amq.default";

    private ExchangeVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ListVerb.paged(
                        EXCHANGES,
                        "Lists exchanges",
                        call -> ListVerb.inVhost(call, EXCHANGES, EXCHANGES),
                        Column.of("name"),
                        Column.of("type"),
                        Column.of("durable"),
                        Column.of("auto_delete"),
                        Column.of("internal"),
                        Column.of("arguments"))
                .example("exchanges list --filter orders"));
        table.add(Verb.named(EXCHANGES, "show", "Shows an exchange")
                .takes("NAME", "Its name; amq.default is the one without.")
                .example("exchanges show orders")
                .doing(ExchangeVerbs::show)
                .watchable());
        table.add(Verb.named(EXCHANGES, "declare", "Declares an exchange")
                .takes("NAME", "Its name.")
                .option("--type", "TYPE", "direct, fanout, topic, headers or another; direct if none is given.")
                .flag("--transient", "It does not survive a restart.")
                .flag("--auto-delete", "It goes with its last binding.")
                .flag("--internal", "Clients cannot publish to it.")
                .option("--arguments", "JSON", "Its arguments.")
                .options("-a --argument", "NAME=VALUE", "One of its arguments.")
                .example("exchanges declare orders --type topic -a alternate-exchange=unrouted")
                .doing(ExchangeVerbs::declare));
        table.add(Verb.named(EXCHANGES, "delete", "Deletes exchanges")
                .takesMany("NAME", "Their names.")
                .flag("--if-unused", "Only if nothing is bound to it.")
                .example("exchanges delete old.orders --if-unused")
                .doing(ExchangeVerbs::delete));
        table.add(ListVerb.whole(
                        BINDINGS,
                        "Lists bindings",
                        call -> ListVerb.inVhost(call, BINDINGS, BINDINGS),
                        Column.of("source"),
                        Column.of("destination"),
                        Column.of("kind", "destination_type"),
                        Column.of("key", "routing_key"),
                        Column.of("arguments"))
                .example("bindings list -p shop"));
        table.add(binding("add", "Binds a queue to an exchange", "bindings add orders orders.eu -k 'eu.#'")
                .doing(ExchangeVerbs::bind));
        table.add(binding("remove", "Takes the binding of a queue to an exchange away", "bindings remove orders q -k k")
                .doing(ExchangeVerbs::unbind));
    }

    private static Verb binding(String name, String description, String example) {
        return Verb.named(BINDINGS, name, description)
                .takes("EXCHANGE", "Where messages come from.")
                .takes("DESTINATION", "The queue that gets them.")
                .flag("--to-exchange", "The destination is an exchange.")
                .option("-k --key", "KEY", "The routing key; empty if none is given.")
                .option("--arguments", "JSON", "Its arguments.")
                .options("-a --argument", "NAME=VALUE", "One of its arguments.")
                .example(example);
    }

    private static String subject(VerbCall call, String exchange) {
        return "exchange '" + exchange + "' in vhost '" + call.vhost() + "'";
    }

    private static int show(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> exchange = call.find(Target.of(EXCHANGES, call.vhost(), inPath(call.argument(0))));
        if (exchange == null) {
            throw new VerbFailure(Exit.DATA, "there is no " + subject(call, call.argument(0)));
        }
        return Details.of(exchange).print(call, exchange);
    }

    static String inPath(String exchange) {
        return exchange.isEmpty() ? DEFAULT_EXCHANGE : exchange;
    }

    private static int declare(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", call.option("--type", "direct"));
        body.put("durable", !call.has("--transient"));
        body.put("auto_delete", call.has("--auto-delete"));
        body.put("internal", call.has("--internal"));
        body.put("arguments", call.table("--arguments", "--argument"));
        int status = call.change(
                PUT, Target.of(EXCHANGES, call.vhost(), call.argument(0)), body, "vhost '" + call.vhost() + "'");
        call.say((status == 201 ? "declared " : "there already: ") + subject(call, call.argument(0)));
        return Exit.OK;
    }

    private static int delete(VerbCall call) throws VerbFailure, NodeUnreachableException {
        for (String name : call.arguments()) {
            Target target = Target.of(EXCHANGES, call.vhost(), name);
            if (call.has("--if-unused")) {
                target.with("if-unused", true);
            }
            call.change(DELETE, target, null, subject(call, name));
            call.say("deleted " + subject(call, name));
        }
        return Exit.OK;
    }

    private static Target between(VerbCall call, String... more) {
        List<String> path = new ArrayList<>(List.of(BINDINGS, call.vhost(), "e", inPath(call.argument(0))));
        path.add(call.has("--to-exchange") ? "e" : "q");
        path.add(call.argument(1));
        path.addAll(List.of(more));
        return Target.of(path.toArray(String[]::new));
    }

    private static int bind(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("routing_key", call.option("--key", ""));
        body.put("arguments", call.table("--arguments", "--argument"));
        call.change(POST, between(call), body, "exchange or destination of these names");
        call.say("bound '" + call.argument(1) + "' to '" + call.argument(0) + "'");
        return Exit.OK;
    }

    /** Bindings are named by a key that the node makes up, so the one that is meant is looked for first. */
    private static int unbind(VerbCall call) throws VerbFailure, NodeUnreachableException {
        String key = call.option("--key", "");
        Map<String, Object> arguments = call.table("--arguments", "--argument");
        if (call.get(between(call)) instanceof List<?> bindings) {
            for (Object each : bindings) {
                if (key.equals(Values.at(each, "routing_key")) && sameArguments(arguments, each)) {
                    call.change(DELETE, between(call, Values.text(each, "properties_key")), null, "such binding");
                    call.say("unbound '" + call.argument(1) + "' from '" + call.argument(0) + "'");
                    return Exit.OK;
                }
            }
        }
        throw new VerbFailure(
                Exit.DATA,
                "there is no binding of '" + call.argument(1) + "' to '" + call.argument(0) + "' with key '" + key
                        + "' and these arguments");
    }

    private static boolean sameArguments(Map<String, Object> wanted, Object binding) {
        return wanted.equals(Values.at(binding, "arguments") instanceof Map<?, ?> table ? table : Map.of());
    }
}
