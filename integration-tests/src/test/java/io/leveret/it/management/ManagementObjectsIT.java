package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.HttpApi.Answer;
import io.leveret.it.harness.ManagedBroker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exchanges, queues, bindings, messages, connections, channels and consumers over HTTP. */
@Timeout(120)
class ManagementObjectsIT {
    private static final String REFUSED = "401 not_authorised: Access refused.";
    private static final String NOT_FOUND = "404 Object Not Found: Not Found";

    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private final List<String> users = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private HttpApi api;
    private String vhost;
    private String queues;
    private String exchanges;
    private String bindings;

    @BeforeEach
    void makeAVirtualHost() throws Exception {
        api = BROKER.api();
        vhost = BROKER.name("vhost");
        BROKER.control().ok("add_vhost", vhost);
        BROKER.control().ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        queues = "/queues/" + vhost;
        exchanges = "/exchanges/" + vhost;
        bindings = "/bindings/" + vhost;
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (ShutdownSignalException alreadyClosed) {
                assertThat(alreadyClosed).hasMessageContaining("connection");
            }
        }
        ControlTool ctl = BROKER.control();
        ctl.run("delete_vhost", vhost);
        for (String user : users) {
            ctl.run("delete_user", user);
        }
    }

    private HttpApi user(String tag, String pattern) throws Exception {
        String name = BROKER.name("user");
        users.add(name);
        ControlTool ctl = BROKER.control();
        ctl.ok("add_user", name, "secret");
        ctl.ok("set_user_tags", name, tag);
        if (pattern != null) {
            ctl.ok("set_permissions", "-p", vhost, name, pattern, pattern, pattern);
        }
        return api.as(name, "secret");
    }

    private Connection connection(String user, String password) throws Exception {
        ConnectionFactory factory = BROKER.factory();
        factory.setVirtualHost(vhost);
        factory.setUsername(user);
        factory.setPassword(password);
        Connection connection = factory.newConnection("named");
        open.add(connection);
        return connection;
    }

    private Channel channel() throws Exception {
        return connection("guest", "guest").createChannel();
    }

    // ---- exchanges and queues

    @Test
    void exchangesComeAndGo() {
        assertThat(api.put(exchanges + "/x", Map.of("type", "topic", "durable", true))
                        .status())
                .isEqualTo(201);
        assertThat(api.put(exchanges + "/x", "{\"type\":\"topic\",\"durable\":\"true\",\"name\":\"y\"}")
                        .status())
                .isEqualTo(204);
        assertThat(api.put(exchanges + "/x", "{\"type\":\"topic\"}").error())
                .isEqualTo("400 bad_request: inequivalent arg 'durable' for exchange 'x' in vhost '" + vhost
                        + "': received 'false' but current is 'true'");
        assertThat(api.put(exchanges + "/d", "{}").status()).isEqualTo(201);
        Answer shown = api.get(exchanges + "/d");
        assertThat(shown.at("type")).isEqualTo("direct");
        assertThat(shown.at("durable")).isEqualTo(false);
        assertThat(shown.at("user_who_performed_action")).isEqualTo("guest");
        assertThat(shown.at("incoming")).isEqualTo(List.of());
        assertThat(api.put(exchanges + "/z", "{\"type\":\"nonsense\"}").error())
                .isEqualTo("400 bad_request: unknown exchange type 'nonsense'");
        assertThat(api.put(exchanges + "/z", "{\"durable\":\"yes\"}").error())
                .isEqualTo("400 bad_request: [not_boolean, yes]");
        assertThat(api.put(exchanges + "/z", "{bad").error()).isEqualTo("400 bad_request: not_json");
        assertThat(api.put(exchanges + "/z", Map.of("arguments", Map.of("alternate-exchange", 5)))
                        .error())
                .isEqualTo(
                        "400 bad_request: invalid type 'long' for arg 'alternate-exchange' in exchange 'z' in vhost '"
                                + vhost + "'");
        assertThat(api.put(exchanges + "/amq.foo", "{}").error()).isEqualTo(REFUSED);
        assertThat(api.put(exchanges + "/amq.default", "{}").error()).isEqualTo(REFUSED);
        assertThat(api.delete(exchanges + "/amq.direct").error()).isEqualTo(REFUSED);
        assertThat(api.put("/exchanges/it-nope/x", "{}").error()).isEqualTo("404 not_found: vhost_not_found");
        assertThat(api.get("/exchanges/it-nope").error()).isEqualTo(NOT_FOUND);
        assertThat(api.get(exchanges).all("name"))
                .containsExactlyInAnyOrder(
                        "",
                        "amq.direct",
                        "amq.fanout",
                        "amq.headers",
                        "amq.match",
                        "amq.rabbitmq.trace",
                        "amq.topic",
                        "d",
                        "x");
        assertThat(api.delete(exchanges + "/d").status()).isEqualTo(204);
        assertThat(api.delete(exchanges + "/d").error()).isEqualTo(NOT_FOUND);
        assertThat(api.get(exchanges + "/d").error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void queuesComeAndGo() throws Exception {
        assertThat(api.put(queues + "/q", Map.of("durable", true)).status()).isEqualTo(201);
        assertThat(api.put(queues + "/q", Map.of("durable", true)).status()).isEqualTo(204);
        assertThat(api.put(queues + "/q", "{}").error())
                .isEqualTo("400 bad_request: inequivalent arg 'durable' for queue 'q' in vhost '" + vhost
                        + "': received 'false' but current is 'true'");
        assertThat(api.put(queues + "/a", Map.of("arguments", Map.of("x-message-ttl", "abc")))
                        .error())
                .isEqualTo("400 bad_request: invalid arg 'x-message-ttl' for queue 'a' in vhost '" + vhost
                        + "': \"expected integer, got longstr\"");
        assertThat(api.put(queues + "/amq.foo", "{}").error()).isEqualTo(REFUSED);
        assertThat(api.put(queues + "/a", "{\"node\":\"it@nowhere\"}").error())
                .isEqualTo("400 bad_request: Node it@nowhere could not be contacted");
        assertThat(api.put("/queues/it-nope/q", "{}").error()).isEqualTo("404 not_found: vhost_not_found");
        publish("amq.default", "q", "x");
        assertThat(api.delete(queues + "/q?if-empty=true").error())
                .isEqualTo("400 bad_request: queue 'q' in vhost '" + vhost + "' not empty");
        assertThat(api.delete(queues + "/q/contents").status()).isEqualTo(204);
        assertThat(api.delete(queues + "/q?if-empty=true&if-unused=true").status())
                .isEqualTo(204);
        assertThat(api.delete(queues + "/q").error()).isEqualTo(NOT_FOUND);
        assertThat(api.delete(queues + "/q/contents").error()).isEqualTo(NOT_FOUND);
        String locked = channel().queueDeclare().getQueue();
        String why = "cannot obtain exclusive access to locked queue '" + locked + "' in vhost '" + vhost + "'";
        assertThat(api.delete(queues + "/" + locked).error()).startsWith("400 bad_request: " + why);
        assertThat(api.delete(queues + "/" + locked + "/contents").error()).startsWith("400 bad_request: " + why);
        assertThat(fetch(locked, 1, "ack_requeue_true").error())
                .startsWith("400 bad_request: 405 RESOURCE_LOCKED - " + why);
    }

    @Test
    void argumentsHaveTheTypesOfAmqp() throws Exception {
        Map<String, Object> json = new TreeMap<>(Map.of(
                "big",
                5_000_000_000L,
                "f",
                1.5,
                "i",
                1,
                "l",
                List.of(1, "a", Map.of("x", 1), true, 1.5),
                "neg",
                -1,
                "o",
                Map.of("a", Map.of("b", 1)),
                "s",
                "str",
                "t",
                true));
        assertThat(api.put(exchanges + "/x", Map.of("arguments", json)).status())
                .isEqualTo(201);
        assertThat(api.get(exchanges + "/x").at("arguments")).isEqualTo(json);
        Map<String, Object> amqp = new HashMap<>(json);
        amqp.put("i", 1L);
        amqp.put("neg", -1L);
        amqp.put("l", List.of(1L, "a", Map.of("x", 1L), true, 1.5));
        amqp.put("o", Map.of("a", Map.of("b", 1L)));
        api.put(queues + "/q", "{}");
        Channel channel = channel();
        channel.queueBind("q", "amq.headers", "", amqp);
        assertThat(api.post(bindings + "/e/amq.headers/q/q", Map.of("arguments", json))
                        .status())
                .isEqualTo(201);
        assertThat(api.get(bindings + "/e/amq.headers/q/q").all("arguments"))
                .as("a binding with the same arguments is the same binding")
                .containsExactly(json);
        assertThat(api.put(exchanges + "/n", "{\"arguments\":{\"n\":null}}").error())
                .isEqualTo("400 bad_request: null_not_allowed");
    }

    @Test
    void rightsAreThoseOfTheUser() throws Exception {
        HttpApi narrow = user("management", "^a");
        HttpApi administrator = user("administrator", null);
        assertThat(narrow.put(queues + "/a", "{}").status()).isEqualTo(201);
        assertThat(narrow.put(queues + "/b", "{}").error()).isEqualTo(REFUSED);
        assertThat(narrow.put(exchanges + "/b", "{}").error()).isEqualTo(REFUSED);
        api.put(queues + "/b", "{}");
        assertThat(narrow.delete(queues + "/b").error()).isEqualTo(REFUSED);
        assertThat(narrow.delete(queues + "/b/contents").error()).isEqualTo(REFUSED);
        String refused = " access to queue 'b' in vhost '" + vhost + "' refused for user '" + narrow.user() + "'";
        assertThat(narrow.post(queues + "/b/get", Map.of("count", 1, "ackmode", "ack_requeue_true", "encoding", "auto"))
                        .error())
                .isEqualTo("401 not_authorised: ACCESS_REFUSED - read" + refused);
        assertThat(narrow.post(bindings + "/e/amq.direct/q/b", "{}").error()).isEqualTo(REFUSED);
        api.put(exchanges + "/b", "{}");
        assertThat(narrow.post(exchanges + "/b/publish", publication("k", "x")).error())
                .isEqualTo("400 bad_request: 403 ACCESS_REFUSED - write access to exchange 'b' in vhost '" + vhost
                        + "' refused for user '" + narrow.user() + "'");
        assertThat(administrator.put(queues + "/c", "{}").error()).isEqualTo(REFUSED);
        assertThat(administrator
                        .post(exchanges + "/b/publish", publication("k", "x"))
                        .error())
                .isEqualTo(REFUSED);
        assertThat(administrator.get(exchanges).status()).isEqualTo(200);
        assertThat(user("management", null).get(exchanges).error())
                .isEqualTo("401 not_authorised: User not authorised to access virtual host");
    }

    @Test
    void whoMakesAVirtualHostMayDoEverythingInIt() throws Exception {
        HttpApi maker = user("administrator", null);
        String made = BROKER.name("made");
        try {
            assertThat(maker.put("/vhosts/" + made, "{}").status()).isEqualTo(201);
            assertThat(maker.put("/queues/" + made + "/q", "{}").status()).isEqualTo(201);
            assertThat(maker.get("/vhosts/" + made + "/permissions").rows())
                    .containsExactly(Map.of(
                            "user", maker.user(), "vhost", made, "configure", ".*", "write", ".*", "read", ".*"));
            maker.put(
                    "/permissions/" + made + "/" + maker.user(),
                    Map.of("configure", "^a", "write", "^a", "read", "^a"));
            assertThat(maker.put("/vhosts/" + made, "{}").status()).isEqualTo(204);
            assertThat(maker.put("/queues/" + made + "/b", "{}").error()).isEqualTo(REFUSED);
        } finally {
            maker.delete("/vhosts/" + made);
        }
    }

    // ---- bindings

    @Test
    void bindingsHaveKeys() {
        api.put(queues + "/q", "{}");
        assertThat(bind("e/amq.direct/q/q", Map.of())).isEqualTo("q/~");
        assertThat(bind("e/amq.direct/q/q", Map.of("routing_key", "a b/c~d#.é")))
                .isEqualTo("q/a%2Bb%252Fc%257Ed%2523.%25C3%25A9");
        assertThat(bind("e/amq.direct/e/amq.topic", Map.of("routing_key", "k"))).isEqualTo("amq.topic/k");
        String withArguments = bind("e/amq.direct/q/q", Map.of("routing_key", "k", "arguments", Map.of("a", 1)));
        assertThat(withArguments).matches("q/k~[A-Za-z0-9_-]+");
        assertThat(api.get(bindings + "/e/amq.direct/q/q").all("properties_key"))
                .containsExactlyInAnyOrder("~", "a+b%2Fc%7Ed%23.%C3%A9", withArguments.substring(2));
        assertThat(api.get(bindings + "/e/amq.direct/q/" + withArguments).at("arguments"))
                .isEqualTo(Map.of("a", 1));
        assertThat(api.get(queues + "/q/bindings").all("source"))
                .containsExactlyInAnyOrder("", "amq.direct", "amq.direct", "amq.direct");
        assertThat(api.get(exchanges + "/amq.topic/bindings/destination").all("source"))
                .containsExactly("amq.direct");
        assertThat(api.get(exchanges + "/amq.direct/bindings/source").rows()).hasSize(4);
        assertThat(api.get(bindings + "/e//q/q").all("routing_key")).containsExactly("q");
        assertThat(api.get(bindings + "/e/amq.default/q/q").all("routing_key")).containsExactly("q");
        assertThat(api.get(bindings).rows()).hasSize(5);
        assertThat(api.delete(bindings + "/e/amq.direct/q/" + withArguments).status())
                .isEqualTo(204);
        assertThat(api.delete(bindings + "/e/amq.direct/q/" + withArguments).error())
                .isEqualTo(NOT_FOUND);
        assertThat(api.delete(bindings + "/e/amq.direct/q/q/a%2Bb%252Fc%257Ed%2523.%25C3%25A9")
                        .status())
                .isEqualTo(204);
        assertThat(api.get(bindings + "/e/amq.direct/q/q").all("properties_key"))
                .containsExactly("~");
        assertThat(api.post(bindings + "/e/nope/q/q", "{}").error())
                .isEqualTo("404 not_found: no exchange 'nope' in vhost '" + vhost + "'");
        assertThat(api.post(bindings + "/e/amq.direct/q/nope", "{}").error())
                .isEqualTo("404 not_found: no queue 'nope' in vhost '" + vhost + "'");
        assertThat(api.post(bindings + "/e/amq.default/q/q", "{}").error()).isEqualTo(REFUSED);
        assertThat(api.delete(exchanges + "/amq.direct?if-unused=true").error()).isEqualTo(REFUSED);
    }

    private String bind(String ends, Map<String, Object> body) {
        Answer answer = api.post(bindings + "/" + ends, body);
        assertThat(answer.status()).isEqualTo(201);
        return answer.header("location");
    }

    // ---- messages

    private static Map<String, Object> publication(String key, String payload) {
        return Map.of("properties", Map.of(), "routing_key", key, "payload", payload, "payload_encoding", "string");
    }

    private Answer publish(String exchange, String key, String payload) {
        return api.post(exchanges + "/" + exchange + "/publish", publication(key, payload));
    }

    private Answer fetch(String queue, int count, String mode) {
        return api.post(queues + "/" + queue + "/get", Map.of("count", count, "ackmode", mode, "encoding", "auto"));
    }

    @Test
    void publishingTellsWhetherAQueueWasReached() {
        api.put(queues + "/q", Map.of("arguments", Map.of("x-max-length", 1, "x-overflow", "reject-publish")));
        api.put(exchanges + "/internal", Map.of("internal", true));
        assertThat(publish("amq.default", "q", "1").body()).isEqualTo("{\"routed\":true}");
        assertThat(publish("amq.default", "nope", "1").body()).isEqualTo("{\"routed\":false}");
        assertThat(publish("amq.default", "q", "2").error())
                .isEqualTo("400 bad_request: rejected Unable to publish message. Check queue limits.");
        assertThat(publish("internal", "q", "1").error())
                .isEqualTo("400 bad_request: 403 ACCESS_REFUSED - cannot publish to internal exchange 'internal' in"
                        + " vhost '" + vhost + "'");
        assertThat(publish("nope", "q", "1").error()).isEqualTo("404 not_found: exchange_not_found");
        assertThat(api.post(exchanges + "/amq.default/publish", "{\"routing_key\":\"q\",\"payload\":\"\"}")
                        .error())
                .isEqualTo("400 bad_request: [{key_missing,properties},{key_missing,payload_encoding}]");
        Map<String, Object> other = new HashMap<>(publication("q", "x"));
        other.put("properties", Map.of("user_id", "other"));
        assertThat(api.post(exchanges + "/amq.default/publish", other).error())
                .isEqualTo("400 bad_request: 406 PRECONDITION_FAILED - user_id property set to 'other' but"
                        + " authenticated user was 'guest'");
    }

    @Test
    void propertiesGoFromHttpToAmqp() throws Exception {
        api.put(queues + "/q", "{}");
        Map<String, Object> headers =
                Map.of("i", 1, "f", 1.5, "t", true, "s", "é", "l", List.of(1, "a"), "o", Map.of("b", 5_000_000_000L));
        Map<String, Object> properties = new HashMap<>(Map.of(
                "content_type",
                "text/plain",
                "headers",
                headers,
                "delivery_mode",
                2,
                "priority",
                3,
                "correlation_id",
                "c",
                "reply_to",
                "r",
                "expiration",
                "60000",
                "message_id",
                "m",
                "timestamp",
                1_700_000_000,
                "type",
                "ty"));
        properties.putAll(Map.of(
                "user_id", "guest", "app_id", "ap", "cluster_id", "cl", "content_encoding", "utf-8", "other", 1));
        Map<String, Object> publication = new HashMap<>(publication("q", "é"));
        publication.put("properties", properties);
        assertThat(api.post(exchanges + "/amq.default/publish", publication).status())
                .isEqualTo(200);
        assertThat(fetch("q", 1, "ack_requeue_true").rows().get(0).get("properties"))
                .isEqualTo(without(properties, "other"));
        GetResponse got = channel().basicGet("q", true);
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("é");
        AMQP.BasicProperties amqp = got.getProps();
        assertThat(amqp.getHeaders().get("i")).isEqualTo(1L);
        assertThat(amqp.getHeaders().get("f")).isEqualTo(1.5);
        assertThat(amqp.getHeaders().get("t")).isEqualTo(true);
        assertThat(amqp.getHeaders().get("o")).isEqualTo(Map.of("b", 5_000_000_000L));
        assertThat(amqp.getTimestamp()).isEqualTo(new Date(1_700_000_000_000L));
        assertThat(amqp.getClusterId()).isEqualTo("cl");
        assertThat(amqp.getUserId()).isEqualTo("guest");
        assertThat(amqp.getPriority()).isEqualTo(3);
    }

    private static Map<String, Object> without(Map<String, Object> map, String name) {
        Map<String, Object> rest = new HashMap<>(map);
        rest.remove(name);
        return rest;
    }

    @Test
    void messagesGoFromAmqpToHttp() throws Exception {
        api.put(queues + "/q", "{}");
        Channel channel = channel();
        Map<String, Object> headers = new HashMap<>(Map.of("time", new Date(1_672_531_200_000L), "int", 7));
        headers.put("nothing", null);
        channel.basicPublish(
                "",
                "q",
                new AMQP.BasicProperties.Builder()
                        .headers(headers)
                        .deliveryMode(1)
                        .build(),
                new byte[] {(byte) 0xff, 0});
        channel.basicPublish("", "q", null, "é1234".getBytes(StandardCharsets.UTF_8));
        Eventually.equal(() -> channel.messageCount("q"), 2L);
        Answer both = fetch("q", 5, "ack_requeue_true");
        assertThat(both.all("payload")).containsExactly("/wA=", "é1234");
        assertThat(both.all("payload_encoding")).containsExactly("base64", "string");
        assertThat(both.all("payload_bytes")).containsExactly(2, 6);
        assertThat(both.all("redelivered")).containsExactly(false, false);
        assertThat(both.all("message_count")).containsExactly(1, 0);
        assertThat(both.rows().get(0).get("properties"))
                .isEqualTo(Map.of(
                        "delivery_mode",
                        1,
                        "headers",
                        Map.of("int", 7, "nothing", "undefined", "time", 1_672_531_200)));
        Map<String, Object> cut =
                Map.of("count", 2, "ackmode", "reject_requeue_true", "encoding", "auto", "truncate", 1);
        Answer truncated = api.post(queues + "/q/get", cut);
        assertThat(truncated.all("payload")).containsExactly("/w==", "ww==");
        assertThat(truncated.all("payload_bytes")).containsExactly(2, 6);
        assertThat(truncated.all("redelivered")).containsExactly(true, true);
        assertThat(fetch("q", 1, "ack_requeue_false").all("payload")).containsExactly("/wA=");
        assertThat(fetch("q", 1, "reject_requeue_false").all("payload")).containsExactly("é1234");
        assertThat(fetch("q", 1, "ack_requeue_true").body()).isEqualTo("[]");
        assertThat(fetch("nope", 1, "ack_requeue_true").error()).isEqualTo("404 not_found: queue_not_found");
        assertThat(api.post(queues + "/q/get", "{}").error())
                .isEqualTo("400 bad_request: [{key_missing,ackmode},{key_missing,count},{key_missing,encoding}]");
    }

    // ---- clients

    @Test
    void clientsAreSeenByThemselvesAndMonitors() throws Exception {
        HttpApi mine = user("management", ".*");
        HttpApi other = user("management", ".*");
        HttpApi monitor = user("monitoring", null);
        Connection connection = connection(mine.user(), "secret");
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        channel.basicQos(7);
        String queue = channel.queueDeclare().getQueue();
        channel.basicConsume(
                queue, false, "tag", false, false, Map.of("x-priority", 3), (tag, message) -> {}, tag -> {});
        String name = listed(monitor, mine.user());
        String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

        Answer shown = mine.get("/connections/" + path);
        assertThat(shown.at("user")).isEqualTo(mine.user());
        assertThat(shown.at("vhost")).isEqualTo(vhost);
        assertThat(shown.at("user_provided_name")).isEqualTo("named");
        assertThat(shown.at("protocol")).isEqualTo("AMQP 0-9-1");
        Eventually.equal(() -> mine.get("/connections/" + path).at("channels"), 1);
        assertThat(shown.at("ssl")).isEqualTo(false);
        String onOwn = path + "%20%281%29";
        Eventually.equal(() -> mine.get("/channels/" + onOwn).at("consumer_count"), 1);
        Answer channelShown = mine.get("/channels/" + onOwn);
        assertThat(channelShown.at("confirm")).isEqualTo(true);
        assertThat(channelShown.at("prefetch_count")).isEqualTo(7);
        assertThat(((Map<?, ?>) channelShown.at("connection_details")).get("name"))
                .isEqualTo(name);
        Map<?, ?> consumer = (Map<?, ?>) ((List<?>) channelShown.at("consumer_details")).get(0);
        assertThat(consumer.get("consumer_tag")).isEqualTo("tag");
        assertThat(consumer.get("arguments")).isEqualTo(Map.of("x-priority", 3));
        Answer consumers = mine.get("/consumers/" + vhost);
        assertThat(consumers.all("consumer_tag")).containsExactly("tag");
        assertThat(consumers.all("queue")).containsExactly(Map.of("name", queue, "vhost", vhost));
        assertThat(consumers.all("prefetch_count")).containsExactly(7);
        assertThat(consumers.all("active")).containsExactly(true);

        for (HttpApi seeing : List.of(mine, monitor)) {
            assertThat(seeing.get("/connections/" + path + "/channels").all("number"))
                    .containsExactly(1);
            assertThat(seeing.get("/connections/username/" + mine.user()).all("name"))
                    .containsExactly(name);
            assertThat(seeing.get("/channels").all("name")).contains(name + " (1)");
        }
        assertThat(mine.get("/vhosts/" + vhost + "/connections").all("name")).containsExactly(name);
        assertThat(mine.get("/vhosts/" + vhost + "/channels").all("name")).containsExactly(name + " (1)");
        assertThat(monitor.get("/vhosts/" + vhost + "/channels").error())
                .isEqualTo("401 not_authorised: User not authorised to access virtual host");
        String notAllowed = "401 not_authorised: User not authorised to access object";
        for (String hidden : List.of(
                "/connections/" + path,
                "/connections/" + path + "/channels",
                "/channels/" + onOwn,
                "/connections/username/" + mine.user())) {
            assertThat(other.get(hidden).error()).as(hidden).isEqualTo(notAllowed);
        }
        for (String list : List.of("/connections", "/channels", "/consumers", "/vhosts/" + vhost + "/channels")) {
            assertThat(other.get(list).body()).as(list).isEqualTo("[]");
        }
        assertThat(other.delete("/connections/" + path).error()).isEqualTo(notAllowed);
        assertThat(monitor.delete("/connections/" + path).error()).isEqualTo(notAllowed);
        assertThat(closedBy(connection, () -> mine.send("DELETE", "/connections/" + path, null, "X-Reason", "enough")))
                .isEqualTo("CONNECTION_FORCED - enough");
    }

    @Test
    void ofSeveralConsumersOneMayBeActive() throws Exception {
        assertThat(api.put(queues + "/q", Map.of("arguments", Map.of("x-single-active-consumer", true)))
                        .status())
                .isEqualTo(201);
        Channel channel = channel();
        channel.basicConsume("q", false, "first", (tag, message) -> {}, tag -> {});
        channel.basicConsume("q", false, "second", (tag, message) -> {}, tag -> {});
        Map<String, Object> states = Map.of("first", "single_active", "second", "waiting");
        Eventually.equal(() -> byTag("activity_status"), states);
        assertThat(byTag("active")).isEqualTo(Map.of("first", true, "second", false));
    }

    private Map<String, Object> byTag(String field) {
        Map<String, Object> values = new HashMap<>();
        api.get("/consumers/" + vhost)
                .rows()
                .forEach(row -> values.put(row.get("consumer_tag").toString(), row.get(field)));
        return values;
    }

    @Test
    void connectionsOfAUserAreClosedTogether() throws Exception {
        HttpApi mine = user("management", ".*");
        Connection connection = connection(mine.user(), "secret");
        listed(api, mine.user());
        assertThat(closedBy(connection, () -> api.delete("/connections/username/" + mine.user())))
                .isEqualTo("CONNECTION_FORCED - Closed via management plugin");
        assertThat(api.delete("/connections/username/it-nobody").status()).isEqualTo(204);
        assertThat(api.delete("/connections/it-nope").error()).isEqualTo(NOT_FOUND);
    }

    /** What the client is told when it is closed by a request. */
    private static String closedBy(Connection connection, Callable<Answer> request) throws Exception {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        connection.addShutdownListener(closed::complete);
        assertThat(request.call().status()).isEqualTo(204);
        ShutdownSignalException cause = closed.get(20, TimeUnit.SECONDS);
        return ((AMQP.Connection.Close) cause.getReason()).getReplyText();
    }

    /** The name of the one connection of a user, once it is listed: RabbitMQ learns of it some seconds late. */
    private static String listed(HttpApi api, String user) throws Exception {
        Map<String, Object> running = Map.of("user", user, "state", "running");
        Eventually.equal(() -> api.get("/connections?columns=user,state").rows().contains(running), true);
        return api.get("/connections/username/" + user).all("name").get(0).toString();
    }
}
