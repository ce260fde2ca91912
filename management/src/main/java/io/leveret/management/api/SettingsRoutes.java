package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.List;

/** The settings that hold. RabbitMQ answers terms of Erlang here; an object says the same to more programs. */
final class SettingsRoutes implements RouteTable.Family {
    private final NodeAdmin node;

    SettingsRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/config/effective",
                Audience.ADMINISTRATOR,
                "The settings that hold; secrets are not shown",
                request -> Response.json(node.effectiveSettings())));
    }
}
