package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.LoginAttemptsAdmin;
import io.leveret.management.admin.LoginAttemptsAdmin.Attempts;
import io.leveret.management.admin.LoginAttemptsAdmin.SourceAttempts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often somebody tried to log in. */
final class LoginAttemptRoutes implements RouteTable.Family {
    private final NodeAdmin node;

    LoginAttemptRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.GET,
                        "/auth/attempts/{node}",
                        Audience.MONITORING,
                        "Attempts to log in, by protocol",
                        request -> Listing.rows(request, byProtocol(attempts(request)))),
                new Route(
                        Verb.GET,
                        "/auth/attempts/{node}/source",
                        Audience.MONITORING,
                        "Attempts to log in, by address and user, if that is tracked",
                        request -> Listing.rows(request, bySource(attempts(request)))),
                new Route(
                        Verb.DELETE,
                        "/auth/attempts/{node}",
                        Audience.MONITORING,
                        "Counts attempts to log in from zero again",
                        this::reset),
                new Route(
                        Verb.DELETE,
                        "/auth/attempts/{node}/source",
                        Audience.MONITORING,
                        "Counts attempts to log in from zero again",
                        this::reset));
    }

    private LoginAttemptsAdmin attempts(Request request) throws ApiException, AdminException {
        if (!request.path("node").equals(node.name())) {
            throw ApiException.notFound();
        }
        return RunningBroker.of(node).loginAttempts();
    }

    private static List<Map<String, Object>> byProtocol(LoginAttemptsAdmin attempts) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Attempts each : attempts.byProtocol()) {
            Map<String, Object> row = new LinkedHashMap<>();
            write(each, row);
            rows.add(row);
        }
        return rows;
    }

    private static List<Map<String, Object>> bySource(LoginAttemptsAdmin attempts) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SourceAttempts each : attempts.bySource()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("remote_address", each.address());
            row.put("username", each.user());
            write(each.attempts(), row);
            rows.add(row);
        }
        return rows;
    }

    private static void write(Attempts attempts, Map<String, Object> row) {
        row.put("protocol", attempts.protocol());
        row.put("auth_attempts", attempts.succeeded() + attempts.failed());
        row.put("auth_attempts_failed", attempts.failed());
        row.put("auth_attempts_succeeded", attempts.succeeded());
    }

    private Response reset(Request request) throws ApiException, AdminException {
        attempts(request).reset();
        return Response.empty(204);
    }
}
