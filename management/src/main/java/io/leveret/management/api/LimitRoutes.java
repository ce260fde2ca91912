package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits of virtual hosts and of users: one parameter for each, of which requests set and clear single keys. */
final class LimitRoutes implements RouteTable.Family {
    private static final String NAME = "limits";
    private static final String VHOST = "vhost";
    private static final String USER = "user";
    private static final Set<String> OF_USERS = Set.of("max-connections", "max-channels");

    private final NodeAdmin node;
    private final LimitChanges changes;

    LimitRoutes(NodeAdmin node, LimitChanges changes) {
        this.node = node;
        this.changes = changes;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.GET,
                        "/vhost-limits",
                        Audience.MANAGEMENT,
                        "Limits of virtual hosts that the user may see",
                        this::listVhosts),
                new Route(
                        Verb.GET,
                        "/vhost-limits/{vhost}",
                        Audience.VISIBLE_VHOST,
                        "Limits of a virtual host",
                        this::ofVhost),
                new Route(
                        Verb.PUT,
                        "/vhost-limits/{vhost}/{name}",
                        Audience.ADMINISTRATOR,
                        "Sets a limit of a virtual host",
                        this::setOfVhost),
                new Route(
                        Verb.DELETE,
                        "/vhost-limits/{vhost}/{name}",
                        Audience.ADMINISTRATOR,
                        "Clears a limit of a virtual host",
                        this::clearOfVhost),
                new Route(
                        Verb.GET,
                        "/user-limits",
                        Audience.MANAGEMENT,
                        "Limits of all users for administrators; else the user's own",
                        this::listUsers),
                new Route(
                        Verb.GET,
                        "/user-limits/{user}",
                        Audience.MANAGEMENT,
                        "Limits of a user, for administrators and that user",
                        this::ofUser),
                new Route(
                        Verb.PUT,
                        "/user-limits/{user}/{name}",
                        Audience.ADMINISTRATOR,
                        "Sets a limit of a user",
                        this::setOfUser),
                new Route(
                        Verb.DELETE,
                        "/user-limits/{user}/{name}",
                        Audience.ADMINISTRATOR,
                        "Clears a limit of a user",
                        this::clearOfUser));
    }

    private static Map<String, Object> row(String owner, String name, Object value) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(owner, name);
        row.put("value", value);
        return row;
    }

    private Response listVhosts(Request request) throws AdminException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Parameter each : RunningBroker.of(node).parameters().list()) {
            boolean visible = request.caller().isMonitor() || request.caller().mayEnter(each.vhost());
            if (each.component().equals(ParametersAdmin.VHOST_LIMITS) && visible) {
                rows.add(row(VHOST, each.vhost(), Json.read(each.value())));
            }
        }
        return Listing.rows(request, rows);
    }

    private Response ofVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = PermissionRoutes.brokerWithVhost(node, request);
        return one(
                VHOST,
                request.path(VHOST),
                LimitChanges.limits(broker, request.path(VHOST), ParametersAdmin.VHOST_LIMITS, NAME));
    }

    private static Response one(String owner, String name, Map<String, Object> limits) {
        return Response.json(limits.isEmpty() ? List.of() : List.of(row(owner, name, limits)));
    }

    private Response setOfVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        String vhost = request.path(VHOST);
        ParameterRows.requireVhost(broker, vhost);
        Object value = request.fields().require("value");
        changes.merge(broker, vhost, ParametersAdmin.VHOST_LIMITS, NAME, named(request, value));
        return Response.empty(204);
    }

    /** Limits may be set to what is none, JSON's null too: the broker says what it thinks of it. */
    private static Map<String, Object> named(Request request, Object value) {
        return Collections.singletonMap(request.path("name"), value);
    }

    private Response clearOfVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        String vhost = request.path(VHOST);
        ParameterRows.requireVhost(broker, vhost);
        changes.clear(broker, vhost, ParametersAdmin.VHOST_LIMITS, NAME, request.path("name"));
        return Response.empty(204);
    }

    private Response listUsers(Request request) throws AdminException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Parameter each : RunningBroker.of(node).parameters().list()) {
            boolean has = each.component().equals(ParametersAdmin.USER_LIMITS)
                    && !each.value().equals("{}");
            if (has && isOpen(request, each.name())) {
                rows.add(row(USER, each.name(), Json.read(each.value())));
            }
        }
        return Listing.rows(request, rows);
    }

    /** RabbitMQ 4.0 shows them to all users; later versions as here. */
    private static boolean isOpen(Request request, String user) {
        return request.caller().isAdministrator() || request.caller().name().equals(user);
    }

    private Response ofUser(Request request) throws ApiException, AdminException {
        String user = request.path(USER);
        if (!isOpen(request, user)) {
            throw ApiException.refused("User not authorised to access object");
        }
        BrokerPorts broker = PermissionRoutes.brokerWithUser(node, request);
        return one(USER, user, LimitChanges.limits(broker, "", ParametersAdmin.USER_LIMITS, user));
    }

    private Response setOfUser(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        String user = request.path(USER);
        if (RunningBroker.user(broker, user).isEmpty()) {
            throw ApiException.badRequest(List.of("no_such_user", user));
        }
        Object value = request.fields().require("value");
        changes.merge(broker, "", ParametersAdmin.USER_LIMITS, user, named(request, value));
        return Response.empty(204);
    }

    private Response clearOfUser(Request request) throws ApiException, AdminException {
        BrokerPorts broker = PermissionRoutes.brokerWithUser(node, request);
        String user = request.path(USER);
        changes.clear(broker, "", ParametersAdmin.USER_LIMITS, user, request.path("name"));
        return Response.empty(204);
    }

    /** Limits that come with a user, checked before the user is made. */
    static Map<String, Object> ofUser(Map<String, Object> limits) throws ApiException {
        for (Map.Entry<String, Object> each : limits.entrySet()) {
            if (!OF_USERS.contains(each.getKey()) || !(each.getValue() instanceof Long)) {
                throw ApiException.badRequest("limits of users are max-connections and max-channels, both numbers");
            }
        }
        return limits;
    }
}
