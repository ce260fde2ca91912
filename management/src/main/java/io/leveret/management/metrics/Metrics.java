package io.leveret.management.metrics;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The endpoints that Prometheus scrapes, with RabbitMQ's paths. What it measures of the JVM goes on between scrapes,
 * until it is closed. Any thread.
 */
public final class Metrics implements RouteTable.Family, AutoCloseable {
    private final NodeAdmin node;
    private final MetricsOptions options;
    private final JvmMetrics jvm = new JvmMetrics();
    private final Map<Endpoint, Telemetry> telemetry = new EnumMap<>(Endpoint.class);

    /** Of a node whose broker may come and go. */
    public Metrics(NodeAdmin node, MetricsOptions options) {
        this.node = node;
        this.options = options;
        for (Endpoint endpoint : Endpoint.values()) {
            telemetry.put(endpoint, new Telemetry(endpoint.registry()));
        }
    }

    @Override
    public List<Route> routes() {
        Endpoint main = options.perObject() ? Endpoint.PER_OBJECT : Endpoint.AGGREGATED;
        return List.of(
                route("", "Metrics for Prometheus", request -> answer(main, request)),
                route("/per-object", "Metrics of each object", request -> answer(Endpoint.PER_OBJECT, request)),
                route("/detailed", "Metrics of some kinds", request -> answer(Endpoint.DETAILED, request)),
                route(
                        "/memory-breakdown",
                        "Where the memory is, as metrics",
                        request -> answer(Endpoint.MEMORY_BREAKDOWN, request)),
                route("/{registry}", "No metrics", request -> unknown()));
    }

    private Route route(String below, String summary, Route.Handler handler) {
        Audience audience = options.login() ? Audience.MONITORING : Audience.ANYONE;
        String path = options.path() + below;
        return new Route(Verb.GET, path.isEmpty() ? "/" : path, audience, summary, handler);
    }

    /** RabbitMQ's two words. */
    private static Response unknown() {
        byte[] text = "Unknown Registry".getBytes(StandardCharsets.US_ASCII);
        return new Response(404, Map.of(), new Response.Body.Stream("text/plain", stream -> stream.write(text)));
    }

    private Response answer(Endpoint endpoint, Request request) throws ApiException {
        BrokerPorts ports =
                node.broker().orElseThrow(() -> ApiException.of(503, "service_unavailable", "the broker is stopped"));
        Set<String> vhosts = endpoint == Endpoint.DETAILED ? Set.copyOf(request.queries("vhost")) : Set.of();
        Sight sight = new Sight(ports, NodeReading.of(node.status()), vhosts);
        Set<String> groups = Set.copyOf(request.queries("family"));
        return Response.stream(Exposition.CONTENT_TYPE, stream -> {
            try {
                write(stream, endpoint, sight, groups);
            } catch (AdminException e) {
                throw new IOException(e.getMessage(), e); // too late for another answer
            }
        });
    }

    private void write(OutputStream stream, Endpoint endpoint, Sight sight, Set<String> groups)
            throws IOException, AdminException {
        long beganNanos = System.nanoTime();
        Exposition out = new Exposition(stream);
        Scrape scrape = new Scrape(sight, out);
        switch (endpoint) {
            case AGGREGATED -> scrape.aggregated();
            case PER_OBJECT -> scrape.perObject();
            case DETAILED -> scrape.detailed(groups);
            case MEMORY_BREAKDOWN -> scrape.memoryBreakdown();
        }
        Identity.of(node, options.version(), sight.ports().parameters()).write(out, endpoint.label());
        telemetry.get(endpoint).write(out);
        if (endpoint == Endpoint.AGGREGATED || endpoint == Endpoint.PER_OBJECT) {
            out.append(jvm.text());
        }
        out.flush();
        telemetry.get(endpoint).scraped(System.nanoTime() - beganNanos, out.sizeBytes());
    }

    /** Measures no more. */
    @Override
    public void close() {
        jvm.close();
    }
}
