package io.leveret.management.api;

import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is asking, and what this is. */
public final class IdentityRoutes implements RouteTable.Family {
    /** The version of RabbitMQ whose API this is; clients switch on it. */
    public static final String RABBITMQ_VERSION = "4.0.5";

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
                        request -> Response.json(List.of(Map.of("javascript", "dispatcher.js")))));
    }

    private static Response whoami(Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", request.caller().name());
        answer.put("tags", request.caller().tags());
        answer.put("is_internal_user", request.caller().isInternal());
        return Response.json(answer);
    }
}
