package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.Stats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What wants somebody's attention, in words. */
final class FindingRoutes implements RouteTable.Family {
    private final Ports ports;
    private final Findings findings;

    FindingRoutes(NodeAdmin node, Stats stats) {
        this.ports = Ports.of(node);
        this.findings = new Findings(node, stats, System::currentTimeMillis);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/x/health", Audience.MANAGEMENT, "What wants somebody's attention", this::health));
    }

    private List<Findings.Finding> findings(Request request) throws AdminException {
        Caller caller = request.caller();
        return findings.all(ports.get(), caller::sees, caller.isMonitor());
    }

    private Response health(Request request) throws ApiException, AdminException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Findings.Finding finding : findings(request)) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            object.put("kind", finding.kind());
            object.put("text", finding.text());
            object.put("page", finding.page());
            found.add(object);
        }
        return Response.json(Map.of("findings", found));
    }
}
