package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
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

/** What users may do in virtual hosts. */
final class PermissionRoutes implements RouteTable.Family {
    private final NodeAdmin node;

    PermissionRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route(
                        Verb.GET,
                        "/permissions",
                        "Permissions",
                        request -> list(request, RunningBroker.of(node), each -> true)),
                route(Verb.GET, "/permissions/{vhost}/{user}", "A permission", this::get),
                route(Verb.PUT, "/permissions/{vhost}/{user}", "Adds or replaces a permission", this::put),
                route(Verb.DELETE, "/permissions/{vhost}/{user}", "Takes a permission away", this::delete),
                route(
                        Verb.GET,
                        "/users/{user}/permissions",
                        "A user's permissions",
                        request -> list(
                                request,
                                brokerWithUser(node, request),
                                each -> each.user().equals(request.path("user")))),
                route(
                        Verb.GET,
                        "/vhosts/{vhost}/permissions",
                        "Permissions in a virtual host",
                        request -> list(
                                request,
                                brokerWithVhost(node, request),
                                each -> each.vhost().equals(request.path("vhost")))));
    }

    private static Route route(Verb verb, String path, String summary, Route.Handler handler) {
        return new Route(verb, path, Audience.ADMINISTRATOR, summary, handler);
    }

    /** The broker, if there is the user that the path names; else 404. */
    static BrokerPorts brokerWithUser(NodeAdmin node, Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        RunningBroker.user(broker, request.path("user")).orElseThrow(ApiException::notFound);
        return broker;
    }

    /** The broker, if there is the virtual host that the path names; else 404. */
    static BrokerPorts brokerWithVhost(NodeAdmin node, Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        RunningBroker.vhost(broker, request.path("vhost"));
        return broker;
    }

    /** The broker, if there are both; else RabbitMQ's refusal. */
    static BrokerPorts brokerWithBoth(NodeAdmin node, Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        boolean user = RunningBroker.user(broker, request.path("user")).isPresent();
        if (!user || !broker.vhosts().exists(request.path("vhost"))) {
            throw ApiException.badRequest("vhost_or_user_not_found");
        }
        return broker;
    }

    private static Response list(Request request, BrokerPorts broker, Predicate<PermissionDetails> wanted) {
        List<Map<String, Object>> permissions = broker.permissions().list().stream()
                .filter(wanted)
                .map(PermissionRoutes::object)
                .toList();
        return Listing.rows(request, permissions);
    }

    private static Map<String, Object> object(PermissionDetails permission) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("user", permission.user());
        object.put("vhost", permission.vhost());
        object.put("configure", permission.configure());
        object.put("write", permission.write());
        object.put("read", permission.read());
        return object;
    }

    private static boolean exists(BrokerPorts broker, Request request) {
        return broker.permissions().list().stream().anyMatch(each -> isMeant(each, request));
    }

    private static boolean isMeant(PermissionDetails permission, Request request) {
        return permission.user().equals(request.path("user"))
                && permission.vhost().equals(request.path("vhost"));
    }

    private Response get(Request request) throws ApiException, AdminException {
        Map<String, Object> permission = RunningBroker.of(node).permissions().list().stream()
                .filter(each -> isMeant(each, request))
                .findFirst()
                .map(PermissionRoutes::object)
                .orElseThrow(ApiException::notFound);
        return Response.json(Listing.columns(request, permission));
    }

    private Response put(Request request) throws ApiException, AdminException {
        BrokerPorts broker = brokerWithBoth(node, request);
        PermissionDetails permission = permission(request.path("user"), request.path("vhost"), request.fields());
        boolean isNew = !exists(broker, request);
        broker.permissions().set(permission);
        return Response.empty(isNew ? 201 : 204);
    }

    /** The permission that fields describe; all three must be there. */
    static PermissionDetails permission(String user, String vhost, Fields fields) throws ApiException {
        fields.requireAll("configure", "write", "read");
        return new PermissionDetails(
                user, vhost, fields.requireText("configure"), fields.requireText("write"), fields.requireText("read"));
    }

    private Response delete(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        if (!exists(broker, request)) {
            throw ApiException.notFound();
        }
        broker.permissions().clear(request.path("user"), request.path("vhost"));
        return Response.empty(204);
    }
}
