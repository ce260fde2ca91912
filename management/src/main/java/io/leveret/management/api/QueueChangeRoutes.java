package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queues declared and deleted, and what there is to do to quorum queues while a node is alone. */
final class QueueChangeRoutes implements RouteTable.Family {
    private static final String ONE = "/queues/{vhost}/{queue}";
    private static final String QUORUM = "quorum";

    private final Ports ports;
    private final String node;

    QueueChangeRoutes(Ports ports, String node) {
        this.ports = ports;
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.PUT, ONE, Audience.VHOST, "Declare a queue", this::declare),
                new Route(Verb.DELETE, ONE, Audience.VHOST, "Delete a queue", this::delete),
                new Route(
                        Verb.POST,
                        ONE + "/actions",
                        Audience.ADMINISTRATOR,
                        "Actions on a queue; there are none",
                        this::act),
                new Route(
                        Verb.GET,
                        "/queues/quorum/{vhost}/{queue}/status",
                        Audience.VHOST, // RabbitMQ 4.0.5 shows it to who may not enter, too
                        "The members of a quorum queue",
                        this::status),
                new Route(
                        Verb.POST,
                        "/rebalance/queues",
                        Audience.ADMINISTRATOR,
                        "Spread queues over nodes",
                        request -> Response.empty(204)));
    }

    private Response declare(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Found.requireVhost(broker, request);
        String name = Names.requireShort("queue", request.path("queue"));
        boolean isNew = broker.queues().find(request.path("vhost"), name).isEmpty();
        Fields fields = request.fields();
        FieldTable arguments = JsonTables.table(fields.object("arguments"));
        Bodies.requireNode(fields, node);
        QueueWish wish =
                new QueueWish(name, fields.flag("durable", false), fields.flag("auto_delete", false), arguments);
        return Acts.change(request, acting -> {
            broker.messaging().declare(acting, wish);
            return Response.empty(isNew ? 201 : 204);
        });
    }

    private Response delete(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String name = required(broker, request).name();
        boolean ifUnused = request.flag("if-unused");
        boolean ifEmpty = request.flag("if-empty");
        return Acts.change(request, acting -> {
            broker.messaging().deleteQueue(acting, name, ifUnused, ifEmpty);
            return Response.empty(204);
        });
    }

    private static QueueDetails required(BrokerPorts broker, Request request) throws ApiException {
        return broker.queues()
                .find(request.path("vhost"), request.path("queue"))
                .orElseThrow(ApiException::notFound);
    }

    private Response act(Request request) throws ApiException, AdminException {
        Found.requireQueue(ports.get(), request);
        Fields fields = Bodies.requireAll(request.fields(), "action");
        throw ApiException.badRequest(List.of("unknown", String.valueOf(fields.get("action"))));
    }

    /**
     * A queue that has this node as its one member is led by it; its log is the node's, and has no index of its own.
     */
    private Response status(Request request) throws ApiException, AdminException {
        QueueDetails queue = required(ports.get(), request);
        if (!QUORUM.equals(queue.arguments().string("x-queue-type"))) {
            Map<String, Object> failure = new LinkedHashMap<>();
            failure.put("status", "failed");
            failure.put("reason", "classic_queue_not_supported");
            return Response.json(503, failure);
        }
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("Node Name", node);
        member.put("Raft State", "leader");
        member.put("Membership", "voter");
        member.put("Last Log Index", 0);
        member.put("Last Written", 0);
        member.put("Last Applied", 0);
        member.put("Commit Index", 0);
        member.put("Snapshot Index", 0);
        member.put("Term", 0);
        member.put("Machine Version", 0);
        return Response.json(List.of(member));
    }
}
