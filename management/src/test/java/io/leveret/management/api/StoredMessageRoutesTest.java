package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.JobsAdmin.JobState;
import io.leveret.management.admin.JobsAdmin.Order;
import io.leveret.management.admin.JobsAdmin.Target;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Lead;
import io.leveret.management.admin.MessagesAdmin.Look;
import io.leveret.management.admin.MessagesAdmin.Source;
import io.leveret.management.admin.MessagesAdmin.State;
import io.leveret.management.admin.MessagesAdmin.Step;
import io.leveret.management.admin.MessagesAdmin.Way;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.LocalApi;
import io.leveret.management.http.Response;
import io.leveret.management.http.Response.Body;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests about messages become, and what is answered; the operator asks, who may all. */
class StoredMessageRoutesTest {
    private static final String QUEUE = "/x/queues/v/q";

    private final FakeMessages fake = new FakeMessages();
    private final FakeNode node = new FakeNode();
    private final LocalApi api;

    StoredMessageRoutesTest() {
        node.messages = fake;
        node.jobs = fake;
        Ports ports = Ports.of(node);
        api = new LocalApi(
                () -> new RouteTable(List.of(new BrowseRoutes(ports), new JobRoutes(ports), new WayRoutes(ports))));
    }

    private Response send(Verb verb, String target, String body) {
        return api.answer(verb, target, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Response response) {
        return Json.write(((Body.JsonValue) response.body()).value());
    }

    private String ok(Verb verb, String target, String body) {
        Response response = send(verb, target, body);
        assertThat(response.status()).as(json(response)).isBetween(200, 202);
        return json(response);
    }

    private Order order(String path, String body) {
        fake.asked.clear();
        assertThat(send(Verb.POST, QUEUE + path, body).status()).isEqualTo(202);
        return (Order) fake.asked.get(0);
    }

    @Test
    void aLookBecomesWhatWasAsked() {
        ok(
                Verb.GET,
                QUEUE + "/messages?limit=7&cursor=0-3-4&key=a.*&exchange=x&header=h&header=n%3D1&body=b%20c"
                        + "&state=unacked&truncate=9&scan=100",
                "");
        Filter filter = new Filter("a.*", "x", List.of("h", "n=1"), "b c", State.UNACKED);
        assertThat(fake.asked).containsExactly(Source.queue("v", "q"), new Look("0-3-4", 7, 9, filter, 100));
        fake.asked.clear();
        ok(Verb.GET, "/x/delayed/v/late", "");
        assertThat(fake.asked)
                .containsExactly(Source.delayedBy("v", "late"), new Look(null, 50, 50_000, Filter.ALL, 100_000));
    }

    @Test
    void aMessageIsShownWithAllThatIsKnown() {
        fake.messages.add(FakeMessages.message(4, "body"));
        fake.cursor = "0-5-4";
        assertThat(ok(Verb.GET, QUEUE + "/messages", ""))
                .isEqualTo("{\"messages\":[{\"id\":4,\"position\":3,\"state\":\"ready\",\"priority\":2,"
                        + "\"redelivered\":true,\"delivery_count\":3,\"ttl_left\":null,\"payload_bytes\":4,"
                        + "\"exchange\":\"x\",\"routing_key\":\"k\",\"properties\":{\"message_id\":\"m4\","
                        + "\"headers\":{\"n\":4}},\"payload\":\"body\",\"payload_encoding\":\"string\","
                        + "\"payload_truncated\":false}],\"cursor\":\"0-5-4\",\"looked\":17,\"unreadable\":1}");
        assertThat(ok(Verb.GET, QUEUE + "/messages/4", "")).doesNotContain("position");
    }

    @Test
    void whatIsNoTextIsShownInBase64() {
        fake.messages.add(FakeMessages.message(1, new byte[] {(byte) 0xff}, 1, -1));
        assertThat(ok(Verb.GET, QUEUE + "/messages", ""))
                .contains("\"payload\":\"/w==\",\"payload_encoding\":\"base64\"");
        fake.messages.set(0, FakeMessages.message(1, "text"));
        assertThat(ok(Verb.GET, QUEUE + "/messages?encoding=base64", "")).contains("\"payload\":\"dGV4dA==\"");
    }

    @Test
    void aCharacterThatWasCutInHalfIsNoReasonForBase64() {
        byte[] half = {'a', (byte) 0xe2, (byte) 0x82};
        fake.messages.add(FakeMessages.message(1, half, 40, 250));
        assertThat(ok(Verb.GET, QUEUE + "/messages", ""))
                .contains("\"payload\":\"a\"", "\"payload_truncated\":true", "\"ttl_left\":250");
        fake.messages.set(0, FakeMessages.message(1, half, 3, 250));
        assertThat(ok(Verb.GET, QUEUE + "/messages", "")).contains("base64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "limit=x",
                "limit=-1",
                "truncate=-1",
                "scan=0",
                "state=gone",
                "encoding=hex",
                "limit=99999999999999999999"
            })
    void whatCannotBeMeantIsRefused(String query) {
        assertThat(send(Verb.GET, QUEUE + "/messages?" + query, "").status()).isEqualTo(400);
        assertThat(fake.asked).isEmpty();
    }

    @Test
    void aMessageIsDroppedOnce() {
        fake.messages.add(FakeMessages.message(4, "body"));
        assertThat(send(Verb.DELETE, QUEUE + "/messages/4", "").status()).isEqualTo(204);
        assertThat(send(Verb.DELETE, QUEUE + "/messages/4", "").status()).isEqualTo(404);
        assertThat(send(Verb.DELETE, QUEUE + "/messages/nonsense", "").status()).isEqualTo(404);
        assertThat(send(Verb.GET, QUEUE + "/messages/4", "").status()).isEqualTo(404);
        fake.messages.add(FakeMessages.message(9, "late"));
        assertThat(send(Verb.DELETE, "/x/delayed/v/late/9", "").status()).isEqualTo(204);
        assertThat(fake.asked.get(fake.asked.size() - 1)).isEqualTo(Source.delayedBy("v", "late"));
    }

    @Test
    void exchangesThatHoldBackAreToldWithHowMany() {
        assertThat(ok(Verb.GET, "/x/delayed/v", "")).isEqualTo("[]");
        for (String name : List.of("later", "plain")) {
            String type = name.equals("later") ? "x-delayed-message" : "topic";
            node.exchanges.add(new ExchangeDetails("v", name, type, true, false, false, "", "guest", FieldTable.EMPTY));
        }
        assertThat(ok(Verb.GET, "/x/delayed/v", ""))
                .isEqualTo("[{\"name\":\"later\",\"vhost\":\"v\",\"messages_delayed\":2}]");
    }

    @Test
    void aReplayIsByQueueWithoutDeathsUnlessItSaysOtherwise() {
        Order plain = order("/replay", "");
        assertThat(plain)
                .isEqualTo(new Order(
                        Source.queue("v", "q"),
                        new Target.ToOrigin(false),
                        Filter.ALL,
                        List.of(),
                        0,
                        0,
                        false,
                        false,
                        false));
        Order all = order(
                "/replay",
                "{\"by\":\"exchange\",\"filter\":{\"key\":\"k\",\"headers\":{\"a\":1,\"b\":null}},\"ids\":[3,1],"
                        + "\"limit\":5,\"rate\":2.5,\"dry_run\":true,\"keep_deaths\":true,\"trust_headers\":true}");
        assertThat(all)
                .isEqualTo(new Order(
                        Source.queue("v", "q"),
                        new Target.ToOrigin(true),
                        new Filter("k", null, List.of("a=1", "b"), null, null),
                        List.of(3L, 1L),
                        5,
                        2.5,
                        true,
                        true,
                        true));
    }

    @Test
    void aMoveKeepsWhatMessagesAre() {
        Order toQueue = order("/move", "{\"to\":{\"queue\":\"r\"}}");
        assertThat(toQueue.target()).isEqualTo(new Target.ToQueue("r"));
        assertThat(toQueue.keepDeaths()).isTrue();
        assertThat(order("/move", "{\"to\":{\"exchange\":\"x\"}}").target())
                .isEqualTo(new Target.ToExchange("x", null));
        assertThat(order("/move", "{\"to\":{\"exchange\":\"amq.default\",\"routing_key\":\"r\"}}")
                        .target())
                .isEqualTo(new Target.ToExchange("", "r"));
        assertThat(fake.rights.mayPublish("x", "key")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"to\":{}}",
                "{\"to\":{\"queue\":\"a\",\"exchange\":\"b\"}}",
                "{\"to\":{\"queue\":1}}",
                "{\"to\":\"q\"}",
                "{\"to\":{\"queue\":\"r\"},\"ids\":[]}",
                "{\"to\":{\"queue\":\"r\"},\"ids\":[\"1\"]}",
                "{\"to\":{\"queue\":\"r\"},\"limit\":-1}",
                "{\"to\":{\"queue\":\"r\"},\"rate\":-1}",
                "{\"to\":{\"queue\":\"r\"},\"rate\":\"fast\"}",
                "{\"to\":{\"queue\":\"r\"},\"filter\":{\"headers\":1}}",
                "no json"
            })
    void anOrderThatCannotBeMeantIsRefused(String body) {
        assertThat(send(Verb.POST, QUEUE + "/move", body).status()).isEqualTo(400);
        assertThat(fake.asked).isEmpty();
    }

    @Test
    void aJobIsShownAndCancelled() {
        Response begun = send(Verb.POST, QUEUE + "/replay", "{\"dry_run\":true}");
        assertThat(begun.headers()).containsEntry("location", "../../../jobs/job-1");
        String job = ok(Verb.GET, "/x/jobs/job-1", "");
        assertThat(job)
                .isEqualTo("{\"id\":\"job-1\",\"state\":\"running\",\"ended\":false,\"user\":\"rmq-cli\","
                        + "\"vhost\":\"v\",\"queue\":\"q\",\"target\":{\"origin\":\"queue\"},\"dry_run\":true,"
                        + "\"limit\":0,\"rate\":0.0,\"started_at\":1000,\"ended_at\":null,\"progress\":{\"present\":9,"
                        + "\"looked\":8,\"matched\":7,\"moved\":6,\"unroutable\":5,\"refused\":4,\"forbidden\":3,"
                        + "\"without_origin\":2,\"taken\":1,\"unreadable\":0},"
                        + "\"planned\":[{\"id\":5,\"exchange\":\"x\",\"routing_key\":\"k\",\"queues\":[\"q\"]}]}");
        assertThat(ok(Verb.GET, "/x/jobs", "")).isEqualTo("[" + job + "]");
        assertThat(send(Verb.DELETE, "/x/jobs/job-1", "").status()).isEqualTo(204);
        assertThat(fake.cancelled).containsExactly("job-1");
        assertThat(send(Verb.DELETE, "/x/jobs/job-2", "").status()).isEqualTo(404);
        fake.jobs.set(0, FakeMessages.job("job-1", "u", fake.jobs.get(0).order(), JobState.DONE));
        assertThat(ok(Verb.GET, "/x/jobs/job-1", "")).contains("\"ended\":true", "\"ended_at\":2000");
    }

    @Test
    void theWayOfAMessageIsToldStepByStep() {
        Lead lead = new Lead("a.*", FieldTable.builder().string("x", "y").build());
        fake.way =
                new Way(List.of("q"), List.of(new Step("in", "q", true, List.of(lead), false)), List.of("late"), true);
        String way = ok(Verb.GET, "/x/routes/v?exchange=in&key=a.b&headers=%7B%22h%22%3A1%7D", "");
        assertThat(way)
                .startsWith("{\"queues\":[\"q\"],\"routed\":true,\"steps\":[{\"source\":\"in\",\"destination\":\"q\","
                        + "\"destination_type\":\"queue\",\"alternate\":false,\"bindings\":[{")
                .contains("\"routing_key\":\"a.*\"", "\"arguments\":{\"x\":\"y\"}")
                .endsWith("}]}],\"delayed_by\":[\"late\"],\"by_chance\":true}");
        ok(Verb.POST, "/x/routes/v", "{\"exchange\":\"amq.default\",\"routing_key\":\"q\",\"headers\":{\"h\":2}}");
        assertThat(fake.asked).containsExactly(List.of("v", "in", "a.b", 1L), List.of("v", "", "q", 2L));
        assertThat(send(Verb.GET, "/x/routes/v?headers=nonsense", "").status()).isEqualTo(400);
    }
}
