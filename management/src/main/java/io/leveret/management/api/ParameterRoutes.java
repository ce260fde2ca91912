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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Parameters of components in virtual hosts, and global ones. Policies have routes of their own. */
final class ParameterRoutes implements RouteTable.Family {
    private static final String ONE = "/parameters/{component}/{vhost}/{name}";
    private static final String ONE_GLOBAL = "/global-parameters/{name}";

    /** They are kept as parameters here, and are none to RabbitMQ. */
    private static final Set<String> NOT_LISTED =
            Set.of(ParametersAdmin.POLICY, ParametersAdmin.USER_LIMITS, ParametersAdmin.GLOBAL);

    /** Components whose parameters can be set; those of others may have come with definitions. */
    private static final Set<String> COMPONENTS = Set.of(ParametersAdmin.VHOST_LIMITS, ParametersAdmin.OPERATOR_POLICY);

    private final NodeAdmin node;

    ParameterRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route(Verb.GET, "/parameters", "Parameters", request -> list(request, each -> true)),
                route(
                        Verb.GET,
                        "/parameters/{component}",
                        "Parameters of a component",
                        request -> list(request, each -> each.component().equals(request.path("component")))),
                route(
                        Verb.GET,
                        "/parameters/{component}/{vhost}",
                        "Parameters of a component in a virtual host",
                        this::listVhost),
                route(
                        Verb.GET,
                        ONE,
                        "A parameter",
                        request -> Response.json(
                                Listing.columns(request, object(existing(RunningBroker.of(node), request))))),
                route(Verb.PUT, ONE, "Adds or replaces a parameter", this::put),
                route(Verb.DELETE, ONE, "Takes a parameter away", this::delete),
                route(Verb.GET, "/global-parameters", "Global parameters", this::listGlobal),
                route(
                        Verb.GET,
                        ONE_GLOBAL,
                        "A global parameter",
                        request -> Response.json(
                                Listing.columns(request, global(existingGlobal(RunningBroker.of(node), request))))),
                route(Verb.PUT, ONE_GLOBAL, "Adds or replaces a global parameter", this::putGlobal),
                route(Verb.DELETE, ONE_GLOBAL, "Takes a global parameter away", this::deleteGlobal));
    }

    private static Route route(Verb verb, String path, String summary, Route.Handler handler) {
        return new Route(verb, path, Audience.POLICYMAKER, summary, handler);
    }

    private Response list(Request request, Predicate<Parameter> wanted) throws AdminException {
        List<Map<String, Object>> parameters = RunningBroker.of(node).parameters().list().stream()
                .filter(each -> !NOT_LISTED.contains(each.component()))
                .filter(each -> request.caller().sees(each.vhost()))
                .filter(wanted)
                .map(ParameterRoutes::object)
                .toList();
        return Listing.rows(request, parameters);
    }

    private Response listVhost(Request request) throws ApiException, AdminException {
        RunningBroker.vhost(RunningBroker.of(node), request.path("vhost"));
        return list(
                request,
                each -> each.component().equals(request.path("component"))
                        && each.vhost().equals(request.path("vhost")));
    }

    private static Map<String, Object> object(Parameter parameter) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("value", Json.read(parameter.value()));
        object.put("vhost", parameter.vhost());
        object.put("component", parameter.component());
        object.put("name", parameter.name());
        return object;
    }

    private static Parameter existing(BrokerPorts broker, Request request) throws ApiException {
        return ParameterRows.find(broker, request.path("vhost"), request.path("component"), request.path("name"))
                .filter(each -> !NOT_LISTED.contains(each.component()))
                .orElseThrow(ApiException::notFound);
    }

    private Response put(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        ParameterRows.requireVhost(broker, request.path("vhost"));
        Object value = request.fields().require("value");
        String component = request.path("component");
        if (component.equals(ParametersAdmin.POLICY)) {
            throw ApiException.badRequest("policies may not be set using this method");
        }
        if (!COMPONENTS.contains(component)) {
            throw ApiException.badRequest("Validation failed\n\ncomponent " + component + " not found\n");
        }
        try {
            boolean isNew = ParameterRows.set(broker, request.path("vhost"), component, request.path("name"), value);
            return Response.empty(isNew ? 201 : 204);
        } catch (AdminException e) {
            throw ParameterRows.escaped(e);
        }
    }

    private Response delete(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        Parameter parameter = existing(broker, request);
        broker.parameters().clear(parameter.vhost(), parameter.component(), parameter.name());
        return Response.empty(204);
    }

    private Response listGlobal(Request request) throws AdminException {
        List<Map<String, Object>> parameters = RunningBroker.of(node).parameters().list().stream()
                .filter(each -> each.component().equals(ParametersAdmin.GLOBAL))
                .map(ParameterRoutes::global)
                .toList();
        return Listing.rows(request, parameters);
    }

    private static Map<String, Object> global(Parameter parameter) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", parameter.name());
        object.put("value", Json.read(parameter.value()));
        return object;
    }

    private static Parameter existingGlobal(BrokerPorts broker, Request request) throws ApiException {
        return ParameterRows.find(broker, "", ParametersAdmin.GLOBAL, request.path("name"))
                .orElseThrow(ApiException::notFound);
    }

    private Response putGlobal(Request request) throws ApiException, AdminException {
        Object value = request.fields().require("value");
        boolean isNew =
                ParameterRows.set(RunningBroker.of(node), "", ParametersAdmin.GLOBAL, request.path("name"), value);
        return Response.empty(isNew ? 201 : 204);
    }

    private Response deleteGlobal(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        existingGlobal(broker, request);
        broker.parameters().clear("", ParametersAdmin.GLOBAL, request.path("name"));
        return Response.empty(204);
    }
}
