package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.MessagingAdmin.Fate;
import io.leveret.management.admin.MessagingAdmin.Fetch;
import io.leveret.management.admin.MessagingAdmin.Fetched;
import io.leveret.management.admin.MessagingAdmin.Publication;
import io.leveret.management.admin.MessagingAdmin.Publishing;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import io.leveret.management.admin.RefusedException;
import io.leveret.management.api.ServedRoutes.Answer;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.JsonShape;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues changed and messages sent and fetched over HTTP; codes and texts are RabbitMQ 4.0.5's. */
class MessageRoutesTest {
    private static final String PUBLISH = "/exchanges/%2F/amq.default/publish";
    private static final String GET = "/queues/%2F/q/get";
    private static final Map<String, Object> PUBLICATION =
            Map.of("properties", Map.of(), "routing_key", "q", "payload", "x", "payload_encoding", "string");
    private static final Map<String, Object> FETCH =
            Map.of("count", 1, "ackmode", "ack_requeue_true", "encoding", "auto");

    private ServedRoutes routes;

    @BeforeEach
    void serve() throws Exception {
        routes = new ServedRoutes(ports -> List.of(new QueueChangeRoutes(ports, "n@h"), new MessageRoutes(ports)));
        routes.node.queues.add(FakeNode.queue("q", FieldTable.EMPTY, 5, 0, 0));
        FieldTable quorum =
                FieldTable.builder().string("x-queue-type", "quorum").build();
        routes.node.queues.add(FakeNode.queue("quorum", quorum, 0, 0, 0));
        routes.node.exchanges.add(new io.leveret.management.admin.ExchangesAdmin.ExchangeDetails(
                "/", "", "direct", true, false, false, "", "rmq-internal", FieldTable.EMPTY));
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(body);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }

    private Object refusal(String path, Object body) throws Exception {
        Answer answer = routes.send("app", "POST", path, body);
        assertThat(answer.status()).as(String.valueOf(body)).isEqualTo(400);
        assertThat(answer.at("error")).isEqualTo("bad_request");
        return answer.reason();
    }

    private byte[] published(Map<String, Object> properties) throws Exception {
        Answer answer = routes.send("app", "POST", PUBLISH, with(PUBLICATION, "properties", properties));
        assertThat(answer.json()).isEqualTo(Map.of("routed", true));
        return ((Publication) routes.messaging.asked.get(routes.messaging.asked.size() - 1)).properties();
    }

    // ---- queues

    @Test
    void queuesAreDeclaredAndDeleted() throws Exception {
        assertThat(routes.send("app", "PUT", "/queues/%2F/new", "{\"auto_delete\":\"true\"}")
                        .status())
                .isEqualTo(201);
        assertThat(routes.send("app", "PUT", "/queues/%2F/q", "{\"arguments\":{\"x-max-length\":5}}")
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("app", "DELETE", "/queues/%2F/q?if-empty=true", null)
                        .status())
                .isEqualTo(204);
        assertThat(routes.messaging.asked)
                .containsExactly(
                        "app",
                        new QueueWish("new", false, true, FieldTable.EMPTY),
                        "app",
                        new QueueWish(
                                "q",
                                false,
                                false,
                                FieldTable.builder()
                                        .longInteger("x-max-length", 5)
                                        .build()),
                        "app",
                        "delete queue q false true");
        assertThat(routes.send("app", "DELETE", "/queues/%2F/nope", null).status())
                .isEqualTo(404);
        assertThat(routes.send("root", "PUT", "/queues/nov/q", "{}").reason()).isEqualTo("vhost_not_found");
        assertThat(routes.send("app", "PUT", "/queues/%2F/" + "é".repeat(128), "{}")
                        .reason())
                .isEqualTo("queue should be less than 255 bytes, actually was 256");
    }

    @Test
    void queuesArePurged() throws Exception {
        assertThat(routes.send("app", "DELETE", "/queues/%2F/q/contents", null).status())
                .isEqualTo(204);
        assertThat(routes.send("app", "DELETE", "/queues/%2F/nope/contents", null)
                        .status())
                .isEqualTo(404);
        assertThat(routes.messaging.asked).containsExactly("app", "purge q");
    }

    @Test
    void thereAreNoActions() throws Exception {
        Answer answer = routes.send("root", "POST", "/queues/%2F/q/actions", "{\"action\":\"sync\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.reason()).isEqualTo(List.of("unknown", "sync"));
        assertThat(routes.send("root", "POST", "/queues/%2F/q/actions", "{}").reason())
                .isEqualTo("[{key_missing,action}]");
        assertThat(routes.send("root", "POST", "/queues/%2F/nope/actions", "{}").reason())
                .isEqualTo("queue_not_found");
        assertThat(routes.send("app", "POST", "/queues/%2F/q/actions", "{}").reason())
                .isEqualTo("Not administrator user");
    }

    @Test
    void aNodeAloneLeadsItsQuorumQueues() throws Exception {
        Answer status = routes.get("app", "/queues/quorum/%2F/quorum/status");
        assertThat(JsonShape.named("quorum-status").lacks(status.json())).isEmpty();
        assertThat(status.all("Raft State")).containsExactly("leader");
        Answer classic = routes.get("app", "/queues/quorum/%2F/q/status");
        assertThat(classic.status()).isEqualTo(503);
        assertThat(classic.reason()).isEqualTo("classic_queue_not_supported");
        assertThat(routes.get("app", "/queues/quorum/%2F/nope/status").status()).isEqualTo(404);
        assertThat(routes.send("root", "POST", "/rebalance/queues", null).status())
                .isEqualTo(204);
        assertThat(routes.send("app", "POST", "/rebalance/queues", null).status())
                .isEqualTo(401);
    }

    // ---- publishing

    @Test
    void publishingTellsWhatBecameOfTheMessage() throws Exception {
        Answer routed = routes.send("app", "POST", PUBLISH, PUBLICATION);
        assertThat(JsonShape.named("exchange-publish").lacks(routed.json())).isEmpty();
        assertThat(routed.at("routed")).isEqualTo(true);
        routes.messaging.publishing = Publishing.UNROUTED;
        assertThat(routes.send("app", "POST", PUBLISH, PUBLICATION).at("routed"))
                .isEqualTo(false);
        routes.messaging.publishing = Publishing.REJECTED;
        assertThat(refusal(PUBLISH, PUBLICATION)).isEqualTo("rejected Unable to publish message. Check queue limits.");
        routes.messaging.refusal = new RefusedException(403, "ACCESS_REFUSED - no");
        assertThat(refusal(PUBLISH, PUBLICATION)).isEqualTo("403 ACCESS_REFUSED - no");
    }

    @Test
    void aPublicationIsWhole() throws Exception {
        assertThat(refusal(PUBLISH, with(PUBLICATION, "properties", null))).isEqualTo("[{key_missing,properties}]");
        assertThat(refusal(PUBLISH, "{}"))
                .isEqualTo("[{key_missing,routing_key},{key_missing,properties},{key_missing,payload},"
                        + "{key_missing,payload_encoding}]");
        assertThat(refusal(PUBLISH, with(PUBLICATION, "payload", 5))).isEqualTo("payload_not_string");
        assertThat(refusal(PUBLISH, with(PUBLICATION, "payload_encoding", "foo")))
                .isEqualTo(List.of("unsupported_encoding", "foo"));
        Map<String, Object> binary = with(PUBLICATION, "payload_encoding", "base64");
        assertThat(refusal(PUBLISH, with(binary, "payload", "!!"))).isEqualTo(List.of("not_base64", "!!"));
        assertThat(refusal(PUBLISH, with(PUBLICATION, "routing_key", "x".repeat(256))))
                .isEqualTo("routing_key should be less than 255 bytes, actually was 256");
        assertThat(routes.send("app", "POST", "/exchanges/%2F/nope/publish", PUBLICATION)
                        .reason())
                .isEqualTo("exchange_not_found");
        assertThat(routes.messaging.asked).isEmpty();
        routes.send("app", "POST", PUBLISH, with(binary, "payload", "/w=="));
        assertThat(((Publication) routes.messaging.asked.get(1)).body()).containsExactly(0xff);
    }

    @Test
    void allPropertiesGoThereAndBack() throws Exception {
        String json = "{\"cluster_id\":\"cl\",\"app_id\":\"ap\",\"user_id\":\"guest\",\"type\":\"ty\","
                + "\"timestamp\":1700000000,\"message_id\":\"m\",\"expiration\":\"60000\",\"reply_to\":\"r\","
                + "\"correlation_id\":\"c\",\"priority\":3,\"delivery_mode\":2,\"headers\":{\"big\":5000000000,"
                + "\"e\":[],\"eo\":{},\"f\":1.5,\"i\":1,\"l\":[1,\"a\",{\"x\":1}],\"neg\":-1,\"o\":{\"a\":{\"b\":1}},"
                + "\"s\":\"é\",\"t\":true},\"content_encoding\":\"utf-8\",\"content_type\":\"text/plain\"}";
        @SuppressWarnings("unchecked")
        byte[] encoded = published(with((Map<String, Object>) Json.read(json), "nonsense", 1));
        MessageProperties properties = new MessageProperties(encoded, encoded.length);
        assertThat(properties.headers().get("i")).isEqualTo(FieldValue.of(1L));
        assertThat(properties.headers().get("f")).isEqualTo(new FieldValue(FieldType.DOUBLE, 1.5));
        assertThat(Json.write(JsonProperties.object(properties))).isEqualTo(json);
        byte[] none = published(Map.of());
        assertThat(JsonProperties.object(new MessageProperties(none, none.length)))
                .isEmpty();
    }

    @Test
    void propertiesOfWrongTypesAreRefused() throws Exception {
        assertThat(property("delivery_mode", "2")).isEqualTo(List.of("not_int", "delivery_mode"));
        assertThat(property("delivery_mode", 1.5)).isEqualTo(List.of("not_int", "delivery_mode"));
        assertThat(property("timestamp", "x")).isEqualTo(List.of("not_int", "timestamp"));
        assertThat(property("expiration", 5000)).isEqualTo(List.of("not_string", "expiration"));
        assertThat(property("headers", 5)).isEqualTo(List.of("not_an_object", "headers"));
        assertThat(property("headers", Map.of("a", List.of("b", Map.of("c", 1), Json.read("[null]")))))
                .isEqualTo("null_not_allowed");
        assertThat(property("message_id", "x".repeat(256)))
                .isEqualTo("message_id should be less than 255 bytes, actually was 256");
        assertThat(property("headers", Map.of("x".repeat(256), 1)))
                .isEqualTo("field name should be less than 255 bytes, actually was 256");
        assertThat(refusal(
                        PUBLISH,
                        "{\"properties\":{\"headers\":{\"a\":1e999}},\"routing_key\":\"\",\"payload\":\"\","
                                + "\"payload_encoding\":\"string\"}"))
                .isEqualTo("number_out_of_range");
    }

    private Object property(String name, Object value) throws Exception {
        return refusal(PUBLISH, with(PUBLICATION, "properties", Map.of(name, value)));
    }

    // ---- fetching

    private void holds(byte[] body, MessageProperties properties) {
        routes.messaging.messages.add(new Fetched("x", "k", true, 7, properties, 100, body));
    }

    private static MessageProperties none() {
        byte[] encoded = MessageProperties.builder().build();
        return new MessageProperties(encoded, encoded.length);
    }

    @Test
    void whatIsFetchedIsTextOrBase64() throws Exception {
        holds("é".getBytes(StandardCharsets.UTF_8), none());
        holds(new byte[] {(byte) 0xff}, none());
        Answer auto = routes.send("app", "POST", GET, FETCH);
        assertThat(auto.all("payload")).containsExactly("é", "/w==");
        assertThat(auto.all("payload_encoding")).containsExactly("string", "base64");
        assertThat(auto.all("payload_bytes")).containsExactly(100L, 100L);
        assertThat(auto.all("message_count")).containsExactly(7L, 7L);
        assertThat(auto.all("redelivered")).containsExactly(true, true);
        assertThat(auto.all("exchange")).containsExactly("x", "x");
        assertThat(auto.all("routing_key")).containsExactly("k", "k");
        Answer base64 = routes.send("app", "POST", GET, with(FETCH, "encoding", "base64"));
        assertThat(base64.all("payload")).containsExactly("w6k=", "/w==");
    }

    @Test
    void whatIsFetchedHasAllThatRabbitMqTells() throws Exception {
        byte[] encoded = MessageProperties.builder()
                .messageId("m0")
                .deliveryMode(2)
                .headers(
                        FieldTable.builder().string("kind", "a").integer("n", 0).build())
                .contentType("application/json")
                .build();
        holds("{}".getBytes(StandardCharsets.UTF_8), new MessageProperties(encoded, encoded.length));
        assertThat(JsonShape.named("queue-get")
                        .lacks(routes.send("app", "POST", GET, FETCH).json()))
                .isEmpty();
    }

    @Test
    void valuesWithoutATypeInJsonAreWhatTheyStandFor() throws Exception {
        FieldTable headers = FieldTable.builder()
                .value("void", new FieldValue(FieldType.VOID, null))
                .value("time", FieldValue.ofTimestamp(1_672_531_200))
                .value("decimal", new FieldValue(FieldType.DECIMAL, new DecimalValue(1, 15)))
                .value("float", new FieldValue(FieldType.FLOAT, 0.5f))
                .value("byte", new FieldValue(FieldType.BYTE, (byte) -1))
                .build();
        byte[] encoded = MessageProperties.builder().headers(headers).build();
        holds(new byte[0], new MessageProperties(encoded, encoded.length));
        Answer answer = routes.send("app", "POST", GET, FETCH);
        assertThat(Json.write(answer.all("properties").get(0)))
                .isEqualTo("{\"headers\":{\"byte\":-1,\"decimal\":1.5,\"float\":0.5,\"time\":1672531200,"
                        + "\"void\":\"undefined\"}}");
    }

    @Test
    void theModesAreRabbitMqs() throws Exception {
        Map<String, Fate> fates = Map.of(
                "ack_requeue_true", Fate.REQUEUED,
                "ack_requeue_false", Fate.ACKNOWLEDGED,
                "reject_requeue_true", Fate.REJECTED_REQUEUED,
                "reject_requeue_false", Fate.REJECTED);
        for (Map.Entry<String, Fate> each : fates.entrySet()) {
            routes.messaging.asked.clear();
            Map<String, Object> body = with(with(FETCH, "ackmode", each.getKey()), "count", "3");
            assertThat(routes.send("app", "POST", GET, with(body, "truncate", 50))
                            .status())
                    .isEqualTo(200);
            Fetch asked = (Fetch) routes.messaging.asked.get(1);
            assertThat(asked.fate()).isEqualTo(each.getValue());
            assertThat(asked.most()).isEqualTo(3);
            assertThat(asked.bodyBytes()).isEqualTo(50);
        }
    }

    @Test
    void aFetchIsWhole() throws Exception {
        assertThat(refusal(GET, with(FETCH, "ackmode", null))).isEqualTo("[{key_missing,ackmode}]");
        assertThat(refusal(GET, with(FETCH, "count", null))).isEqualTo("[{key_missing,count}]");
        assertThat(refusal(GET, with(FETCH, "count", "x"))).isEqualTo(List.of("not_integer", "x"));
        assertThat(refusal(GET, with(FETCH, "encoding", "foo")))
                .isEqualTo("Unsupported encoding. Please use auto or base64.");
        assertThat(refusal(GET, with(FETCH, "ackmode", "foo"))).isEqualTo(List.of("unsupported_ackmode", "foo"));
        assertThat(routes.send("app", "POST", "/queues/%2F/nope/get", FETCH).reason())
                .isEqualTo("queue_not_found");
        routes.messaging.refusal = new RefusedException(403, "ACCESS_REFUSED - read access");
        Answer refused = routes.send("app", "POST", GET, FETCH);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reason()).isEqualTo("ACCESS_REFUSED - read access");
        routes.messaging.refusal = new RefusedException(405, "RESOURCE_LOCKED - locked");
        assertThat(refusal(GET, FETCH)).isEqualTo("405 RESOURCE_LOCKED - locked");
    }
}
