package io.leveret.management.api;

import io.leveret.management.audit.AuditTrail;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What administrators did lately. */
final class AuditRoutes implements RouteTable.Family {
    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/x/audit",
                Audience.ADMINISTRATOR,
                "The last administrative actions of this process, the newest first",
                AuditRoutes::newest));
    }

    private static Response newest(Request request) {
        return Response.json(AuditTrail.ofProcess().newest().stream()
                .map(AuditRoutes::object)
                .toList());
    }

    private static Map<String, Object> object(AuditTrail.Entry entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("timestamp", entry.atMs());
        object.put("user", entry.user());
        object.put("from", entry.from());
        object.put("action", entry.action());
        object.put("result", entry.result());
        object.put("done", entry.done());
        return object;
    }
}
