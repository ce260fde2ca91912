package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.UsersAdmin.Credential;
import io.leveret.management.admin.UsersAdmin.UserDetails;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Users. Passwords come in and never go out; hashes go out to administrators, as in RabbitMQ. */
final class UserRoutes implements RouteTable.Family {
    private final NodeAdmin node;
    private final LimitChanges limitChanges;

    UserRoutes(NodeAdmin node, LimitChanges limitChanges) {
        this.node = node;
        this.limitChanges = limitChanges;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route(Verb.GET, "/users", "Users", this::list),
                route(Verb.GET, "/users/without-permissions", "Users that may enter no virtual host", this::outsiders),
                route(Verb.POST, "/users/bulk-delete", "Deletes some users", this::deleteAll),
                route(Verb.GET, "/users/{user}", "A user", this::get),
                route(Verb.PUT, "/users/{user}", "Adds a user, or gives it another password and other tags", this::put),
                route(Verb.DELETE, "/users/{user}", "Deletes a user and closes its connections", this::delete));
    }

    private static Route route(Verb verb, String path, String summary, Route.Handler handler) {
        return new Route(verb, path, Audience.ADMINISTRATOR, summary, handler);
    }

    private Response list(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        return answer(request, broker, broker.users().list());
    }

    private Response outsiders(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        Set<String> insiders = broker.permissions().list().stream()
                .map(PermissionDetails::user)
                .collect(Collectors.toSet());
        return answer(
                request,
                broker,
                broker.users().list().stream()
                        .filter(each -> !insiders.contains(each.name()))
                        .toList());
    }

    private static Response answer(Request request, BrokerPorts broker, List<UserDetails> users)
            throws ApiException, AdminException {
        Map<String, Object> limits = limits(broker);
        return new Listing<UserDetails>(UserDetails::name, each -> object(each, limits)).answer(request, users);
    }

    private Response get(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        UserDetails user = RunningBroker.user(broker, request.path("user")).orElseThrow(ApiException::notFound);
        return Response.json(Listing.columns(request, object(user, limits(broker))));
    }

    /** By user, as they are kept. */
    private static Map<String, Object> limits(BrokerPorts broker) {
        Map<String, Object> limits = new LinkedHashMap<>();
        for (Parameter each : broker.parameters().list()) {
            if (each.component().equals(ParametersAdmin.USER_LIMITS)) {
                limits.put(each.name(), Json.read(each.value()));
            }
        }
        return limits;
    }

    private static Map<String, Object> object(UserDetails user, Map<String, Object> limits) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", user.name());
        object.put("password_hash", user.passwordHash());
        object.put("hashing_algorithm", user.hashingAlgorithm());
        object.put("tags", user.tags());
        object.put("limits", limits.getOrDefault(user.name(), Map.of()));
        return object;
    }

    private Response put(Request request) throws ApiException, AdminException {
        String name = request.path("user");
        Fields fields = request.fields();
        List<String> tags = tags(fields);
        Credential credential = credential(fields);
        Map<String, Object> limits = LimitRoutes.ofUser(fields.object("limits"));
        BrokerPorts broker = RunningBroker.of(node);
        List<PermissionDetails> permissions = permissions(broker, name, fields.object("permissions"));
        boolean added = broker.users().put(name, credential, tags);
        if (!limits.isEmpty()) {
            limitChanges.merge(broker, "", ParametersAdmin.USER_LIMITS, name, limits);
        }
        if (added) {
            for (PermissionDetails each : permissions) {
                broker.permissions().set(each);
            }
        }
        return Response.empty(added ? 201 : 204);
    }

    /** Tags must be said; before there were any, {@code administrator} was. */
    private static List<String> tags(Fields fields) throws ApiException {
        if (fields.has("tags")) {
            return TextList.of("tags", fields.get("tags"));
        }
        if (fields.has("administrator")) {
            return fields.flag("administrator", false) ? List.of("administrator") : List.of();
        }
        throw ApiException.badRequest("tags_not_present");
    }

    private static Credential credential(Fields fields) throws ApiException {
        boolean hasPassword = fields.has("password");
        if (hasPassword && fields.has("password_hash")) {
            throw ApiException.badRequest("both_password_and_password_hash_are_provided");
        }
        if (hasPassword) {
            String password = fields.requireText("password");
            return password.isEmpty() ? new Credential.None() : new Credential.Password(password);
        }
        if (!fields.has("password_hash")) {
            return new Credential.None();
        }
        String hash = fields.requireText("password_hash");
        try {
            Base64.getDecoder().decode(hash);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(List.of("not_base64", hash));
        }
        return new Credential.Hash(hash, fields.text("hashing_algorithm", null));
    }

    /** What a new user may do from the beginning, by virtual host; wrong ones are told before anything is done. */
    private static List<PermissionDetails> permissions(BrokerPorts broker, String user, Map<String, Object> given)
            throws ApiException {
        List<PermissionDetails> permissions = new ArrayList<>();
        for (Map.Entry<String, Object> each : given.entrySet()) {
            if (!broker.vhosts().exists(each.getKey())) {
                throw ApiException.notFound();
            }
            Object value = each.getValue();
            Fields allowed = new Fields(value instanceof Map<?, ?> fields ? fields : Collections.emptyMap());
            permissions.add(PermissionRoutes.permission(user, each.getKey(), allowed));
        }
        return permissions;
    }

    private Response delete(Request request) throws AdminException {
        RunningBroker.of(node).users().delete(request.path("user"));
        return Response.empty(204);
    }

    /** Those that are not there are deleted already. */
    private Response deleteAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        Object given = request.fields().require("users");
        if (!(given instanceof List<?>)) {
            throw ApiException.badRequest(List.of("not_a_list", "users"));
        }
        for (String name : TextList.of("users", given)) {
            if (RunningBroker.user(broker, name).isPresent()) {
                broker.users().delete(name);
            }
        }
        return Response.empty(204);
    }
}
