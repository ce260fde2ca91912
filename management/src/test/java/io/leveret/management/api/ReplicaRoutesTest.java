package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ReplicasAdmin.Outcome;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes and reasons are those of RabbitMQ 4.0.5, asked of one node. */
class ReplicaRoutesTest {
    private static final String QUEUE = "/queues/quorum/%2F/q/replicas/";
    private static final String NODE = "/queues/quorum/replicas/on/m%40h/";
    private static final String GROWTH = "{\"vhost_pattern\":\".*\",\"queue_pattern\":\"^q\",\"strategy\":\"even\"}";

    private final FakeNode node = new FakeNode();
    private RunningApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new RunningApi(node, new FakeAccess().user("root", "administrator"));
        node.queues.add(FakeNode.queue("q", FieldTable.EMPTY, 5, 0, 0));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void refused(int status, Object reason, String verb, String path, String body) {
        RunningApi.Answer answer = api.send(verb, path, body);
        assertThat(answer.status()).as(verb + " " + path + " " + body).isEqualTo(status);
        assertThat(((Map<?, ?>) answer.json()).get("reason"))
                .as(verb + " " + path + " " + body)
                .isEqualTo(reason);
    }

    @Test
    void membersAreAddedAndRemoved() {
        assertThat(api.send("POST", QUEUE + "add", "{\"node\":\"m@h\"}").status())
                .isEqualTo(204);
        assertThat(api.send("POST", QUEUE + "add", "{\"node\":\"m@h\",\"membership\":\"voter\"}")
                        .status())
                .isEqualTo(204);
        assertThat(api.send("DELETE", QUEUE + "delete", "{\"node\":\"m@h\"}").status())
                .isEqualTo(202);
        assertThat(api.send("POST", NODE + "grow", GROWTH).status()).isEqualTo(204);
        assertThat(api.send("DELETE", NODE + "shrink", null).status()).isEqualTo(202);
        assertThat(node.replicas.asked)
                .containsExactly(
                        "add / q m@h promotable",
                        "add / q m@h voter",
                        "remove / q m@h",
                        "grow m@h Growth[vhostPattern=.*, queuePattern=^q, strategy=even, membership=promotable]",
                        "shrink m@h");
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        String body = "{\"node\":\"m@h\"}";
        node.replicas.outcome = Outcome.NODE_NOT_RUNNING;
        refused(503, "node_not_running", "POST", QUEUE + "add", body);
        node.replicas.outcome = Outcome.NOT_REPLICATED;
        refused(503, "classic_queue_not_supported", "POST", QUEUE + "add", body);
        refused(503, "classic_queue_not_supported", "DELETE", QUEUE + "delete", body);
        node.replicas.outcome = Outcome.LAST_MEMBER;
        refused(503, "last_node", "DELETE", QUEUE + "delete", body);
        node.replicas.outcome = Outcome.NOT_FOUND;
        refused(503, "not_found", "POST", "/queues/quorum/%2F/nosuch/replicas/add", body);
        refused(404, "Not Found", "DELETE", "/queues/quorum/%2F/nosuch/replicas/delete", body);
        refused(404, "Not Found", "DELETE", "/queues/quorum/%2F/nosuch/replicas/delete", "x");
    }

    @Test
    void bodiesHaveWhatIsNeeded() {
        refused(400, "[{key_missing,node}]", "POST", QUEUE + "add", "{}");
        refused(400, "[{key_missing,node}]", "POST", QUEUE + "add", "");
        refused(400, "not_json", "POST", QUEUE + "add", "x");
        refused(400, "[{key_missing,node}]", "DELETE", QUEUE + "delete", "{}");
        refused(400, "not_json", "DELETE", QUEUE + "delete", "[]");
        refused(
                400,
                "[{key_missing,queue_pattern},{key_missing,strategy}]",
                "POST",
                NODE + "grow",
                "{\"vhost_pattern\":\".*\"}");
        assertThat(node.replicas.asked).isEmpty();
    }

    @Test
    void theSettingsMayForbidIt() {
        node.settings.put("management.restrictions.quorum_queue_replica_operations.disabled", "true");
        String reason = "Broker settings disallow quorum queue replica operations.";
        refused(405, reason, "POST", QUEUE + "add", "{\"node\":\"m@h\"}");
        refused(405, reason, "DELETE", NODE + "shrink", null);
        assertThat(node.replicas.asked).isEmpty();
    }
}
