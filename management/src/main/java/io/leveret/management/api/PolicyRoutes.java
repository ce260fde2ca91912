package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Policies, or those of the operator: kept as parameters whose values are as in RabbitMQ's definitions. */
final class PolicyRoutes implements RouteTable.Family {
    private static final String CHANGES_DISABLED = "management.restrictions.operator_policy_changes.disabled";

    private final NodeAdmin node;
    private final String component;
    private final String path;
    private final String word;
    private final Audience writers;

    private PolicyRoutes(NodeAdmin node, String component, String path, String word, Audience writers) {
        this.node = node;
        this.component = component;
        this.path = path;
        this.word = word;
        this.writers = writers;
    }

    static PolicyRoutes ofUsers(NodeAdmin node) {
        return new PolicyRoutes(node, ParametersAdmin.POLICY, "/policies", "policy", Audience.POLICYMAKER);
    }

    static PolicyRoutes ofOperators(NodeAdmin node) {
        return new PolicyRoutes(
                node,
                ParametersAdmin.OPERATOR_POLICY,
                "/operator-policies",
                "policy of the operator",
                Audience.ADMINISTRATOR);
    }

    @Override
    public List<Route> routes() {
        String one = path + "/{vhost}/{name}";
        return List.of(
                new Route(
                        Verb.GET,
                        path,
                        Audience.VHOST,
                        "Each " + word,
                        request -> list(request, each -> request.caller().sees(each.vhost()))),
                new Route(
                        Verb.GET, path + "/{vhost}", Audience.VHOST, "Each " + word + " of a virtual host", request -> {
                            RunningBroker.vhost(RunningBroker.of(node), request.path("vhost"));
                            return list(request, each -> each.vhost().equals(request.path("vhost")));
                        }),
                new Route(Verb.GET, one, writers, "A " + word, this::get),
                new Route(Verb.PUT, one, writers, "Adds or replaces a " + word, this::put),
                new Route(Verb.DELETE, one, writers, "Takes a " + word + " away", this::delete));
    }

    private Response list(Request request, Predicate<Parameter> wanted) throws AdminException {
        List<Map<String, Object>> policies = RunningBroker.of(node).parameters().list().stream()
                .filter(each -> each.component().equals(component))
                .filter(wanted)
                .map(PolicyRoutes::object)
                .toList();
        return Listing.rows(request, policies);
    }

    private static Map<String, Object> object(Parameter policy) {
        Map<?, ?> value = Json.read(policy.value()) instanceof Map<?, ?> fields ? fields : Map.of();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("vhost", policy.vhost());
        object.put("name", policy.name());
        object.put("pattern", value.get("pattern"));
        object.put("apply-to", value.get("apply-to") == null ? "all" : value.get("apply-to"));
        object.put("definition", value.get("definition"));
        object.put("priority", value.get("priority") == null ? (Object) 0L : value.get("priority"));
        return object;
    }

    /** The operator may have had the file of settings, and nobody else, decide over these policies. */
    private BrokerPorts broker() throws ApiException, AdminException {
        boolean isOperators = component.equals(ParametersAdmin.OPERATOR_POLICY);
        if (isOperators && "true".equals(node.effectiveSettings().get(CHANGES_DISABLED))) {
            throw ApiException.of(405, "method_not_allowed", "Broker settings disallow editing of operator policies.");
        }
        return RunningBroker.of(node);
    }

    private Parameter existing(BrokerPorts broker, Request request) throws ApiException {
        return ParameterRows.find(broker, request.path("vhost"), component, request.path("name"))
                .orElseThrow(ApiException::notFound);
    }

    private Response get(Request request) throws ApiException, AdminException {
        return Response.json(Listing.columns(request, object(existing(broker(), request))));
    }

    private Response put(Request request) throws ApiException, AdminException {
        BrokerPorts broker = broker();
        ParameterRows.requireVhost(broker, request.path("vhost"));
        Fields fields = request.fields();
        fields.requireAll("pattern", "definition");
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("pattern", fields.get("pattern"));
        value.put("apply-to", fields.has("apply-to") ? fields.get("apply-to") : "all");
        Object definition = fields.get("definition");
        value.put("definition", definition instanceof Map<?, ?> keys ? new TreeMap<>(keys) : definition);
        value.put("priority", fields.has("priority") ? fields.get("priority") : (Object) 0L);
        try {
            boolean isNew = ParameterRows.set(broker, request.path("vhost"), component, request.path("name"), value);
            return Response.empty(isNew ? 201 : 204);
        } catch (AdminException e) {
            if (component.equals(ParametersAdmin.POLICY)) {
                throw ParameterRows.escaped(e);
            }
            throw e;
        }
    }

    private Response delete(Request request) throws ApiException, AdminException {
        BrokerPorts broker = broker();
        existing(broker, request);
        broker.parameters().clear(request.path("vhost"), component, request.path("name"));
        return Response.empty(204);
    }
}
