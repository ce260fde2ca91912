package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.ManagedBroker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With {@code management.rates_mode = detailed}: what channels, exchanges and queues did with each other. */
@Timeout(120)
class RatesModeIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker("management.rates_mode=detailed");

    private HttpApi api;
    private String vhost;
    private Connection connection;
    private Channel publisher;
    private Channel consumer;

    @BeforeEach
    void makeAVirtualHost() throws Exception {
        api = BROKER.api();
        Assumptions.assumeTrue("detailed".equals(api.get("/overview").at("rates_mode")), "another mode");
        vhost = BROKER.name("vhost");
        BROKER.control().ok("add_vhost", vhost);
        BROKER.control().ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = BROKER.factory();
        factory.setVirtualHost(vhost);
        connection = factory.newConnection();
        publisher = connection.createChannel();
        consumer = connection.createChannel();
        publisher.exchangeDeclare("x", "fanout");
        publisher.exchangeDeclare("outer", "fanout");
        publisher.exchangeBind("x", "outer", "");
        for (String queue : List.of("a", "b")) {
            publisher.queueDeclare(queue, true, false, false, null);
            publisher.queueBind(queue, "x", "");
        }
        publisher.confirmSelect();
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (connection != null) {
            connection.close();
            BROKER.control().run("delete_vhost", vhost);
        }
    }

    private void publish(String exchange, String key, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            publisher.basicPublish(exchange, key, true, null, new byte[10]);
        }
        publisher.waitForConfirmsOrDie(20_000);
    }

    /** What stands in {@code stats} and is not 0, by the other object's name, or the number of the channel. */
    private Map<String, Map<String, Integer>> pairs(String path, String list, String other) {
        Map<String, Map<String, Integer>> pairs = new TreeMap<>();
        for (Object pair : (List<?>) api.get(path).at(list)) {
            Map<?, ?> named = (Map<?, ?>) ((Map<?, ?>) pair).get(other);
            Map<String, Integer> counts = new TreeMap<>();
            ((Map<?, ?>) ((Map<?, ?>) pair).get("stats")).forEach((name, count) -> {
                if (count instanceof Integer number && number != 0) {
                    counts.put((String) name, number);
                }
            });
            pairs.put(String.valueOf(named.get(other.equals("channel_details") ? "number" : "name")), counts);
        }
        return pairs;
    }

    private void expect(String path, String list, String other, Map<String, Map<String, Integer>> expected)
            throws Exception {
        Eventually.equal(SOON, () -> pairs(path, list, other), new TreeMap<>(expected));
    }

    private String channel(Channel channel) {
        String name = (String) api.get("/vhosts/" + vhost + "/channels").rows().stream()
                .filter(each -> each.get("number").equals(channel.getChannelNumber()))
                .findFirst()
                .orElseThrow()
                .get("name");
        return "/channels/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void whatIsPublishedIsToldByExchangeByQueueAndByChannel() throws Exception {
        publish("x", "", 10);
        publish("outer", "", 4);
        publish("", "a", 3);
        publish("", "nowhere", 1);
        String number = String.valueOf(publisher.getChannelNumber());
        expect(
                "/queues/" + vhost + "/a",
                "incoming",
                "exchange",
                Map.of("", Map.of("publish", 3), "x", Map.of("publish", 10), "outer", Map.of("publish", 4)));
        expect(
                "/exchanges/" + vhost + "/x",
                "incoming",
                "channel_details",
                Map.of(number, Map.of("publish", 10, "confirm", 10)));
        expect(
                "/exchanges/" + vhost + "/x",
                "outgoing",
                "queue",
                Map.of("a", Map.of("publish", 10), "b", Map.of("publish", 10)));
        expect("/exchanges/" + vhost + "/amq.default", "outgoing", "queue", Map.of("a", Map.of("publish", 3)));
        Eventually.equal(
                SOON, () -> api.get("/vhosts/" + vhost + "/channels").rows().size(), 2);
        expect(
                channel(publisher),
                "publishes",
                "exchange",
                Map.of(
                        "", Map.of("publish", 4, "confirm", 4, "return_unroutable", 1),
                        "x", Map.of("publish", 10, "confirm", 10),
                        "outer", Map.of("publish", 4, "confirm", 4)));
        assertThat(pairs(channel(publisher), "deliveries", "queue")).isEmpty();
    }

    @Test
    void whatIsDeliveredIsToldByChannelAndByQueue() throws Exception {
        publish("x", "", 10);
        GetResponse first = consumer.basicGet("b", false);
        consumer.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        GetResponse again = consumer.basicGet("b", false);
        consumer.basicAck(again.getEnvelope().getDeliveryTag(), false);
        consumer.basicGet("b", true);
        consumer.basicConsume(
                "a",
                false,
                (tag, delivery) -> consumer.basicAck(delivery.getEnvelope().getDeliveryTag(), false),
                tag -> {});
        String number = String.valueOf(consumer.getChannelNumber());
        Map<String, Integer> ofA = Map.of("deliver", 10, "deliver_get", 10, "ack", 10);
        Map<String, Integer> ofB = Map.of("get", 2, "get_no_ack", 1, "deliver_get", 3, "redeliver", 1, "ack", 1);
        expect("/queues/" + vhost + "/a", "deliveries", "channel_details", Map.of(number, ofA));
        expect("/queues/" + vhost + "/b", "deliveries", "channel_details", Map.of(number, ofB));
        Eventually.equal(
                SOON, () -> api.get("/vhosts/" + vhost + "/channels").rows().size(), 2);
        expect(channel(consumer), "deliveries", "queue", Map.of("a", ofA, "b", ofB));
        assertThat(pairs(channel(consumer), "publishes", "exchange")).isEmpty();
        consumer.close();
        expect("/queues/" + vhost + "/a", "deliveries", "channel_details", Map.of());
    }

    @Test
    void pairsGoWithTheirObjects() throws Exception {
        publish("x", "", 1);
        String exchange = "/exchanges/" + vhost + "/x";
        expect(exchange, "outgoing", "queue", Map.of("a", Map.of("publish", 1), "b", Map.of("publish", 1)));
        publisher.queueDelete("b");
        expect(exchange, "outgoing", "queue", Map.of("a", Map.of("publish", 1)));
        publisher.exchangeDelete("x");
        expect("/queues/" + vhost + "/a", "incoming", "exchange", Map.of());
    }
}
