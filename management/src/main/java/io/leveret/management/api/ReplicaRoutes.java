package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ReplicasAdmin.Growth;
import io.leveret.management.admin.ReplicasAdmin.Outcome;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.List;
import java.util.Locale;

/** The members of quorum queues, of one queue or of many; answers are those of RabbitMQ 4.0.5. */
final class ReplicaRoutes implements RouteTable.Family {
    private static final String DISABLED = "management.restrictions.quorum_queue_replica_operations.disabled";
    private static final String OF_ONE = "/queues/quorum/{vhost}/{queue}/replicas/";
    private static final String OF_MANY = "/queues/quorum/replicas/on/{node}/";
    private static final String MEMBERSHIP = "promotable";

    private final NodeAdmin node;

    ReplicaRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route(Verb.POST, OF_ONE + "add", "Make a node a member of a quorum queue", this::add),
                route(Verb.DELETE, OF_ONE + "delete", "Have a node be no member of a quorum queue", this::remove),
                route(Verb.POST, OF_MANY + "grow", "Make a node a member of quorum queues", this::grow),
                route(Verb.DELETE, OF_MANY + "shrink", "Have a node be a member of no quorum queue", this::shrink));
    }

    private static Route route(Verb verb, String path, String summary, Route.Handler handler) {
        return new Route(verb, path, Audience.ADMINISTRATOR, summary, handler);
    }

    private BrokerPorts permitted() throws ApiException, AdminException {
        if ("true".equals(node.effectiveSettings().get(DISABLED))) {
            throw ApiException.of(
                    405, "method_not_allowed", "Broker settings disallow quorum queue replica operations.");
        }
        return RunningBroker.of(node);
    }

    /** A queue that is not there is 503 here, and only after the body has been looked at. */
    private Response add(Request request) throws ApiException, AdminException {
        BrokerPorts broker = permitted();
        Fields fields = Bodies.requireAll(request.fields(), "node");
        Outcome outcome = broker.replicas()
                .add(request.path("vhost"), request.path("queue"), text(fields, "node"), membership(fields));
        requireDone(outcome);
        return Response.empty(204);
    }

    private Response remove(Request request) throws ApiException, AdminException {
        BrokerPorts broker = permitted();
        String vhost = request.path("vhost");
        String queue = request.path("queue");
        if (broker.queues().find(vhost, queue).isEmpty()) {
            throw ApiException.notFound();
        }
        Fields fields = Bodies.requireAll(request.fields(), "node");
        requireDone(broker.replicas().remove(vhost, queue, text(fields, "node")));
        return Response.empty(202);
    }

    /** The node need not be there, and patterns and words are not looked at before a queue is. */
    private Response grow(Request request) throws ApiException, AdminException {
        BrokerPorts broker = permitted();
        Fields fields = Bodies.requireAll(request.fields(), "vhost_pattern", "queue_pattern", "strategy");
        Growth growth = new Growth(
                text(fields, "vhost_pattern"),
                text(fields, "queue_pattern"),
                text(fields, "strategy"),
                membership(fields));
        broker.replicas().grow(request.path("node"), growth);
        return Response.empty(204);
    }

    private Response shrink(Request request) throws ApiException, AdminException {
        permitted().replicas().shrink(request.path("node"));
        return Response.empty(202);
    }

    private static String membership(Fields fields) {
        return fields.has("membership") ? text(fields, "membership") : MEMBERSHIP;
    }

    private static String text(Fields fields, String name) {
        return String.valueOf(fields.get(name));
    }

    private static void requireDone(Outcome outcome) throws ApiException {
        if (outcome != Outcome.DONE) {
            String reason = switch (outcome) {
                case NOT_REPLICATED -> "classic_queue_not_supported";
                case LAST_MEMBER -> "last_node";
                default -> outcome.name().toLowerCase(Locale.ROOT);
            };
            throw ApiException.of(503, "service_unavailable", reason);
        }
    }
}
