package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.Stats;
import java.util.List;

/** Forgets statistics: rates and their history. Counters go on. */
final class ResetRoutes implements RouteTable.Family {
    private final NodeAdmin node;
    private final Stats stats;

    ResetRoutes(NodeAdmin node, Stats stats) {
        this.node = node;
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.DELETE, "/reset", Audience.ADMINISTRATOR, "Forgets the history of statistics", request -> {
                            stats.reset();
                            return Response.empty(204);
                        }),
                new Route(
                        Verb.DELETE,
                        "/reset/{node}",
                        Audience.ADMINISTRATOR,
                        "Forgets the history of a node's statistics",
                        request -> {
                            if (!request.path("node").equals(node.name())) {
                                throw ApiException.notFound();
                            }
                            stats.reset();
                            return Response.empty(204);
                        }));
    }
}
