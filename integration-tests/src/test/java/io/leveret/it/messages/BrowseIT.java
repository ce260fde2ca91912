package io.leveret.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looking into queues over HTTP: what is there is shown, and nothing is changed by it. */
@LeveretOnly("RabbitMQ has no such routes")
class BrowseIT {
    private static final Logger LOG = LoggerFactory.getLogger(BrowseIT.class);
    private static final int BACKLOG = 60_000;

    /** A busy machine may take so long for a message there and back. */
    private static final long SLOW_MS = 2_000;

    private static LeveretProcess leveret;
    private static MessagesApi api;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        leveret = LeveretProcess.create("browse");
        leveret.javaOptions("-Xmx192m");
        api = MessagesApi.of(leveret.start("management.tcp.port=0"));
        connection = BrokerUnderTest.factory(leveret.target()).newConnection();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        leveret.close();
    }

    private static Channel declare(String queue, Map<String, Object> arguments) throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(queue, true, false, false, arguments);
        return channel;
    }

    private static void publish(Channel channel, String queue, String body, Map<String, Object> headers)
            throws Exception {
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .headers(headers)
                .messageId("id-" + body)
                .build();
        channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> bodies(String page) {
        return MessagesApi.all(page, "payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void lookingChangesNothing(String type) throws Exception {
        String queue = "look-" + type;
        Channel channel = declare(queue, Map.of("x-queue-type", type));
        for (int i = 0; i < 5; i++) {
            publish(channel, queue, "m" + i, Map.of("n", i));
        }
        channel.waitForConfirmsOrDie(20_000);
        String path = "/queues/%2F/" + queue + "/messages";
        for (int times = 0; times < 2; times++) {
            String page = api.get(path);
            assertThat(bodies(page)).containsExactly("m0", "m1", "m2", "m3", "m4");
            assertThat(MessagesApi.all(page, "state")).containsOnly("ready");
            assertThat(MessagesApi.all(page, "redelivered")).containsOnly("false");
            assertThat(MessagesApi.all(page, "message_id")).startsWith("id-m0");
            assertThat(page).contains("\"headers\":{\"n\":3}").contains("\"cursor\":null");
        }
        assertThat(channel.messageCount(queue)).isEqualTo(5);
        GetResponse first = channel.basicGet(queue, false);
        assertThat(first.getEnvelope().isRedeliver()).isFalse();
        assertThat(new String(first.getBody(), StandardCharsets.UTF_8)).isEqualTo("m0");
        String page = api.get(path);
        assertThat(MessagesApi.all(page, "state")).startsWith("unacked", "ready");
        assertThat(bodies(api.get(path + "?state=unacked"))).containsExactly("m0");
        channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        Eventually.equal(() -> MessagesApi.all(api.get(path), "redelivered").get(0), "true");
    }

    @Test
    void pagesGoOnWhereTheyEndedAlsoWhenTheQueueMoves() throws Exception {
        Channel channel = declare("pages", Map.of("x-max-priority", 5));
        for (int i = 0; i < 30; i++) {
            BasicProperties properties = new BasicProperties.Builder()
                    .priority(i % 3)
                    .deliveryMode(2)
                    .build();
            channel.basicPublish("", "pages", properties, ("p" + i % 3).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(20_000);
        List<String> seen = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        String cursor = "";
        while (!cursor.equals("null")) {
            String page = api.get("/queues/%2F/pages/messages?limit=7&cursor=" + cursor);
            seen.addAll(bodies(page));
            positions.addAll(MessagesApi.all(page, "position"));
            cursor = MessagesApi.text(page, "cursor");
            channel.basicGet("pages", true);
        }
        List<String> expected = new ArrayList<>();
        for (String body : List.of("p2", "p1", "p0")) {
            IntStream.range(0, 10).forEach(n -> expected.add(body));
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(positions)
                .isEqualTo(IntStream.range(0, 30).mapToObj(Integer::toString).toList());
    }

    @Test
    void oneIsFoundByItsKeyItsHeadersAndItsBody() throws Exception {
        Channel channel = declare("search", Map.of());
        channel.exchangeDeclare("search-x", "topic", true);
        channel.queueBind("search", "search-x", "#");
        for (int i = 0; i < 20; i++) {
            Map<String, Object> headers = new HashMap<>(Map.of("tenant", "t" + i % 4, "n", i));
            BasicProperties properties =
                    new BasicProperties.Builder().headers(headers).build();
            String key = (i % 2 == 0 ? "eu." : "us.") + i;
            channel.basicPublish("search-x", key, properties, ("body " + i + " ü").getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(20_000);
        String path = "/queues/%2F/search/messages";
        assertThat(bodies(api.get(path + "?key=eu.*"))).hasSize(10);
        assertThat(bodies(api.get(path + "?key=eu.4"))).containsExactly("body 4 ü");
        assertThat(bodies(api.get(path + "?header=tenant=t1"))).hasSize(5);
        assertThat(bodies(api.get(path + "?header=tenant=t1&header=n=5"))).containsExactly("body 5 ü");
        assertThat(bodies(api.get(path + "?header=none"))).isEmpty();
        assertThat(bodies(api.get(path + "?body=" + MessagesApi.encoded("17 ü"))))
                .containsExactly("body 17 ü");
        assertThat(bodies(api.get(path + "?exchange=search-*&limit=1"))).hasSize(1);
        assertThat(MessagesApi.text(api.get(path + "?key=eu.4&encoding=base64"), "payload"))
                .isEqualTo("Ym9keSA0IMO8");
        String cut = api.get(path + "?key=eu.4&truncate=8");
        assertThat(cut).contains("\"payload\":\"body 4 \"").contains("\"payload_truncated\":true");
        assertThat(api.send("GET", path + "?cursor=nonsense", null).statusCode())
                .isEqualTo(400);
        assertThat(api.send("GET", path + "?limit=0", null).statusCode()).isEqualTo(400);
        assertThat(api.send("GET", "/queues/%2F/nowhere/messages", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void oneIsDeletedByItsId() throws Exception {
        Channel channel = declare("drop", Map.of());
        for (int i = 0; i < 3; i++) {
            publish(channel, "drop", "d" + i, null);
        }
        channel.waitForConfirmsOrDie(20_000);
        String path = "/queues/%2F/drop/messages";
        String id = MessagesApi.all(api.get(path), "id").get(1);
        assertThat(api.get(path + "/" + id)).contains("\"payload\":\"d1\"");
        api.delete(path + "/" + id);
        assertThat(api.send("DELETE", path + "/" + id, null).statusCode()).isEqualTo(404);
        assertThat(api.send("GET", path + "/" + id, null).statusCode()).isEqualTo(404);
        assertThat(bodies(api.get(path))).containsExactly("d0", "d2");
        assertThat(channel.messageCount("drop")).isEqualTo(2);
    }

    @Test
    void whatExchangesHoldBackIsSeenAndCancelled() throws Exception {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("late", "x-delayed-message", true, false, Map.of("x-delayed-type", "fanout"));
        channel.confirmSelect();
        BasicProperties properties = new BasicProperties.Builder()
                .headers(Map.of("x-delay", 600_000))
                .build();
        channel.basicPublish("late", "k", properties, "soon".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(20_000);
        String page = api.get("/delayed/%2F/late");
        assertThat(bodies(page)).containsExactly("soon");
        assertThat(MessagesApi.number(page, "ttl_left")).isBetween(1L, 600_001L);
        assertThat(api.get("/delayed/%2F")).isEqualTo("[{\"name\":\"late\",\"vhost\":\"/\",\"messages_delayed\":1}]");
        api.delete("/delayed/%2F/late/" + MessagesApi.text(page, "id"));
        assertThat(bodies(api.get("/delayed/%2F/late"))).isEmpty();
        assertThat(api.send("GET", "/delayed/%2F/amq.topic", null).statusCode()).isEqualTo(404);
    }

    @Test
    void whoWouldGetItIsToldWithTheWayThere() throws Exception {
        Channel channel = declare("way-q", Map.of());
        channel.exchangeDeclare("way-in", "topic", true, false, Map.of("alternate-exchange", "amq.fanout"));
        channel.exchangeDeclare("way-out", "headers", true);
        channel.exchangeBind("way-out", "way-in", "a.*");
        channel.queueBind("way-q", "way-out", "", Map.of("x-match", "all", "tenant", "t"));
        String headers = MessagesApi.encoded("{\"tenant\":\"t\"}");
        String way = api.get("/routes/%2F?exchange=way-in&key=a.b&headers=" + headers);
        assertThat(way).contains("\"queues\":[\"way-q\"]");
        assertThat(MessagesApi.all(way, "destination")).containsExactly("way-out", "way-q");
        assertThat(api.get("/routes/%2F?exchange=way-in&key=a.b")).contains("\"queues\":[]");
        assertThat(api.get("/routes/%2F?exchange=way-in&key=b")).contains("\"alternate\":true");
        assertThat(channel.messageCount("way-q")).isZero();
    }

    /** What waits is read from disk for the search alone, and other queues go on meanwhile. */
    @Test
    void aBacklogOnDiskIsSearchedWithoutHoldingUpOthers() throws Exception {
        Channel channel = declare("backlog", Map.of());
        byte[] body = new byte[2_000];
        Arrays.fill(body, (byte) 'x');
        for (int i = 0; i < BACKLOG; i++) {
            boolean needle = i == BACKLOG * 3 / 4;
            channel.basicPublish(
                    "",
                    "backlog",
                    new BasicProperties.Builder().deliveryMode(2).build(),
                    needle ? "the needle in it".getBytes(StandardCharsets.UTF_8) : body);
            if (i % 5_000 == 4_999) {
                channel.waitForConfirmsOrDie(60_000);
            }
        }
        Channel other = declare("other", Map.of());
        Inbox inbox = new Inbox(other);
        other.basicConsume("other", true, inbox);
        CompletableFuture<String> search = CompletableFuture.supplyAsync(BrowseIT::search);
        long worstNanos = 0;
        int rounds = 0;
        while (!search.isDone()) {
            long from = System.nanoTime();
            publish(other, "other", "ping", null);
            inbox.next();
            worstNanos = Math.max(worstNanos, System.nanoTime() - from);
            rounds++;
        }
        LOG.info("{} rounds beside the search, {} ms at most", rounds, TimeUnit.NANOSECONDS.toMillis(worstNanos));
        assertThat(search.get()).isEqualTo("the needle in it");
        assertThat(rounds).isGreaterThan(10);
        assertThat(TimeUnit.NANOSECONDS.toMillis(worstNanos)).isLessThan(SLOW_MS);
        assertThat(channel.messageCount("backlog")).isEqualTo(BACKLOG);
        assertThat(leveret.isAlive()).isTrue();
    }

    private static String search() {
        String cursor = "";
        List<String> found = new ArrayList<>();
        long looked = 0;
        try {
            while (!cursor.equals("null")) {
                String page = api.get("/queues/%2F/backlog/messages?body=needle&scan=20000&cursor=" + cursor);
                found.addAll(bodies(page));
                looked += MessagesApi.number(page, "looked");
                cursor = MessagesApi.text(page, "cursor");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        assertThat(looked).isEqualTo(BACKLOG);
        return String.join(",", found);
    }

    @Test
    void whatHappensIsToldAsItHappens() throws Exception {
        try (Stream<String> lines = api.lines("/events?types=queue,alarm")) {
            Iterator<String> each = lines.iterator();
            String name = "told \u00fc \u2192";
            declare(name, Map.of());
            List<String> heard = new ArrayList<>();
            while (heard.stream().noneMatch(line -> line.contains("\"name\":\"" + name + "\""))) {
                heard.add(each.next());
            }
            assertThat(heard).contains("event: queue.created");
            leveret.control().ok("add_user", "watcher", "watcher");
            leveret.control().ok("set_user_tags", "watcher", "management");
        }
        // Each has a thread of its own, so that they do not keep others from the server's.
        List<Stream<String>> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(api.lines("/events?types=alarm"));
        }
        assertThat(api.get("/jobs")).isNotEmpty();
        many.forEach(Stream::close);
        try (Stream<String> lines = api.as("watcher").lines("/events")) {
            Iterator<String> each = lines.iterator();
            String first = each.next();
            declare("not-told", Map.of());
            List<String> heard = new ArrayList<>(List.of(first));
            int rates = first.equals("event: rates") ? 1 : 0;
            while (rates < 3) {
                String line = each.next();
                heard.add(line);
                rates += line.equals("event: rates") ? 1 : 0;
            }
            assertThat(String.join("\n", heard)).doesNotContain("not-told").contains("message_rates");
            leveret.control().ok("delete_user", "watcher");
            while (each.hasNext()) {
                each.next();
            }
        }
    }
}
