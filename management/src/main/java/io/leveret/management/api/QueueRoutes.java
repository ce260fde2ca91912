package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.Stats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Queues, as they are looked at. Lists are made of figures, which are read beside the shards; of 100,000 queues those
 * of one page are described, and no shard is asked for any. One queue's consumers are asked of their shards.
 */
public final class QueueRoutes implements RouteTable.Family {
    private static final Pattern DEPTH = Pattern.compile("messages([<>])([0-9]{1,18})");

    /** A queue in which nothing moved for so long is idle. */
    private static final long IDLE_MS = 60_000;

    private final NodeAdmin node;
    private final Ports ports;
    private final Stats stats;

    /** Over the ports of a node, with its statistics. */
    public QueueRoutes(NodeAdmin node, Stats stats) {
        this.node = node;
        this.ports = Ports.of(node);
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/queues", Audience.MANAGEMENT, "All queues", this::all),
                new Route(Verb.GET, "/queues/detailed", Audience.MANAGEMENT, "All queues, with all fields", this::all),
                new Route(Verb.GET, "/queues/{vhost}", Audience.VHOST, "The queues of a virtual host", this::ofVhost),
                new Route(Verb.GET, "/queues/{vhost}/{name}", Audience.VHOST, "A queue", this::one));
    }

    private Response all(Request request) throws ApiException, AdminException {
        Caller caller = request.caller();
        Map<String, Boolean> seen = new HashMap<>();
        return list(request, queue -> seen.computeIfAbsent(queue.vhost(), caller::sees));
    }

    private Response ofVhost(Request request) throws ApiException, AdminException {
        String vhost = request.path("vhost");
        if (!ports.get().vhosts().exists(vhost)) {
            throw ApiException.notFound();
        }
        return list(request, queue -> queue.vhost().equals(vhost));
    }

    private Response list(Request request, Predicate<QueueFigures> seen) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Predicate<QueueFigures> wanted = filter(request, broker);
        List<QueueFigures> rows = new ArrayList<>();
        for (QueueFigures queue : broker.figures().queues()) {
            if (seen.test(queue) && wanted.test(queue)) {
                rows.add(queue);
            }
        }
        QueueObject object = new QueueObject(node.name(), broker, stats, request);
        return object.columns(new Listing<>(QueueFigures::name, object::listed))
                .inOrder(QueueRoutes::compare)
                .answer(request, rows);
    }

    /** By virtual host and name. Nearly always the virtual host is not only the same, but the same object. */
    private static int compare(QueueFigures one, QueueFigures other) {
        int byVhost = one.vhost() == other.vhost() ? 0 : one.vhost().compareTo(other.vhost());
        return byVhost != 0 ? byVhost : one.name().compareTo(other.name());
    }

    /** Which of them: Leveret's own parameter {@code filter}, which RabbitMQ does not have and ignores. */
    private Predicate<QueueFigures> filter(Request request, BrokerPorts broker) throws ApiException {
        String filter = request.query("filter").orElse("");
        Matcher depth = DEPTH.matcher(filter);
        if (depth.matches()) {
            long bound = Long.parseLong(depth.group(2));
            return queue -> {
                long messages = queue.readyMessages() + queue.unackedMessages();
                return depth.group(1).equals(">") ? messages > bound : messages < bound;
            };
        }
        return switch (filter) {
            case "" -> queue -> true;
            case "no-consumers" -> queue -> queue.consumers() == 0;
            case "idle" -> {
                long sinceMs = System.currentTimeMillis() - IDLE_MS;
                yield queue -> stats.movedAtMs(queue) < sinceMs;
            }
            case "policy" -> queue -> !queue.policy().isEmpty();
            case "exclusive" -> QueueFigures::exclusive;
            case "transient" -> queue -> !queue.durable();
            case "classic", "quorum" -> queue -> queue.kind().type().equals(filter);
            case "damaged" -> {
                Set<String> damaged = Set.copyOf(broker.alarms().damagedQueues());
                yield queue -> damaged.contains(Findings.described(queue));
            }
            default ->
                throw ApiException.badRequest("filter must be no-consumers, idle, policy, exclusive, transient,"
                        + " classic, quorum, damaged, messages>N or messages<N");
        };
    }

    private Response one(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        QueueFigures queue = broker.figures().queue(request.path("vhost"), request.path("name"));
        if (queue == null) {
            throw ApiException.notFound();
        }
        QueueObject object = new QueueObject(node.name(), broker, stats, request);
        Map<String, Object> whole = object.whole(queue);
        return Response.json(Listing.columns(request, whole));
    }
}
