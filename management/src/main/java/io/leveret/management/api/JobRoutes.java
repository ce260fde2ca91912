package io.leveret.management.api;

import io.leveret.management.admin.AccessControl.AccessRight;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.JobsAdmin.Job;
import io.leveret.management.admin.JobsAdmin.Order;
import io.leveret.management.admin.JobsAdmin.Planned;
import io.leveret.management.admin.JobsAdmin.Progress;
import io.leveret.management.admin.JobsAdmin.Rights;
import io.leveret.management.admin.JobsAdmin.Target;
import io.leveret.management.admin.MessagesAdmin.Source;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Jobs that move messages. Whoever orders one must be allowed to read the queue that they leave, and to publish where
 * they go: the latter is asked for each message, so a permission that is taken away stops a job.
 */
final class JobRoutes implements RouteTable.Family {
    private static final int MOST_IDS = 10_000;

    private final Ports ports;

    JobRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.POST,
                        "/x/queues/{vhost}/{queue}/move",
                        Audience.VHOST,
                        "Move messages of a queue to another queue or to an exchange",
                        request -> start(request, moved(request.fields()), true)),
                new Route(
                        Verb.POST,
                        "/x/queues/{vhost}/{queue}/replay",
                        Audience.VHOST,
                        "Send dead letters back to where they came from",
                        request -> start(request, replayed(request.fields()), false)),
                new Route(Verb.GET, "/x/jobs", Audience.MANAGEMENT, "Jobs that move messages", this::list),
                new Route(Verb.GET, "/x/jobs/{id}", Audience.MANAGEMENT, "How a job stands", this::get),
                new Route(Verb.DELETE, "/x/jobs/{id}", Audience.MANAGEMENT, "Cancel a job", this::cancel));
    }

    private static Target moved(Fields fields) throws ApiException {
        Fields to = new Fields(fields.object("to"));
        if (to.has("queue") == to.has("exchange")) {
            throw ApiException.badRequest("to must have a queue or an exchange");
        }
        if (to.has("queue")) {
            return new Target.ToQueue(to.requireText("queue"));
        }
        String exchange = to.requireText("exchange");
        String key = to.text("routing_key", null);
        return new Target.ToExchange(
                exchange.equals("amq.default") ? "" : exchange,
                key == null ? null : Names.requireShort("routing_key", key));
    }

    private static Target replayed(Fields fields) throws ApiException {
        return switch (fields.text("by", "queue")) {
            case "queue" -> new Target.ToOrigin(false);
            case "exchange" -> new Target.ToOrigin(true);
            default -> throw ApiException.badRequest("by must be queue or exchange");
        };
    }

    private Response start(Request request, Target target, boolean keepDeaths) throws ApiException, AdminException {
        String vhost = request.path("vhost");
        Permits.require(request, AccessRight.READ, "queue", request.path("queue"));
        requireTarget(request, target);
        Fields fields = request.fields();
        Order order = new Order(
                Source.queue(vhost, request.path("queue")),
                target,
                StoredMessages.filter(fields.object("filter")),
                ids(fields),
                positive(fields, "limit"),
                rate(fields),
                fields.flag("dry_run", false),
                keepDeaths || fields.flag("keep_deaths", false),
                fields.flag("trust_headers", false));
        Caller caller = request.caller();
        Rights rights = (exchange, topicKey) -> caller.allows(vhost, AccessRight.WRITE, exchange)
                && (topicKey == null || caller.allowsKey(vhost, AccessRight.WRITE, exchange, topicKey));
        Job job = ports.get().jobs().start(order, caller.name(), rights);
        return Response.json(202, object(job)).with("location", "../../../jobs/" + job.id());
    }

    /** What holds for all messages is said at once. */
    private static void requireTarget(Request request, Target target) throws ApiException {
        if (target instanceof Target.ToExchange to) {
            Permits.require(request, AccessRight.WRITE, "exchange", to.exchange());
        } else if (target instanceof Target.ToQueue) {
            Permits.require(request, AccessRight.WRITE, "exchange", "");
        }
    }

    private static long positive(Fields fields, String name) throws ApiException {
        long number = fields.number(name, 0);
        if (number < 0) {
            throw ApiException.badRequest(name + " must not be negative");
        }
        return number;
    }

    private static double rate(Fields fields) throws ApiException {
        Object rate = fields.get("rate");
        if (rate == null) {
            return 0;
        }
        if (rate instanceof Number number && number.doubleValue() >= 0 && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw ApiException.badRequest("rate must be messages per second");
    }

    private static List<Long> ids(Fields fields) throws ApiException {
        List<Long> ids = new ArrayList<>();
        if (fields.get("ids") instanceof List<?> list) {
            for (Object id : list) {
                if (!(id instanceof Long number)) {
                    throw ApiException.badRequest("ids must be numbers");
                }
                ids.add(number);
            }
        } else if (fields.get("ids") != null) {
            throw ApiException.badRequest("ids must be a list");
        }
        if (ids.size() > MOST_IDS || fields.get("ids") != null && ids.isEmpty()) {
            throw ApiException.badRequest("ids must be 1 to " + MOST_IDS);
        }
        return ids;
    }

    /** Its own, and for monitors those of all virtual hosts that they see. */
    private static boolean sees(Request request, Job job) {
        Caller caller = request.caller();
        return caller.sees(job.order().source().vhost()) && Sight.sees(request, job.user());
    }

    private Response list(Request request) throws AdminException {
        return Response.json(ports.get().jobs().list().stream()
                .filter(job -> sees(request, job))
                .map(JobRoutes::object)
                .toList());
    }

    private Job find(Request request) throws ApiException, AdminException {
        return ports.get()
                .jobs()
                .get(request.path("id"))
                .filter(job -> sees(request, job))
                .orElseThrow(ApiException::notFound);
    }

    private Response get(Request request) throws ApiException, AdminException {
        return Response.json(object(find(request)));
    }

    private Response cancel(Request request) throws ApiException, AdminException {
        Job job = find(request);
        if (!Sight.rules(request, job.user())) {
            throw Sight.refusal();
        }
        ports.get().jobs().cancel(job.id());
        return Response.empty(204);
    }

    private static Map<String, Object> object(Job job) {
        Order order = job.order();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", job.id());
        object.put("state", job.state().name().toLowerCase(Locale.ROOT));
        object.put("ended", job.hasEnded());
        object.put("user", job.user());
        object.put("vhost", order.source().vhost());
        object.put("queue", order.source().name());
        object.put("target", object(order.target()));
        object.put("dry_run", order.dryRun());
        object.put("limit", order.limit());
        object.put("rate", order.perSecond());
        object.put("started_at", job.startedAtMs());
        object.put("ended_at", job.hasEnded() ? job.endedAtMs() : null);
        object.put("progress", object(job.progress()));
        if (!job.error().isEmpty()) {
            object.put("error", job.error());
        }
        if (order.dryRun()) {
            object.put("planned", job.planned().stream().map(JobRoutes::object).toList());
        }
        return object;
    }

    private static Map<String, Object> object(Planned planned) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", planned.id());
        object.put("exchange", planned.exchange());
        object.put("routing_key", planned.routingKey());
        object.put("queues", planned.queues());
        return object;
    }

    private static Map<String, Object> object(Target target) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (target instanceof Target.ToQueue to) {
            object.put("queue", to.queue());
        } else if (target instanceof Target.ToExchange to) {
            object.put("exchange", to.exchange());
            object.put("routing_key", to.routingKey());
        } else if (target instanceof Target.ToOrigin to) {
            object.put("origin", to.republished() ? "exchange" : "queue");
        }
        return object;
    }

    private static Map<String, Object> object(Progress progress) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("present", progress.present());
        object.put("looked", progress.looked());
        object.put("matched", progress.matched());
        object.put("moved", progress.moved());
        object.put("unroutable", progress.unroutable());
        object.put("refused", progress.refused());
        object.put("forbidden", progress.forbidden());
        object.put("without_origin", progress.withoutOrigin());
        object.put("taken", progress.taken());
        object.put("unreadable", progress.unreadable());
        return object;
    }
}
