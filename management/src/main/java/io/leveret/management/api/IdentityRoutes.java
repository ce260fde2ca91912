package io.leveret.management.api;

import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AccessControl.Identity;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Form;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is asking, and what this is. */
public final class IdentityRoutes implements RouteTable.Family {
    /** The version of RabbitMQ whose API this is; clients switch on it. */
    public static final String RABBITMQ_VERSION = "4.0.5";

    private final NodeAdmin node;

    IdentityRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/whoami", Audience.MANAGEMENT, "The user who asks", IdentityRoutes::whoami),
                new Route(
                        Verb.GET,
                        "/version",
                        Audience.ANYONE,
                        "The version of RabbitMQ that this API is like",
                        request -> Response.json(RABBITMQ_VERSION)),
                new Route(
                        Verb.GET,
                        "/auth",
                        Audience.ANYONE,
                        "How clients log in",
                        request -> Response.json(Map.of("oauth_enabled", false))),
                new Route(
                        Verb.GET,
                        "/extensions",
                        Audience.MANAGEMENT,
                        "Extensions of the console",
                        request -> Response.json(List.of(Map.of("javascript", "dispatcher.js")))),
                new Route(Verb.GET, "/cluster-name", Audience.MANAGEMENT, "The cluster's name", this::clusterName),
                new Route(
                        Verb.PUT,
                        "/cluster-name",
                        Audience.ADMINISTRATOR,
                        "Gives the cluster a name, which clients are told",
                        this::nameCluster),
                new Route(
                        Verb.GET,
                        "/auth/hash_password/{password}",
                        Audience.ADMINISTRATOR,
                        "A hash of a password, as users have them",
                        request -> Response.json(
                                Map.of("ok", RunningBroker.of(node).users().hash(request.path("password"))))),
                new Route(Verb.POST, "/login", Audience.ANYONE, "Checks a name and a password of a form", this::logIn),
                new Route(
                        Verb.DELETE,
                        "/login",
                        Audience.ANYONE,
                        "Has the browser forget them",
                        request -> Response.empty(204).with("set-cookie", "auth=; Max-Age=0; SameSite=Strict")));
    }

    private static Response whoami(Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", request.caller().name());
        answer.put("tags", request.caller().tags());
        answer.put("is_internal_user", request.caller().isInternal());
        return Response.json(Listing.columns(request, answer));
    }

    private Response clusterName(Request request) throws AdminException {
        return Response.json(Map.of("name", clusterName(node)));
    }

    /** What the cluster is called: the name that it was given, else that of the settings, else the node's. */
    static String clusterName(NodeAdmin node) throws AdminException {
        for (Parameter each : RunningBroker.of(node).parameters().list()) {
            if (each.component().equals(ParametersAdmin.GLOBAL)
                    && each.name().equals(ParametersAdmin.CLUSTER_NAME)
                    && Json.read(each.value()) instanceof String name) {
                return name;
            }
        }
        return node.defaultClusterName();
    }

    private Response nameCluster(Request request) throws ApiException, AdminException {
        String name = request.fields().requireText("name");
        RunningBroker.of(node)
                .parameters()
                .set(new Parameter("", ParametersAdmin.GLOBAL, ParametersAdmin.CLUSTER_NAME, Json.write(name)));
        return Response.empty(204);
    }

    /** The cookie is for pages that read it; nothing here does. */
    private Response logIn(Request request) throws ApiException, AdminException {
        Form form = Form.of(request);
        String name = form.text("username");
        String password = form.text("password");
        AccessControl access = RunningBroker.of(node).access();
        Identity identity = access.logIn(name, password, request.from()).orElse(null);
        if (identity == null) {
            throw access.isKeptLocal(name, password, request.from())
                    ? ApiException.refused("User can only log in via localhost")
                    : ApiException.of(401, "not_authorized", "Not_Authorized");
        }
        if (!new Caller(access, identity, "").isManagement()) {
            throw ApiException.refused("Not management user");
        }
        byte[] credentials = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Response.json("ok")
                .with("set-cookie", "auth=" + Base64.getEncoder().encodeToString(credentials) + "; SameSite=Strict");
    }
}
