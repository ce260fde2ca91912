package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.LongString;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Inbox;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies of messages in {@code amq.rabbitmq.trace}, between {@code trace_on} and {@code trace_off}. */
class FirehoseIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String vhost;
    private Connection connection;
    private Channel channel;
    private Inbox copies;

    @BeforeEach
    void trace() throws Exception {
        ctl = broker.control();
        vhost = broker.name("vhost");
        ctl.ok("add_vhost", vhost);
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = broker.factory();
        factory.setVirtualHost(vhost);
        connection = factory.newConnection();
        channel = connection.createChannel(3);
        channel.exchangeDeclare("x", "direct");
        queue("q", "k");
        queue("r", "k2");
        Channel watching = connection.createChannel(9);
        String traces = watching.queueDeclare().getQueue();
        watching.queueBind(traces, "amq.rabbitmq.trace", "#");
        copies = new Inbox(watching);
        watching.basicConsume(traces, true, copies);
        ctl.ok("trace_on", "-p", vhost);
    }

    private void queue(String name, String key) throws Exception {
        channel.queueDeclare(name, false, false, false, null);
        channel.queueBind(name, "x", key);
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (vhost != null) {
            ctl.run("delete_vhost", vhost);
        }
    }

    /** Long strings as text, in tables and arrays too. */
    private static Object readable(Object value) {
        if (value instanceof LongString text) {
            return text.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(FirehoseIT::readable).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> table = new TreeMap<>();
            map.forEach((key, entry) -> table.put(key.toString(), readable(entry)));
            return table;
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> next(String key, String body) {
        Delivery copy = copies.next();
        assertThat(copy.getEnvelope().getExchange()).isEqualTo("amq.rabbitmq.trace");
        assertThat(copy.getEnvelope().getRoutingKey()).isEqualTo(key);
        assertThat(Inbox.text(copy)).isEqualTo(body);
        assertThat(copy.getProperties().getDeliveryMode()).isNull();
        Map<String, Object> headers =
                (Map<String, Object>) readable(copy.getProperties().getHeaders());
        assertThat(headers)
                .containsEntry("vhost", vhost)
                .containsEntry("user", "guest")
                .containsKey("node");
        String port = ":" + broker.target().port();
        assertThat(headers.get("connection").toString()).contains(" -> ").endsWith(port);
        return headers;
    }

    @Test
    void whatIsPublishedAndDelivered() throws Exception {
        Map<String, Object> own = Map.of("h", 1, "CC", List.of("k2"), "BCC", List.of("nowhere"));
        BasicProperties properties = new BasicProperties(
                "text/plain", "utf8", own, 2, 3, "c", "r", "60000", "m", new Date(5_000), "t", "guest", "app", null);
        channel.basicPublish("x", "k", properties, new byte[] {'m'});
        Map<String, Object> published = next("publish.x", "m");
        assertThat(published).hasSize(9).containsEntry("channel", 3).containsEntry("exchange_name", "x");
        assertThat(published.get("routing_keys")).isEqualTo(List.of("k", "k2", "nowhere"));
        assertThat((List<?>) published.get("routed_queues"))
                .hasSize(2)
                .extracting(Object::toString)
                .contains("q", "r");
        assertThat(published.get("properties"))
                .isEqualTo(Map.ofEntries(
                        Map.entry("content_type", "text/plain"),
                        Map.entry("content_encoding", "utf8"),
                        Map.entry("headers", Map.of("h", 1, "CC", List.of("k2"))),
                        Map.entry("delivery_mode", 2),
                        Map.entry("priority", 3),
                        Map.entry("correlation_id", "c"),
                        Map.entry("reply_to", "r"),
                        Map.entry("expiration", "60000"),
                        Map.entry("message_id", "m"),
                        Map.entry("timestamp", 5),
                        Map.entry("type", "t"),
                        Map.entry("user_id", "guest"),
                        Map.entry("app_id", "app")));
        Channel other = connection.createChannel(5);
        long tag = other.basicGet("q", false).getEnvelope().getDeliveryTag();
        Map<String, Object> got = next("deliver.q", "m");
        assertThat(got)
                .hasSize(9)
                .containsEntry("redelivered", 0)
                .containsEntry("channel", 5)
                .containsEntry("routing_keys", published.get("routing_keys"))
                .containsEntry("properties", published.get("properties"));
        other.basicNack(tag, false, true);
        other.basicConsume("q", true, new Inbox(other));
        assertThat(next("deliver.q", "m")).containsEntry("redelivered", 1);
        ctl.ok("trace_off", "-p", vhost);
        channel.basicPublish("x", "k", null, new byte[] {'n'});
        ctl.ok("trace_on", "-p", vhost);
        channel.basicPublish("x", "k3", null, new byte[] {'o'});
        assertThat(next("publish.x", "o")).containsEntry("routed_queues", List.of());
    }

    @Test
    void theDefaultExchangeRoutesToWhatTheKeyNames() throws Exception {
        channel.basicPublish("", "nobody", null, new byte[0]);
        assertThat(next("publish.", ""))
                .containsEntry("exchange_name", "")
                .containsEntry("routed_queues", List.of("nobody"))
                .containsEntry("routing_keys", List.of("nobody"))
                .containsEntry("properties", Map.of());
    }

    @Test
    void aTransactionIsTracedBeforeItIsCommitted() throws Exception {
        channel.txSelect();
        channel.basicPublish("x", "k", null, new byte[] {'t'});
        next("publish.x", "t");
        channel.txRollback();
    }

    @Test
    void listsShowIt() throws Exception {
        assertThat(ctl.ok("list_vhosts", "-q", "name", "tracing").lines()).contains(vhost + "\ttrue");
        ctl.ok("trace_off", "-p", vhost);
        assertThat(ctl.ok("list_vhosts", "-q", "name", "tracing").lines()).contains(vhost + "\tfalse");
    }
}
