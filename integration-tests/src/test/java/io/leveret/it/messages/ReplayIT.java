package io.leveret.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dead letters go back to where they came from, and messages elsewhere; none is lost on the way. */
@LeveretOnly("RabbitMQ has no such routes")
class ReplayIT {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayIT.class);

    /** So many are under way at a time, and may stand in both queues after a kill. */
    private static final int IN_HAND = 256;

    private static final int MANY = 20_000;
    private static final String REPLAY = "/queues/%2F/grave/replay";

    private LeveretProcess leveret;
    private MessagesApi api;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        leveret = LeveretProcess.create("replay");
        begin();
        channel.queueDeclare("grave", true, false, false, null);
        channel.queueDeclare(
                "work", true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "grave"));
        channel.exchangeDeclare("orders", "topic", true);
        channel.queueBind("work", "orders", "eu.*");
    }

    private void begin() throws Exception {
        api = MessagesApi.of(leveret.start("management.tcp.port=0"));
        connection = BrokerUnderTest.factory(leveret.target()).newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    @AfterEach
    void stop() {
        connection.abort();
        leveret.close();
    }

    /** Publishes them by way of the exchange, and has all of them rejected. */
    private void die(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .headers(Map.of("tenant", "t" + i % 2))
                    .build();
            channel.basicPublish("orders", "eu." + i % 4, properties, ("m" + i).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(60_000);
        for (int i = 0; i < count; i++) {
            GetResponse response = channel.basicGet("work", false);
            channel.basicReject(response.getEnvelope().getDeliveryTag(), false);
        }
        Eventually.equal(() -> channel.messageCount("grave"), (long) count);
    }

    private List<String> drain(String queue) throws Exception {
        List<String> bodies = new ArrayList<>();
        for (GetResponse response = channel.basicGet(queue, true);
                response != null;
                response = channel.basicGet(queue, true)) {
            bodies.add(new String(response.getBody(), StandardCharsets.UTF_8));
        }
        return bodies;
    }

    @Test
    void deadLettersComeBackAsTheyWere() throws Exception {
        channel.queueDeclare("audit", true, false, false, null);
        channel.queueBind("audit", "orders", "#");
        die(10);
        drain("audit");
        String job = api.finished(api.order(REPLAY, "{}"));
        assertThat(job).contains("\"state\":\"done\"");
        assertThat(MessagesApi.number(job, "moved")).isEqualTo(10);
        assertThat(channel.messageCount("grave")).isZero();
        assertThat(drain("audit")).as("nobody else gets them again").isEmpty();
        for (int i = 0; i < 10; i++) {
            GetResponse back = channel.basicGet("work", true);
            assertThat(new String(back.getBody(), StandardCharsets.UTF_8)).isEqualTo("m" + i);
            assertThat(back.getEnvelope().getExchange()).isEqualTo("orders");
            assertThat(back.getEnvelope().getRoutingKey()).isEqualTo("eu." + i % 4);
            assertThat(back.getEnvelope().isRedeliver()).isFalse();
            assertThat(back.getProps().getHeaders()).containsOnlyKeys("tenant");
        }
    }

    @Test
    void aDryRunTellsWhatWouldBeAndDoesNothing() throws Exception {
        die(6);
        channel.basicPublish("", "grave", null, "never died".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(20_000);
        String job = api.finished(
                api.order(REPLAY, "{\"dry_run\":true,\"by\":\"exchange\",\"filter\":{\"headers\":[\"tenant=t1\"]}}"));
        assertThat(MessagesApi.number(job, "matched")).isEqualTo(3);
        assertThat(MessagesApi.number(job, "moved")).isEqualTo(3);
        assertThat(job).contains("\"exchange\":\"orders\",\"routing_key\":\"eu.1\",\"queues\":[\"work\"]");
        assertThat(channel.messageCount("grave")).isEqualTo(7);
        job = api.finished(api.order(REPLAY, "{\"dry_run\":true}"));
        assertThat(MessagesApi.number(job, "without_origin")).isEqualTo(1);
        assertThat(MessagesApi.number(job, "moved")).isEqualTo(6);
    }

    @Test
    void theyComeBackToAllThatAreBoundIfThatIsWanted() throws Exception {
        die(4);
        channel.queueDeclare("audit", true, false, false, null);
        channel.queueBind("audit", "orders", "eu.1");
        api.finished(api.order(REPLAY, "{\"by\":\"exchange\",\"limit\":3,\"keep_deaths\":true}"));
        assertThat(channel.messageCount("grave")).isEqualTo(1);
        assertThat(drain("audit")).containsExactly("m1");
        GetResponse back = channel.basicGet("work", true);
        assertThat(back.getProps().getHeaders()).containsKeys("x-death", "x-first-death-queue");
    }

    @Test
    void thoseThatAreNamedComeBackAlone() throws Exception {
        die(5);
        List<String> ids = MessagesApi.all(api.get("/queues/%2F/grave/messages"), "id");
        String named = "[" + ids.get(3) + "," + ids.get(1) + "," + ids.get(3) + ",999999]";
        String job = api.finished(api.order(REPLAY, "{\"ids\":" + named + "}"));
        assertThat(MessagesApi.number(job, "moved")).isEqualTo(2);
        assertThat(drain("work")).containsExactly("m1", "m3");
        assertThat(drain("grave")).containsExactly("m0", "m2", "m4");
    }

    @Test
    void whatAFullQueueRefusesStays() throws Exception {
        die(5);
        channel.queueDelete("work");
        channel.queueDeclare("work", true, false, false, Map.of("x-max-length", 2, "x-overflow", "reject-publish"));
        String job = api.finished(api.order(REPLAY, "{}"));
        assertThat(MessagesApi.number(job, "moved")).isEqualTo(2);
        assertThat(MessagesApi.number(job, "refused")).isEqualTo(3);
        assertThat(drain("grave")).containsExactly("m2", "m3", "m4");
        channel.queueDelete("work");
    }

    @Test
    void theyAreMovedElsewhereAtARateUntilThatIsCancelled() throws Exception {
        int count = 600; // half a minute's work, so that it is cancelled in time also by a busy machine
        die(count);
        channel.queueDeclare("other", true, false, false, null);
        long from = System.nanoTime();
        String id = api.order("/queues/%2F/grave/move", "{\"to\":{\"queue\":\"other\"},\"rate\":20}");
        Eventually.equal(() -> MessagesApi.number(api.get("/jobs/" + id), "moved") >= 10, true);
        assertThat(System.nanoTime() - from).isGreaterThan(300_000_000L);
        api.delete("/jobs/" + id);
        String job = api.finished(id);
        assertThat(job).contains("\"state\":\"cancelled\"");
        long moved = MessagesApi.number(job, "moved");
        assertThat(moved).isLessThan(count);
        assertThat(channel.messageCount("other")).isEqualTo(moved);
        assertThat(channel.messageCount("grave")).isEqualTo(count - moved);
        GetResponse first = channel.basicGet("other", true);
        assertThat(first.getProps().getHeaders()).containsKey("x-death");
    }

    @Test
    void anAlarmHoldsAJobUpAndIsTold() throws Exception {
        die(5);
        try (Stream<String> lines = api.lines("/events?types=alarm")) {
            leveret.control().ok("set_vm_memory_high_watermark", "absolute", "1");
            Iterator<String> each = lines.iterator();
            String line = each.next();
            while (!line.equals("event: alarm.set")) {
                line = each.next();
            }
        }
        String id = api.order(REPLAY, "{}");
        Eventually.equal(() -> MessagesApi.text(api.get("/jobs/" + id), "state"), "blocked");
        assertThat(MessagesApi.number(api.get("/jobs/" + id), "moved")).isZero();
        leveret.control().ok("set_vm_memory_high_watermark", "0.6");
        assertThat(MessagesApi.number(api.finished(id), "moved")).isEqualTo(5);
    }

    @Test
    void whoMayNotPublishThereMovesNothing() throws Exception {
        die(3);
        leveret.control().ok("add_user", "reader", "reader");
        leveret.control().ok("set_user_tags", "reader", "management");
        leveret.control().ok("set_permissions", "reader", "", "^orders$", ".*");
        MessagesApi reader = api.as("reader");
        assertThat(MessagesApi.number(reader.finished(reader.order(REPLAY, "{}")), "forbidden"))
                .isEqualTo(3);
        assertThat(reader.send("POST", "/queues/%2F/grave/move", "{\"to\":{\"queue\":\"work\"}}")
                        .statusCode())
                .isEqualTo(401);
        leveret.control().ok("set_topic_permissions", "reader", "orders", "^us", ".*");
        assertThat(MessagesApi.number(reader.finished(reader.order(REPLAY, "{\"by\":\"exchange\"}")), "forbidden"))
                .isEqualTo(3);
        leveret.control().ok("set_topic_permissions", "reader", "orders", "^eu", ".*");
        assertThat(MessagesApi.number(reader.finished(reader.order(REPLAY, "{\"by\":\"exchange\"}")), "moved"))
                .isEqualTo(3);
        leveret.control().ok("set_permissions", "reader", "", "", "");
        assertThat(reader.send("GET", "/queues/%2F/work/messages", null).statusCode())
                .isEqualTo(401);
        assertThat(reader.send("POST", REPLAY, "{}").statusCode()).isEqualTo(401);
        assertThat(reader.get("/jobs")).contains("\"user\":\"reader\"");
        leveret.control().ok("add_user", "stranger", "stranger");
        leveret.control().ok("set_user_tags", "stranger", "management");
        assertThat(api.as("stranger").get("/jobs")).isEqualTo("[]");
    }

    @Test
    void noneIsLostIfTheNodeIsKilledInBetween() throws Exception {
        die(MANY);
        String id = api.order(REPLAY, "{\"rate\":5000}");
        Eventually.equal(() -> MessagesApi.number(api.get("/jobs/" + id), "moved") > 1_000, true);
        leveret.kill();
        connection.abort();
        begin();
        Map<String, Integer> copies = new TreeMap<>();
        List<String> left = drain("grave");
        List<String> back = drain("work");
        left.forEach(body -> copies.merge(body, 1, Integer::sum));
        back.forEach(body -> copies.merge(body, 1, Integer::sum));
        long twice = copies.values().stream().filter(count -> count > 1).count();
        LOG.info("{} came back, {} were left, {} stood in both", back.size(), left.size(), twice);
        assertThat(copies).hasSize(MANY);
        assertThat(back).hasSizeGreaterThan(1_000);
        assertThat(left).isNotEmpty();
        assertThat(twice).isLessThanOrEqualTo(IN_HAND);
    }
}
