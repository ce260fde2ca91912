package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks for those who watch a node: 200, or 503 with what is wrong. Those of load balancers want no login, as in
 * RabbitMQ 4.2, and say nothing but whether clients can come.
 */
final class HealthRoutes implements RouteTable.Family {
    private static final String CHECKS = "/health/checks/";
    private static final String STATUS = "status";
    private static final String REASON = "reason";
    private static final String NO_LISTENER = "No active listener";

    private final NodeAdmin node;

    HealthRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                check("alarms", "No alarms in the cluster", request -> alarms("in effect in the cluster")),
                check("local-alarms", "No alarms on the node", request -> alarms("in effect on the node")),
                check("virtual-hosts", "All virtual hosts run", this::runs),
                check("node-is-quorum-critical", "No queue would lose its majority with this node", this::critical),
                check("port-listener/{port}", "Something listens on a port", this::port),
                check("protocol-listener/{protocols}", "Protocols are served, with commas between", this::protocols),
                check("metadata-store/initialized", "Definitions can be read", this::runs),
                check("metadata-store/initialized/with-data", "Definitions are there", this::runs)));
        for (String which : List.of("all-vhosts", "vhost/{vhost}")) {
            String path = "quorum-queues-without-elected-leaders/" + which;
            routes.add(check(path, "All replicated queues have a leader", this::runs));
            routes.add(check(path + "/pattern/{pattern}", "All such queues of these names have one", this::runs));
        }
        routes.add(open("is-in-service", "The node serves", this::runs));
        routes.add(open("below-node-connection-limit", "One client more can connect", request -> connections()));
        routes.add(open("ready-to-serve-clients", "Clients can connect", request -> ready()));
        routes.add(new Route(
                Verb.GET,
                "/healthchecks/node",
                Audience.MANAGEMENT,
                "The node runs without alarms",
                request -> alarms("in effect on the node")));
        routes.add(new Route(
                Verb.GET,
                "/healthchecks/node/{node}",
                Audience.MANAGEMENT,
                "The node runs without alarms",
                this::namedNode));
        return routes;
    }

    private static Route check(String path, String summary, Route.Handler handler) {
        return new Route(Verb.GET, CHECKS + path, Audience.MANAGEMENT, summary, handler);
    }

    private static Route open(String path, String summary, Route.Handler handler) {
        return new Route(Verb.GET, CHECKS + path, Audience.ANYONE, summary, handler);
    }

    private static Response ok() {
        return Response.json(Map.of(STATUS, "ok"));
    }

    private static Map<String, Object> failed(String reason) {
        Map<String, Object> failed = new LinkedHashMap<>();
        failed.put(STATUS, "failed");
        failed.put(REASON, reason);
        return failed;
    }

    /** A broker that runs has read its definitions, and all virtual hosts and queues run with it. */
    private Response runs(Request request) throws AdminException {
        RunningBroker.of(node);
        return ok();
    }

    private Response alarms(String where) throws AdminException {
        List<Map<String, Object>> alarms = new ArrayList<>();
        for (Resource each : RunningBroker.of(node).alarms().raised()) {
            Map<String, Object> alarm = new LinkedHashMap<>();
            alarm.put("resource", each == Resource.MEMORY ? "memory" : "disk");
            alarm.put("node", node.name());
            alarms.add(alarm);
        }
        if (alarms.isEmpty()) {
            return ok();
        }
        Map<String, Object> failed = failed("There are alarms " + where);
        failed.put("alarms", alarms);
        return Response.json(503, failed);
    }

    private Response namedNode(Request request) throws ApiException, AdminException {
        if (!request.path("node").equals(node.name())) {
            throw ApiException.notFound();
        }
        return alarms("in effect on the node");
    }

    private Response critical(Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(STATUS, "ok");
        answer.put(REASON, "single node cluster");
        return Response.json(answer);
    }

    private Response port(Request request) throws ApiException {
        int port;
        try {
            port = Integer.parseInt(request.path("port"));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("Invalid port");
        }
        Set<Integer> ports = new LinkedHashSet<>();
        node.status().listeners().forEach(each -> ports.add(each.port()));
        if (ports.contains(port)) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(STATUS, "ok");
            answer.put("port", port);
            return Response.json(answer);
        }
        Map<String, Object> failed = failed(NO_LISTENER);
        failed.put("missing", port);
        failed.put("ports", List.copyOf(ports));
        return Response.json(503, failed);
    }

    /** RabbitMQ 4.0 takes one name and answers a text, 4.3 takes several and answers lists. */
    private Response protocols(Request request) {
        Set<String> active = new LinkedHashSet<>();
        node.status().listeners().stream().map(Listener::protocol).forEach(active::add);
        String[] names = request.path("protocols").split(",", -1);
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : names) {
            wanted.add(ProtocolNames.canonical(name));
        }
        Set<String> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(active);
        if (!missing.isEmpty()) {
            Map<String, Object> failed = failed(NO_LISTENER);
            failed.put("missing", names.length == 1 ? missing.iterator().next() : List.copyOf(missing));
            failed.put("protocols", List.copyOf(active));
            return Response.json(503, failed);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(STATUS, "ok");
        if (names.length == 1) {
            answer.put("protocol", wanted.iterator().next());
        } else {
            answer.put("protocols", List.copyOf(active));
        }
        return Response.json(answer);
    }

    private boolean isFull() {
        int most = node.connectionMax();
        return most > 0 && node.status().connections() >= most;
    }

    private Response connections() throws AdminException {
        RunningBroker.of(node);
        return isFull() ? Response.json(503, failed("node connection limit is reached")) : ok();
    }

    private Response ready() {
        BrokerPorts broker = node.broker().orElse(null);
        if (broker == null) {
            return Response.json(503, failed("the node is not currently available to serve"));
        }
        boolean listens = node.status().listeners().stream()
                .anyMatch(each ->
                        each.protocol().equals("amqp") || each.protocol().equals("amqp/ssl"));
        if (!listens) {
            return Response.json(503, failed("no active listeners for AMQP/AMQPS"));
        }
        if (isFull()) {
            Map<String, Object> failed = failed("node connection limit is reached");
            failed.put("connections", node.status().connections());
            return Response.json(503, failed);
        }
        return ok();
    }
}
