package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.ManagedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues, overview and nodes over HTTP: what is counted, how fast it grows, and what it was. */
@Timeout(120)
class ManagementFiguresIT {
    /** Statistics are taken every five seconds, by RabbitMQ in two steps. */
    private static final Duration SOON = Duration.ofSeconds(40);

    private static final int MESSAGES = 50;

    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private HttpApi api;
    private String vhost;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void makeAVirtualHost() throws Exception {
        api = BROKER.api();
        vhost = BROKER.name("vhost");
        BROKER.control().ok("add_vhost", vhost);
        BROKER.control().ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = BROKER.factory();
        factory.setVirtualHost(vhost);
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void cleanUp() throws Exception {
        connection.close();
        BROKER.control().run("delete_vhost", vhost);
    }

    private void declare(String queue, String type) throws Exception {
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", type));
    }

    private void publish(String queue, int messages) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < messages; i++) {
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[10]);
        }
        channel.waitForConfirmsOrDie(20_000);
    }

    private Map<?, ?> queue(String name, String query) {
        return (Map<?, ?>) api.get("/queues/" + vhost + "/" + name + query).json();
    }

    private static Object at(Object object, String path) {
        Object found = object;
        for (String field : path.split("\\.")) {
            found = found instanceof Map<?, ?> fields ? fields.get(field) : null;
        }
        return found;
    }

    @Test
    void aQueueShowsWhatItHoldsAndWhatHappenedToIt() throws Exception {
        for (String type : List.of("classic", "quorum")) {
            String name = "q-" + type;
            declare(name, type);
            publish(name, MESSAGES);
            channel.basicGet(name, true);
            channel.basicGet(name, false);
            Eventually.equal(SOON, () -> at(queue(name, ""), "message_stats.get"), 1);
            Eventually.equal(SOON, () -> at(queue(name, ""), "messages"), MESSAGES - 1);
            Map<?, ?> queue = queue(name, "");
            assertThat(queue.get("messages_ready")).isEqualTo(MESSAGES - 2);
            assertThat(queue.get("messages_unacknowledged")).isEqualTo(1);
            assertThat(queue.get("message_bytes")).isEqualTo(10 * (MESSAGES - 1));
            assertThat(at(queue, "message_stats.publish")).isEqualTo(MESSAGES);
            assertThat(at(queue, "message_stats.get_no_ack")).isEqualTo(1);
            assertThat(at(queue, "message_stats.deliver_get")).isEqualTo(2);
            assertThat(queue.get("type")).isEqualTo(type);
            assertThat(queue.get("state")).isEqualTo("running");
        }
    }

    @Test
    void rateAndHistoryTellWhenItHappened() throws Exception {
        declare("q", "classic");
        publish("q", MESSAGES);
        String minute = "?msg_rates_age=60&msg_rates_incr=5&lengths_age=60&lengths_incr=5";
        Eventually.equal(
                SOON,
                () -> at(queue("q", minute), "message_stats.publish_details.samples") instanceof List<?> samples
                        && at(samples.get(0), "sample").equals(MESSAGES),
                true);
        Map<?, ?> details = (Map<?, ?>) at(queue("q", minute), "message_stats.publish_details");
        List<?> samples = (List<?>) details.get("samples");
        assertThat(samples).hasSize(13);
        long newestMs = (Long) at(samples.get(0), "timestamp");
        assertThat(newestMs % 5_000).isZero();
        assertThat(at(samples.get(12), "timestamp")).isEqualTo(newestMs - 60_000);
        assertThat(at(samples.get(12), "sample")).isEqualTo(0);
        assertThat((Double) details.get("avg_rate")).isBetween(0.8, 0.9);
    }

    @Test
    void consumersStandWithTheirQueue() throws Exception {
        declare("q", "classic");
        channel.basicQos(7);
        String tag = channel.basicConsume("q", (consumerTag, delivery) -> {}, consumerTag -> {});
        Eventually.equal(SOON, () -> ((List<?>) queue("q", "").get("consumer_details")).size(), 1);
        Object consumer = ((List<?>) queue("q", "").get("consumer_details")).get(0);
        assertThat(at(consumer, "consumer_tag")).isEqualTo(tag);
        assertThat(at(consumer, "prefetch_count")).isEqualTo(7);
        assertThat(at(consumer, "ack_required")).isEqualTo(true);
        assertThat(at(consumer, "channel_details.user")).isEqualTo("guest");
    }

    @Test
    @LeveretOnly("RabbitMQ does not tell")
    void consumersSayHowLongTheyHoldWhatTheyHoldLongest() throws Exception {
        declare("q", "classic");
        channel.basicConsume("q", false, "holds", (consumerTag, delivery) -> {}, consumerTag -> {});
        channel.basicConsume(
                "q", false, "idle", false, false, Map.of("x-priority", -1), (tag, delivery) -> {}, tag -> {});
        assertThat(queue("q", "").get("x_oldest_unacked_ms")).isNull();
        publish("q", 2);
        Eventually.equal(SOON, () -> held("holds") != null && held("holds") >= 100, true);
        Integer all = (Integer) queue("q", "").get("x_oldest_unacked_ms");
        assertThat(all).isGreaterThanOrEqualTo(100);
        assertThat(held("idle")).as("holds nothing").isNull();
        channel.basicAck(0, true);
        Eventually.equal(SOON, () -> held("holds") == null, true);
    }

    private Integer held(String tag) {
        return (Integer) api.get("/consumers/" + vhost).rows().stream()
                .filter(each -> each.get("consumer_tag").equals(tag))
                .findFirst()
                .orElseThrow()
                .get("x_oldest_unacked_ms");
    }

    @Test
    @LeveretOnly("RabbitMQ has no such route")
    void aStreamTellsOfOneQueueUntilItIsDeleted() throws Exception {
        declare("q", "quorum");
        publish("q", 3);
        try (Stream<String> stream = api.lines("/x/events?vhost=" + vhost + "&queue=q")) {
            Iterator<String> lines = stream.iterator();
            assertThat(lines.next()).isEqualTo("event: figures");
            assertThat(lines.next())
                    .contains("\"name\":\"q\"")
                    .contains("\"messages_ready\":3")
                    .contains("\"message_bytes\":30");
            channel.queueDelete("q");
            List<String> rest = new ArrayList<>();
            lines.forEachRemaining(rest::add);
            assertThat(rest).containsOnlyOnce("event: queue.deleted", "event: gone");
            assertThat(rest.indexOf("event: gone")).isGreaterThan(rest.lastIndexOf("event: figures"));
        }
        assertThat(api.get("/x/events?vhost=" + vhost + "&queue=q").status()).isEqualTo(404);
    }

    @Test
    void anExclusiveQueueNamesItsOwner() throws Exception {
        channel.queueDeclare("mine", false, true, false, Map.of());
        Eventually.equal(SOON, () -> at(queue("mine", ""), "owner_pid_details.peer_host"), "127.0.0.1");
        assertThat(queue("mine", "").get("exclusive")).isEqualTo(true);
    }

    @Test
    void listsComeInPagesInOrderWithTheColumnsAskedFor() throws Exception {
        for (int i = 0; i < 5; i++) {
            declare("q" + i, "classic");
            publish("q" + i, i);
        }
        String target =
                "/queues/" + vhost + "?page=1&page_size=2&sort=messages&sort_reverse=true&name=Q&columns=name,messages";
        Eventually.equal(
                SOON,
                () -> at(api.get(target).json(), "items"),
                List.of(Map.of("name", "q4", "messages", 4), Map.of("name", "q3", "messages", 3)));
        Object page = api.get(target).json();
        assertThat(at(page, "total_count")).isEqualTo(5);
        assertThat(at(page, "filtered_count")).isEqualTo(5);
        assertThat(at(page, "page_count")).isEqualTo(3);
        assertThat(api.get("/queues/" + vhost).all("name")).containsExactly("q0", "q1", "q2", "q3", "q4");
        assertThat(api.get("/queues/" + vhost + "?page=9").error())
                .isEqualTo("400 page_out_of_range: Page out of range, page: 9 page size: 100, len: 5");
        assertThat(api.get("/queues/" + vhost + "?page=1&page_size=501").error())
                .isEqualTo("400 invalid_pagination_parameters:"
                        + " Invalid pagination parameters: page number 1, page size 501");
    }

    @Test
    void withoutStatisticsTheDeclarationIsLeft() throws Exception {
        declare("q", "classic");
        String target = "/queues/" + vhost + "?disable_stats=true";
        assertThat(api.get(target).rows().get(0))
                .containsKeys("arguments", "auto_delete", "durable", "exclusive", "name", "node", "state", "type")
                .doesNotContainKeys("messages", "message_stats", "consumers", "memory");
        assertThat(api.get(target + "&enable_queue_totals=true").rows().get(0)).containsEntry("messages", 0);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        for (String target : List.of("/queues/" + vhost + "/no", "/queues/no-" + vhost, "/nodes/no@where")) {
            assertThat(api.get(target).error()).isEqualTo("404 Object Not Found: Not Found");
        }
        assertThat(api.get("/overview?lengths_age=60&lengths_incr=0").error())
                .isEqualTo("400 bad_request: Invalid range parameters: age 60, incr 0");
    }

    @Test
    void theOverviewCountsEverything() throws Exception {
        int before = (Integer) at(api.get("/overview").json(), "churn_rates.queue_declared");
        declare("q", "classic");
        publish("q", MESSAGES);
        Eventually.equal(
                SOON,
                () -> at(api.get("/overview").json(), "message_stats.confirm") instanceof Integer confirmed
                        && confirmed >= MESSAGES
                        && (Integer) at(api.get("/overview").json(), "churn_rates.queue_declared") > before
                        && (Integer) at(api.get("/overview").json(), "object_totals.connections") > 0,
                true);
        Object overview = api.get("/overview").json();
        assertThat(at(overview, "rabbitmq_version")).isEqualTo("4.0.5");
        assertThat((Integer) at(overview, "queue_totals.messages")).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(at(overview, "node")).isEqualTo(api.get("/nodes").all("name").get(0));
    }

    @Test
    void theNodeTellsWhatItTakes() {
        String node = (String) api.get("/nodes").all("name").get(0);
        Object described = api.get("/nodes/" + node).json();
        assertThat(at(described, "running")).isEqualTo(true);
        assertThat(((Number) at(described, "mem_limit")).longValue()).isPositive();
        assertThat(((Number) at(described, "disk_free")).longValue()).isPositive();
        assertThat(((Number) at(described, "uptime")).longValue()).isPositive();
        Object memory = api.get("/nodes/" + node + "/memory").at("memory");
        assertThat(((Map<?, ?>) memory).size()).isEqualTo(28);
        assertThat(at(memory, "strategy")).isInstanceOf(String.class);
        assertThat(((Number) at(memory, "total.allocated")).longValue()).isPositive();
        Map<?, ?> relative =
                (Map<?, ?>) api.get("/nodes/" + node + "/memory/relative").at("memory");
        assertThat(((Map<?, ?>) relative).size()).isEqualTo(27);
        assertThat(at(relative, "total")).isEqualTo(100);
    }
}
