package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which routing keys users may use on topic exchanges. As in RabbitMQ an exchange in the path counts for deletions
 * alone: what is asked for is all of a user's in a virtual host, and what is set names its exchange in the body.
 */
final class TopicPermissionRoutes implements RouteTable.Family {
    private static final String OF_USER = "/topic-permissions/{vhost}/{user}";
    private static final String OF_EXCHANGE = OF_USER + "/{exchange}";

    private final NodeAdmin node;

    TopicPermissionRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route(
                        Verb.GET,
                        "/topic-permissions",
                        "Topic permissions",
                        request -> list(request, RunningBroker.of(node), each -> true)),
                route(Verb.GET, OF_USER, "A user's topic permissions in a virtual host", this::get),
                route(Verb.PUT, OF_USER, "Adds or replaces a topic permission", this::put),
                route(Verb.DELETE, OF_USER, "Takes a user's topic permissions in a virtual host away", this::delete),
                route(Verb.GET, OF_EXCHANGE, "A user's topic permissions in a virtual host", this::get),
                route(Verb.PUT, OF_EXCHANGE, "Adds or replaces a topic permission", this::put),
                route(
                        Verb.DELETE,
                        OF_EXCHANGE,
                        "Takes the topic permission on an exchange away",
                        request -> delete(request, request.exchange("exchange"))),
                route(
                        Verb.GET,
                        "/users/{user}/topic-permissions",
                        "A user's topic permissions",
                        request -> list(
                                request,
                                PermissionRoutes.brokerWithUser(node, request),
                                each -> each.user().equals(request.path("user")))),
                route(
                        Verb.GET,
                        "/vhosts/{vhost}/topic-permissions",
                        "Topic permissions in a virtual host",
                        request -> list(
                                request,
                                PermissionRoutes.brokerWithVhost(node, request),
                                each -> each.vhost().equals(request.path("vhost")))));
    }

    private static Route route(Verb verb, String path, String summary, Route.Handler handler) {
        return new Route(verb, path, Audience.ADMINISTRATOR, summary, handler);
    }

    private static Response list(Request request, BrokerPorts broker, Predicate<TopicPermissionDetails> wanted) {
        List<Map<String, Object>> permissions = broker.permissions().listTopic().stream()
                .filter(wanted)
                .map(TopicPermissionRoutes::object)
                .toList();
        return Listing.rows(request, permissions);
    }

    private static Map<String, Object> object(TopicPermissionDetails permission) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("user", permission.user());
        object.put("vhost", permission.vhost());
        object.put("exchange", permission.exchange());
        object.put("write", permission.write());
        object.put("read", permission.read());
        return object;
    }

    private static boolean isMeant(TopicPermissionDetails permission, Request request) {
        return permission.user().equals(request.path("user"))
                && permission.vhost().equals(request.path("vhost"));
    }

    private static boolean exists(BrokerPorts broker, Request request) {
        return broker.permissions().listTopic().stream().anyMatch(each -> isMeant(each, request));
    }

    private Response get(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        if (!exists(broker, request)) {
            throw ApiException.notFound();
        }
        return list(request, broker, each -> isMeant(each, request));
    }

    /** 201 for the first of a user in a virtual host. */
    private Response put(Request request) throws ApiException, AdminException {
        BrokerPorts broker = PermissionRoutes.brokerWithBoth(node, request);
        Fields fields = request.fields();
        fields.requireAll("exchange", "write", "read");
        boolean isNew = !exists(broker, request);
        broker.permissions()
                .setTopic(new TopicPermissionDetails(
                        request.path("user"),
                        request.path("vhost"),
                        fields.requireText("exchange"),
                        fields.requireText("write"),
                        fields.requireText("read")));
        return Response.empty(isNew ? 201 : 204);
    }

    private Response delete(Request request) throws ApiException, AdminException {
        return delete(request, null);
    }

    /** @param exchange null for all */
    private Response delete(Request request, String exchange) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        if (!exists(broker, request)) {
            throw ApiException.notFound();
        }
        broker.permissions().clearTopic(request.path("user"), request.path("vhost"), exchange);
        return Response.empty(204);
    }
}
