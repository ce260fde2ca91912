package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.DiskCalls;
import io.leveret.management.admin.FiguresAdmin.DiskTraffic;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.NodeAdmin.NodeStatus;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.NodeGauges;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes: this one. Of what RabbitMQ tells of Erlang the JVM's counterparts are told where there are any (threads for
 * processes, files, collections), else 0, since clients that decode strictly want every field.
 */
public final class NodeRoutes implements RouteTable.Family {
    /** Counts of what does not happen here, or is not counted. */
    private static final List<String> NONE = List.of(
            "gc_bytes_reclaimed",
            "context_switches",
            "io_seek_count",
            "io_seek_avg_time",
            "io_reopen_count",
            "mnesia_ram_tx_count",
            "mnesia_disk_tx_count",
            "msg_store_read_count",
            "msg_store_write_count",
            "queue_index_write_count",
            "queue_index_read_count");

    private static final double NANOS_PER_MS = 1e6;

    private final NodeAdmin node;
    private final Stats stats;

    /** Over the ports of a node, with its statistics. */
    public NodeRoutes(NodeAdmin node, Stats stats) {
        this.node = node;
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/nodes", Audience.MONITORING, "All nodes", this::all),
                new Route(Verb.GET, "/nodes/{node}", Audience.MONITORING, "A node", this::one),
                new Route(
                        Verb.GET,
                        "/nodes/{node}/memory",
                        Audience.MONITORING,
                        "What takes a node's memory",
                        this::memory),
                new Route(
                        Verb.GET,
                        "/nodes/{node}/memory/relative",
                        Audience.MONITORING,
                        "What takes a node's memory, in percent",
                        this::relative));
    }

    private Response all(Request request) throws ApiException, AdminException {
        Map<String, Object> described = describe(request);
        return new Listing<Map<String, Object>>(any -> node.name(), any -> described)
                .answer(request, List.of(described));
    }

    private Response one(Request request) throws ApiException, AdminException {
        requireThis(request);
        return Response.json(Listing.columns(request, describe(request)));
    }

    private void requireThis(Request request) throws ApiException {
        if (!request.path("node").equals(node.name())) {
            throw ApiException.notFound();
        }
    }

    private Response memory(Request request) throws ApiException {
        requireThis(request);
        return Response.json(Map.of("memory", breakdown().absolute()));
    }

    private Response relative(Request request) throws ApiException {
        requireThis(request);
        return Response.json(Map.of("memory", breakdown().relative()));
    }

    private MemoryBreakdown breakdown() {
        return MemoryBreakdown.of(node.broker().map(BrokerPorts::figures).orElse(null));
    }

    private Map<String, Object> describe(Request request) throws ApiException {
        Ranges ranges = Ranges.of(request);
        Optional<BrokerPorts> broker = node.broker();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", node.name());
        answer.put("running", broker.isPresent());
        answer.put("type", "disc");
        answer.put("being_drained", false);
        answer.put("partitions", List.of());
        putProcess(answer, broker);
        putSetup(answer);
        stats.putGauges(answer, ranges);
        for (String name : NONE) {
            stats.putNothing(answer, name, ranges.node());
        }
        broker.map(BrokerPorts::figures).ifPresent(figures -> {
            stats.putChurn(answer, figures, ranges);
            putTimes(answer, figures.disk());
        });
        answer.put("cluster_links", List.of());
        answer.put("metrics_gc_queue_length", collected());
        return answer;
    }

    /** How long one call took in the mean since the start, in milliseconds. */
    private static void putTimes(Map<String, Object> answer, DiskTraffic disk) {
        Map<String, DiskCalls> calls = Map.of("read", disk.reads(), "write", disk.writes(), "sync", disk.syncs());
        calls.forEach((name, of) -> {
            double ms = of.count() == 0 ? 0 : of.nanos() / NANOS_PER_MS / of.count();
            answer.put("io_" + name + "_avg_time", ms);
            answer.put("io_" + name + "_avg_time_details", Map.of("rate", 0.0));
        });
    }

    private void putProcess(Map<String, Object> answer, Optional<BrokerPorts> broker) {
        NodeStatus status = node.status();
        List<Resource> alarms = broker.map(ports -> ports.alarms().raised()).orElse(List.of());
        answer.put("os_pid", Long.toString(status.pid()));
        answer.put("fd_total", NodeGauges.mostFiles());
        answer.put("sockets_total", 0);
        answer.put("mem_limit", status.memoryLimitBytes());
        answer.put("mem_alarm", alarms.contains(Resource.MEMORY));
        answer.put("disk_free_limit", status.diskLimitBytes());
        answer.put("disk_free_alarm", alarms.contains(Resource.DISK));
        answer.put("proc_total", NodeGauges.mostThreads());
        answer.put("rates_mode", stats.options().ratesMode().text());
        answer.put("uptime", NodeGauges.uptimeMs());
        answer.put("run_queue", 0);
        answer.put("processors", Runtime.getRuntime().availableProcessors());
    }

    private void putSetup(Map<String, Object> answer) {
        Map<String, Object> application = new LinkedHashMap<>();
        application.put("name", "leveret");
        application.put("description", "Leveret");
        application.put("version", node.status().version());
        Map<String, Object> files = new LinkedHashMap<>();
        files.put("ra_log_wal", 0);
        files.put("ra_log_segment_writer", 0);
        answer.put("exchange_types", NodeDescription.exchangeTypes());
        answer.put("auth_mechanisms", NodeDescription.mechanisms(node));
        answer.put("applications", List.of(application));
        answer.put("contexts", NodeDescription.contexts(node, false));
        answer.put("log_files", node.logs().locations());
        answer.put("db_dir", node.status().dataDirectory());
        answer.put("config_files", List.of());
        answer.put("net_ticktime", 60);
        answer.put("enabled_plugins", BuiltInPlugin.explicitNames());
        answer.put("mem_calculation_strategy", MemoryBreakdown.STRATEGY);
        answer.put("ra_open_file_metrics", files);
    }

    /** What RabbitMQ has yet to forget of objects that are gone: here it is forgotten with the next sample. */
    private static Map<String, Object> collected() {
        Map<String, Object> waiting = new LinkedHashMap<>();
        for (String kind : List.of(
                "connection_closed",
                "channel_closed",
                "consumer_deleted",
                "exchange_deleted",
                "queue_deleted",
                "vhost_deleted",
                "node_node_deleted",
                "channel_consumer_deleted")) {
            waiting.put(kind, 0);
        }
        return waiting;
    }
}
