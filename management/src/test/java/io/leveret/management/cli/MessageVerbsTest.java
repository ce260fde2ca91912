package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.remote.FakeCarrier;
import org.junit.jupiter.api.Test;

/** Messages: looked at, looked for, moved, replayed with a bar that shows how far it is. */
class MessageVerbsTest {
    private static final String QUEUE = "/x/queues/%2F/dead";
    private static final String JOB = """
            {"id":"7","state":"%s","ended":%s,"dry_run":false,"progress":{"present":4000,"looked":%d,"matched":%d,
             "moved":%d,"unroutable":%d,"refused":0,"forbidden":0,"without_origin":0,"taken":1,"unreadable":0}}""";

    private final FakeTerminal terminal = new FakeTerminal();
    private final FakeCarrier node = new FakeCarrier();
    private final ClientProgram program = new ClientProgram(terminal, call -> node, "1");

    private int run(String... words) {
        return program.run(words);
    }

    @Test
    void peekShowsTheFirstWithTheBeginningsOfTheirBodies() {
        node.answer("GET " + QUEUE + "/messages?limit=10&truncate=300", 200, """
                {"messages":[
                  {"id":17,"state":"ready","exchange":"orders","routing_key":"eu","payload_bytes":5000,
                   "payload":"%s","payload_encoding":"string"},
                  {"id":18,"state":"unacked","exchange":"","routing_key":"q","payload_bytes":2,
                   "payload":"/wA=","payload_encoding":"base64"}],
                 "cursor":null,"looked":2,"unreadable":0}""".formatted("x".repeat(300)));
        assertThat(run("messages", "peek", "dead")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("""
                id  state    exchange  key  size  body
                17  ready    orders    eu   5000  %s...
                18  unacked            q       2  (base64) /wA=
                """.formatted("x".repeat(60)));
        assertThat(terminal.takeErr()).isEmpty();
    }

    @Test
    void aSearchGoesThroughTheWholeQueueAndSaysHowFarItIs() {
        String filter = "?key=eu.*&body=poison&header=kind%3Dgift&header=x&limit=100&truncate=300";
        node.answer("GET " + QUEUE + "/messages" + filter, 200, """
                {"messages":[],"cursor":"100","looked":100000}""");
        node.answer("GET " + QUEUE + "/messages" + filter + "&cursor=100", 200, """
                {"messages":[{"id":5,"payload":"poison"}],"cursor":null,"looked":20}""");
        terminal.watched = true;
        assertThat(run(
                        "messages",
                        "search",
                        "dead",
                        "--key",
                        "eu.*",
                        "--body",
                        "poison",
                        "--header",
                        "kind=gift",
                        "--header",
                        "x"))
                .isZero();
        assertThat(terminal.takeOut()).contains(" 5 ").contains("poison");
        assertThat(terminal.takeErr())
                .contains("looked at 100000")
                .contains("looked at 100020")
                .endsWith("\r\u001b[K");
    }

    @Test
    void machinesGetMessagesWhole() {
        node.answer("GET " + QUEUE + "/messages?limit=3", 200, "{\"messages\":[{\"id\":5,\"payload\":\"p\"}]}");
        assertThat(run("messages", "peek", "dead", "--limit", "3", "-o", "json"))
                .isZero();
        assertThat(terminal.takeOut()).isEqualTo("[\n{\"id\":5,\"payload\":\"p\"}\n]\n");
    }

    @Test
    void messagesAreShownAndDeletedOneByOne() {
        node.answer("GET " + QUEUE + "/messages/5", 200, "{\"id\":5,\"properties\":{\"headers\":{\"a\":1}}}");
        assertThat(run("messages", "show", "dead", "5")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("id                    5\nproperties.headers.a  1\n");
        node.answer("DELETE " + QUEUE + "/messages/5", 204, "").answer("DELETE " + QUEUE + "/messages/6", 404, "");
        assertThat(run("messages", "delete", "dead", "5", "6")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: there is no message 6 in queue 'dead' in vhost '/'\n");
    }

    @Test
    void aReplayIsFollowedToItsEnd() {
        node.answer("POST " + QUEUE + "/replay", 202, JOB.formatted("running", "false", 0, 0, 0, 0))
                .answer("GET /x/jobs/7", 200, JOB.formatted("running", "false", 1000, 500, 500, 0))
                .answer("GET /x/jobs/7", 200, JOB.formatted("running", "false", 3000, 1500, 1500, 0))
                .answer("GET /x/jobs/7", 200, JOB.formatted("done", "true", 4000, 2000, 1999, 0));
        terminal.watched = true;
        assertThat(run("messages", "replay", "dead", "--body", "p", "--id", "5", "--rate", "100", "--by", "exchange"))
                .isZero();
        assertThat(node.asked.get(0))
                .isEqualTo("POST " + QUEUE + "/replay {\"filter\":{\"body\":\"p\"},\"ids\":[5],\"limit\":0,"
                        + "\"rate\":100,\"dry_run\":false,\"by\":\"exchange\",\"keep_deaths\":false,"
                        + "\"trust_headers\":false}");
        assertThat(terminal.takeOut())
                .isEqualTo("moved 1999 of 2000 messages that match, of 4000 looked at;"
                        + " 1 were taken by consumers meanwhile\n");
        assertThat(terminal.takeErr())
                .isEqualTo("\r\u001b[Kreplay (job 7) [..............................]   0%  0/4000"
                        + "\r\u001b[Kreplay (job 7) [#######.......................]  25%  1000/4000  4000/s  0 s left"
                        + "\r\u001b[Kreplay (job 7) [######################........]  75%  3000/4000  6000/s  0 s left"
                        + "\r\u001b[K");
        assertThat(terminal.pauses).hasSize(3).containsOnly(250L);
    }

    @Test
    void whereNobodyLooksALineNowAndThenIsEnough() {
        node.answer("POST " + QUEUE + "/move", 202, JOB.formatted("running", "false", 0, 0, 0, 0));
        for (int i = 1; i <= 50; i++) {
            node.answer("GET /x/jobs/7", 200, JOB.formatted("running", "false", i * 50, i, i, 0));
        }
        node.answer("GET /x/jobs/7", 200, JOB.formatted("done", "true", 4000, 60, 50, 10));
        assertThat(run("messages", "move", "dead", "--to-queue", "q")).isEqualTo(65);
        assertThat(terminal.takeErr())
                .startsWith("move (job 7) [")
                .hasLineCount(1)
                .doesNotContain("\u001b");
        assertThat(terminal.takeOut()).contains("moved 50 of 60").contains("; 10 have no queue to go to");
    }

    @Test
    void howAJobEndedIsTheExitCode() {
        node.answer(
                "POST " + QUEUE + "/replay",
                202,
                "{\"id\":\"8\",\"ended\":true,\"state\":\"failed\",\"error\":\"disk\"}");
        assertThat(run("messages", "replay", "dead")).isEqualTo(70);
        assertThat(terminal.takeErr()).isEqualTo("leveret: the job failed: disk\n");
        node.answer("POST /x/queues/%2F/d/replay", 202, "{\"id\":\"8\",\"ended\":true,\"state\":\"cancelled\"}");
        assertThat(run("messages", "replay", "d")).isEqualTo(75);
        terminal.takeErr();
        terminal.takeOut();
        node.answer("POST /x/queues/%2F/e/replay", 202, "{\"id\":\"9\",\"ended\":false}");
        assertThat(run("messages", "replay", "e", "--detach")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("job 9\n");
    }

    @Test
    void aDryRunShowsWhatWouldHappen() {
        node.answer("POST " + QUEUE + "/replay", 202, """
                {"id":"7","state":"done","ended":true,"dry_run":true,
                 "progress":{"looked":3,"matched":2,"moved":1,"without_origin":1},
                 "planned":[{"id":5,"exchange":"","routing_key":"orders","queues":["orders"]}]}""");
        assertThat(run("messages", "replay", "dead", "--dry-run")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("""
                id  exchange  key     queues
                 5            orders  orders
                would move 1 of 2 messages that match, of 3 looked at; 1 were not dead-lettered
                """);
    }

    @Test
    void whereToMustBeSaidOnce() {
        assertThat(run("messages", "move", "dead")).isEqualTo(64);
        assertThat(run("messages", "move", "dead", "--to-queue", "a", "--to-exchange", "b"))
                .isEqualTo(64);
        assertThat(run("messages", "replay", "dead", "--by", "magic")).isEqualTo(64);
        assertThat(run("messages", "replay", "dead", "--id", "x")).isEqualTo(64);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void messagesArePublishedAndFetched() {
        node.answer("POST /exchanges/%2F/amq.default/publish", 200, "{\"routed\":true}");
        terminal.input = "body é";
        assertThat(run("messages", "publish", "", "q", "--property", "delivery_mode=2", "--header", "a=1"))
                .isZero();
        assertThat(node.asked.get(0))
                .isEqualTo("POST /exchanges/%2F/amq.default/publish {\"routing_key\":\"q\",\"properties\":"
                        + "{\"delivery_mode\":2,\"headers\":{\"a\":1}},\"payload\":\"Ym9keSDDqQ==\","
                        + "\"payload_encoding\":\"base64\"}");
        node.answer("POST /exchanges/%2F/x/publish", 200, "{\"routed\":false}");
        assertThat(run("messages", "publish", "x", "q", "--payload", "")).isEqualTo(65);
        node.answer("POST /queues/%2F/q/get", 200, "[{\"exchange\":\"x\",\"payload\":\"p\",\"payload_bytes\":1}]");
        assertThat(run("messages", "get", "q", "--count", "5")).isZero();
        assertThat(node.asked)
                .last()
                .isEqualTo(
                        "POST /queues/%2F/q/get {\"count\":5,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}");
        run("messages", "get", "q", "--ack");
        assertThat(node.asked).last().asString().contains("\"ack_requeue_false\"");
        assertThat(run("messages", "get", "q", "--ack", "--reject")).isEqualTo(64);
    }

    @Test
    void whoWouldGetItIsTold() {
        node.answer("POST /x/routes/%2F", 200, """
                {"queues":["a","b"],"routed":true,"delayed_by":[],"by_chance":false,"steps":[
                  {"source":"x","destination":"a","destination_type":"queue","alternate":false,
                   "bindings":[{"routing_key":"k","arguments":{}}]}]}""");
        assertThat(run("routes", "x", "k", "--header", "h=v")).isZero();
        assertThat(terminal.takeOut()).contains("x     a   queue").endsWith("queues: a, b\n");
        assertThat(node.asked)
                .last()
                .isEqualTo("POST /x/routes/%2F {\"exchange\":\"x\",\"routing_key\":\"k\",\"headers\":{\"h\":\"v\"},"
                        + "\"properties\":{}}");
    }

    @Test
    void heldBackMessagesAreListedAndCancelled() {
        node.answer("GET /x/delayed/%2F/later?limit=100&truncate=300", 200, "{\"messages\":[{\"id\":3}],\"looked\":1}");
        assertThat(run("delayed", "list", "later")).isZero();
        assertThat(terminal.takeOut()).contains("\n 3");
        node.answer("DELETE /x/delayed/%2F/later/3", 204, "");
        assertThat(run("delayed", "cancel", "later", "3")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("cancelled message 3\n");
    }
}
