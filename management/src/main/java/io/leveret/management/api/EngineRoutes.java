package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.EngineAdmin;
import io.leveret.management.admin.EngineAdmin.FileFigures;
import io.leveret.management.admin.EngineAdmin.LogFigures;
import io.leveret.management.admin.EngineAdmin.ShardFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node runs on: its shards, and what its log takes on disk. */
final class EngineRoutes implements RouteTable.Family {
    private final Ports ports;
    private final String node;

    EngineRoutes(Ports ports, String node) {
        this.ports = ports;
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET, "/x/nodes/{node}", Audience.MONITORING, "Shards and log files of a node", this::engine));
    }

    private Response engine(Request request) throws ApiException, AdminException {
        if (!request.path("node").equals(node)) {
            throw ApiException.notFound();
        }
        EngineAdmin engine = ports.get().engine();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node", node);
        answer.put("shards", engine.shards().stream().map(EngineRoutes::shard).toList());
        answer.put("log", log(engine.log()));
        return Response.json(answer);
    }

    private static Map<String, Object> shard(ShardFigures shard) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("index", shard.index());
        object.put("queues", shard.queues());
        object.put("connections", shard.connections());
        object.put("turns", shard.turns());
        object.put("cpu_ms", shard.cpuMs());
        return object;
    }

    private static Map<String, Object> log(LogFigures log) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("files", part(log.files()));
        object.put("segments", part(log.segments()));
        object.put("spares", part(log.spares()));
        object.put("oldest", log.oldest());
        object.put("oldest_written_at", log.oldestWrittenAtMs());
        object.put("unsynced_bytes", log.unsyncedBytes());
        return object;
    }

    private static Map<String, Object> part(FileFigures part) {
        return Map.of("count", part.count(), "bytes", part.bytes());
    }
}
