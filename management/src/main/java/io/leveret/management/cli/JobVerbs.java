package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.POST;

import io.leveret.management.json.Json;
import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs of a node that move messages: ordered, looked at until they have ended, cancelled. */
final class JobVerbs {
    private static final String GROUP = "jobs";
    private static final long LOOK_EVERY_MS = 250;

    /** What can become of messages that are not moved, as answers name it, and as it is said. */
    private static final Map<String, String> LEFT = new LinkedHashMap<>();

    static {
        LEFT.put("unroutable", "have no queue to go to");
        LEFT.put("refused", "are refused by queues");
        LEFT.put("forbidden", "may not be published by this user");
        LEFT.put("without_origin", "were not dead-lettered");
        LEFT.put("taken", "were taken by consumers meanwhile");
        LEFT.put("unreadable", "cannot be read from disk");
    }

    private JobVerbs() {}

    static void addTo(VerbTable table) {
        table.add(ordered("move", "Moves messages to another queue or to an exchange")
                .option("--to-queue", "QUEUE", "Where to: a queue.")
                .option("--to-exchange", "EXCHANGE", "Where to: an exchange.")
                .option("--to-key", "KEY", "With --to-exchange: the routing key, in place of their own.")
                .example("messages move orders.dead --to-queue orders.checked --header kind=gift")
                .doing(call -> start(call, moved(call))));
        table.add(ordered("replay", "Sends dead letters back to where they came from")
                .option(
                        "--by",
                        "WAY",
                        "queue: into the queue they were in; exchange: published as they first were, so that all that"
                                + " are bound get them. queue if none is given.")
                .flag("--keep-deaths", "Headers that tell of their deaths stay.")
                .flag("--trust-headers", "Also those whose x-death was written by another broker or a client.")
                .example("messages replay orders.dead --body 'customer-17' --dry-run")
                .doing(call -> start(call, replayed(call))));
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists jobs that run, and the last that have ended",
                        call -> Target.of("x", GROUP),
                        Column.of("id"),
                        Column.of("state"),
                        Column.of("user"),
                        Column.of("vhost"),
                        Column.of("queue"),
                        Column.of("target"),
                        Column.of("present", "progress.present"),
                        Column.of("moved", "progress.moved"),
                        Column.time("since", "started_at"))
                .example("jobs list --watch"));
        table.add(Verb.named(GROUP, "show", "Shows how a job stands")
                .takes("ID", "The job.")
                .example("jobs show 3")
                .doing(call ->
                        StoredMessages.show(call, Target.of("x", GROUP, call.argument(0)), "job " + call.argument(0)))
                .watchable());
        table.add(Verb.named(GROUP, "cancel", "Ends a job; what is moved stays moved")
                .takes("ID", "The job.")
                .example("jobs cancel 3")
                .doing(call -> {
                    call.change(DELETE, Target.of("x", GROUP, call.argument(0)), null, "job " + call.argument(0));
                    call.say("cancelled job " + call.argument(0));
                    return Exit.OK;
                }));
    }

    private static Verb ordered(String name, String description) {
        return Filters.on(Verb.named(MessageVerbs.GROUP, name, description))
                .takes("QUEUE", "The queue that they leave.")
                .options("--id", "ID", "Only this message, as peek shows it.")
                .option("--limit", "COUNT", "So many at most.")
                .option("--rate", "COUNT", "So many a second at most.")
                .flag("--dry-run", "Says what would happen, and does nothing.")
                .flag("--detach", "Does not wait for the end.");
    }

    private static Map<String, Object> order(VerbCall call) throws VerbFailure {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("filter", Filters.object(call));
        List<Object> ids = new ArrayList<>();
        for (String id : call.options("--id")) {
            if (!id.matches("[0-9]{1,18}")) {
                throw VerbFailure.usage("--id takes the number of a message, not " + Cells.safe(id));
            }
            ids.add(Long.parseLong(id));
        }
        if (!ids.isEmpty()) {
            order.put("ids", ids);
        }
        order.put("limit", call.number("--limit", 0));
        order.put("rate", call.number("--rate", 0));
        order.put("dry_run", call.has("--dry-run"));
        return order;
    }

    private static Map<String, Object> moved(VerbCall call) throws VerbFailure {
        Map<String, Object> to = new LinkedHashMap<>();
        if (call.has("--to-queue") == call.has("--to-exchange")) {
            throw VerbFailure.usage("name where to: --to-queue or --to-exchange");
        }
        if (call.has("--to-queue")) {
            to.put("queue", call.option("--to-queue"));
        } else {
            to.put("exchange", call.option("--to-exchange"));
            to.put("routing_key", call.option("--to-key"));
            to.values().removeIf(value -> value == null);
        }
        Map<String, Object> order = order(call);
        order.put("to", to);
        return order;
    }

    private static Map<String, Object> replayed(VerbCall call) throws VerbFailure {
        String by = call.option("--by", "queue");
        if (!by.equals("queue") && !by.equals("exchange")) {
            throw VerbFailure.usage("--by takes queue or exchange, not " + Cells.safe(by));
        }
        Map<String, Object> order = order(call);
        order.put("by", by);
        order.put("keep_deaths", call.has("--keep-deaths"));
        order.put("trust_headers", call.has("--trust-headers"));
        return order;
    }

    private static int start(VerbCall call, Map<String, Object> order) throws VerbFailure, NodeUnreachableException {
        String verb = order.containsKey("by") ? "replay" : "move";
        Target target = Target.of("x", "queues", call.vhost(), call.argument(0), verb);
        Object job = call.ask(POST, target, order, QueueVerbs.subject(call, call.argument(0)));
        if (call.has("--detach")) {
            call.say("job " + Values.text(job, "id"));
            return Exit.OK;
        }
        return report(call, followed(call, job, verb));
    }

    /** Looks at it until it has ended; whoever interrupts this leaves it running. */
    private static Object followed(VerbCall call, Object begun, String verb)
            throws VerbFailure, NodeUnreachableException {
        Object job = begun;
        String id = Values.text(job, "id");
        Progress progress = new Progress(call, verb + " (job " + id + ")");
        while (!Boolean.TRUE.equals(Values.at(job, "ended"))) {
            progress.show(Values.number(job, "progress.looked"), Values.number(job, "progress.present"));
            if (!call.terminal().pause(LOOK_EVERY_MS)) {
                throw new VerbFailure(Exit.TEMPORARY, "interrupted; job " + id + " goes on");
            }
            job = call.get(Target.of("x", GROUP, id));
        }
        progress.end();
        return job;
    }

    private static int report(VerbCall call, Object job) throws VerbFailure {
        if (!call.output().equals("table")) {
            call.terminal().out().println(Json.write(job));
        } else {
            if (Values.at(job, "planned") instanceof List<?> planned && !planned.isEmpty()) {
                ListVerb.print(
                        call,
                        planned,
                        Column.of("id"),
                        Column.of("exchange"),
                        Column.of("key", "routing_key"),
                        Column.of("queues"));
            }
            call.say(summary(job));
        }
        String state = Values.text(job, "state");
        if (state.equals("failed")) {
            throw new VerbFailure(Exit.SOFTWARE, "the job failed: " + Values.text(job, "error"));
        }
        if (state.equals("cancelled")) {
            throw new VerbFailure(Exit.TEMPORARY, "the job was cancelled");
        }
        long stuck = Values.number(job, "progress.unroutable")
                + Values.number(job, "progress.refused")
                + Values.number(job, "progress.forbidden");
        return stuck > 0 ? Exit.DATA : Exit.OK;
    }

    private static String summary(Object job) {
        boolean dry = Boolean.TRUE.equals(Values.at(job, "dry_run"));
        StringBuilder text = new StringBuilder(dry ? "would move " : "moved ");
        text.append(Values.number(job, "progress.moved"))
                .append(" of ")
                .append(Values.number(job, "progress.matched"))
                .append(" messages that match, of ")
                .append(Values.number(job, "progress.looked"))
                .append(" looked at");
        LEFT.forEach((name, said) -> {
            long count = Values.number(job, "progress." + name);
            if (count > 0) {
                text.append("; ").append(count).append(' ').append(said);
            }
        });
        return text.toString();
    }
}
