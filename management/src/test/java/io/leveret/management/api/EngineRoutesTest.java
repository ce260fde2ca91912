package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.admin.EngineAdmin;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.RouteTable;
import io.leveret.management.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineRoutesTest implements EngineAdmin {
    private final FakeAccess access = new FakeAccess().user("root", "administrator");
    private final FakeNode node = new FakeNode();
    private final RouteTable table = Api.routes(node);

    @Override
    public List<ShardFigures> shards() {
        return List.of(new ShardFigures(0, 3, 2, 1_000, 7), new ShardFigures(1, 0, 0, 5, -1));
    }

    @Override
    public LogFigures log() {
        return new LogFigures(
                new FileFigures(2, 128),
                new FileFigures(1, 40),
                new FileFigures(3, 192),
                "00007.log",
                1_800_000_000_000L,
                9);
    }

    private Object get(String target) throws Exception {
        return Json.read(Json.write(Callers.json(Callers.get(table, Callers.of(access, "root"), target))));
    }

    @Test
    void theNodeTellsWhereItsLogGoes() throws Exception {
        assertThat((Map<?, ?>) get("/nodes/n@h"))
                .extracting("log_files")
                .isEqualTo(node.logs().locations());
    }

    @Test
    void shardsAndFilesAreToldOfThisNodeAlone() throws Exception {
        node.engine = this;
        assertThat(get("/x/nodes/n@h")).isEqualTo(Json.read("""
                        {"node":"n@h",
                         "shards":[
                          {"index":0,"queues":3,"connections":2,"turns":1000,"cpu_ms":7},
                          {"index":1,"queues":0,"connections":0,"turns":5,"cpu_ms":-1}],
                         "log":{"files":{"count":2,"bytes":128},"segments":{"count":1,"bytes":40},
                          "spares":{"count":3,"bytes":192},"oldest":"00007.log",
                          "oldest_written_at":1800000000000,"unsynced_bytes":9}}
                        """));
        assertThatThrownBy(() -> get("/x/nodes/other@h")).isInstanceOf(ApiException.class);
    }
}
