package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code amq.rabbitmq.event}; others may use the broker meanwhile, so each test looks for events of its own. */
class EventExchangeIT {
    private static final String EXCHANGE = "amq.rabbitmq.event";

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private final BlockingQueue<Delivery> heard = new LinkedBlockingQueue<>();

    private void listen(String key) throws Exception {
        Channel channel = broker.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, EXCHANGE, key);
        channel.basicConsume(queue, true, (tag, delivery) -> heard.add(delivery), tag -> {});
    }

    private Delivery next(String key, Predicate<Map<String, Object>> mine) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Delivery delivery = heard.poll(10, TimeUnit.SECONDS);
        while (delivery != null) {
            if (delivery.getEnvelope().getRoutingKey().equals(key)
                    && mine.test(delivery.getProperties().getHeaders())) {
                return delivery;
            }
            delivery = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        throw new AssertionError("no event " + key);
    }

    private Map<String, Object> headers(String key, String header, String value) throws InterruptedException {
        return next(key, headers -> value.equals(text(headers, header)))
                .getProperties()
                .getHeaders();
    }

    private static String text(Map<String, Object> headers, String name) {
        return headers.get(name) == null ? null : headers.get(name).toString();
    }

    private static List<String> texts(Map<String, Object> headers, String name) {
        List<String> texts = new ArrayList<>();
        ((List<?>) headers.get(name)).forEach(each -> texts.add(each.toString()));
        return texts;
    }

    @Test
    void queuesComeAndGo() throws Exception {
        listen("queue.*");
        Channel channel = broker.channel();
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, true, Map.of("x-max-length", 5));
        Map<String, Object> created = headers("queue.created", "name", queue);
        assertThat(created.keySet())
                .containsExactlyInAnyOrder(
                        "arguments",
                        "auto_delete",
                        "durable",
                        "exclusive",
                        "leader",
                        "members",
                        "name",
                        "owner_pid",
                        "timestamp_in_ms",
                        "type",
                        "user_who_performed_action",
                        "vhost");
        assertThat(texts(created, "arguments"))
                .containsExactly(
                        "{<<\"x-max-length\">>,signedint,5}", "{<<\"x-queue-type\">>,longstr,<<\"classic\">>}");
        assertThat(created)
                .containsEntry("auto_delete", true)
                .containsEntry("durable", true)
                .containsEntry("exclusive", false);
        assertThat(text(created, "type")).isEqualTo("rabbit_classic_queue");
        assertThat(text(created, "owner_pid")).isEmpty();
        assertThat(text(created, "user_who_performed_action")).isEqualTo("guest");
        assertThat(text(created, "vhost")).isEqualTo("/");
        assertThat((Long) created.get("timestamp_in_ms")).isGreaterThan(1_500_000_000_000L);
        channel.queueDelete(queue);
        Map<String, Object> deleted = headers("queue.deleted", "name", queue);
        assertThat(deleted.keySet())
                .containsExactlyInAnyOrder("name", "timestamp_in_ms", "type", "user_who_performed_action", "vhost");
    }

    @Test
    void aMessageHasNoBody() throws Exception {
        listen("exchange.created");
        String exchange = broker.name("x");
        broker.channel().exchangeDeclare(exchange, "topic");
        Delivery delivery = next("exchange.created", headers -> exchange.equals(text(headers, "name")));
        assertThat(delivery.getBody()).isEmpty();
        assertThat(delivery.getEnvelope().getExchange()).isEqualTo(EXCHANGE);
        assertThat(delivery.getProperties().getDeliveryMode()).isEqualTo(2);
        assertThat(delivery.getProperties().getTimestamp()).isNotNull();
        assertThat(delivery.getProperties().getHeaders().keySet())
                .containsExactlyInAnyOrder(
                        "arguments",
                        "auto_delete",
                        "durable",
                        "internal",
                        "name",
                        "policy",
                        "timestamp_in_ms",
                        "type",
                        "user_who_performed_action",
                        "vhost");
    }

    @Test
    void bindingsComeAndGo() throws Exception {
        listen("binding.#");
        Channel channel = broker.channel();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "topic");
        String queue = broker.name("q");
        channel.queueDeclare(queue, false, false, false, null);
        channel.queueBind(queue, exchange, "k.#", Map.of("b", 1, "a", "text"));
        Map<String, Object> created = headers("binding.created", "source_name", exchange);
        assertThat(created.keySet())
                .containsExactlyInAnyOrder(
                        "arguments",
                        "destination_kind",
                        "destination_name",
                        "routing_key",
                        "source_kind",
                        "source_name",
                        "timestamp_in_ms",
                        "user_who_performed_action",
                        "vhost");
        assertThat(texts(created, "arguments"))
                .containsExactly("{<<\"a\">>,longstr,<<\"text\">>}", "{<<\"b\">>,signedint,1}");
        channel.exchangeDelete(exchange);
        Map<String, Object> deleted = headers("binding.deleted", "source_name", exchange);
        assertThat(deleted.keySet()).isEqualTo(created.keySet());
    }

    @Test
    void connectionsChannelsAndConsumersComeAndGo() throws Exception {
        String name = broker.name("connection");
        listen("#");
        ConnectionFactory factory = broker.factory();
        Connection connection = factory.newConnection(name);
        Map<String, Object> opened = headers("connection.created", "user_provided_name", name);
        assertThat(opened.keySet())
                .contains(
                        "auth_mechanism",
                        "channel_max",
                        "client_properties",
                        "connected_at",
                        "frame_max",
                        "host",
                        "name",
                        "node",
                        "peer_host",
                        "peer_port",
                        "pid",
                        "port",
                        "protocol",
                        "ssl",
                        "timeout",
                        "type",
                        "user",
                        "user_who_performed_action",
                        "vhost");
        assertThat(text(opened, "protocol")).isEqualTo("{0,9,1}");
        assertThat(text(opened, "name")).matches("127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:\\d+");
        String pid = text(opened, "pid");
        Channel channel = connection.createChannel();
        Map<String, Object> channelOpened = headers("channel.created", "connection", pid);
        assertThat(text(channelOpened, "name")).isEqualTo(text(opened, "name") + " (1)");
        assertThat(channelOpened).containsEntry("number", 1L);
        String channelPid = text(channelOpened, "pid");
        String queue = channel.queueDeclare().getQueue();
        assertThat(text(headers("queue.created", "name", queue), "owner_pid")).isEqualTo(pid);
        channel.basicQos(3);
        channel.basicConsume(queue, false, "tag", false, true, Map.of("x-priority", 3), (tag, got) -> {}, tag -> {});
        Map<String, Object> consuming = headers("consumer.created", "channel", channelPid);
        assertThat(consuming)
                .containsEntry("ack_required", true)
                .containsEntry("exclusive", true)
                .containsEntry("prefetch_count", 3L);
        assertThat(texts(consuming, "arguments")).containsExactly("{<<\"x-priority\">>,signedint,3}");
        channel.basicCancel("tag");
        assertThat(text(headers("consumer.deleted", "channel", channelPid), "consumer_tag"))
                .isEqualTo("tag");
        channel.close();
        assertThat(headers("channel.closed", "pid", channelPid)).containsEntry("consumer_count", 0L);
        connection.close();
        assertThat(headers("connection.closed", "pid", pid).keySet())
                .containsExactlyInAnyOrder(
                        "client_properties", "name", "node", "pid", "timestamp_in_ms", "user_provided_name");
    }

    @Test
    void loginsAreTold() throws Exception {
        listen("user.authentication.*");
        String user = broker.name("nobody");
        ConnectionFactory factory = broker.factory();
        factory.setUsername(user);
        try (Connection refused = factory.newConnection()) {
            throw new AssertionError("let in: " + refused);
        } catch (IOException expected) {
            assertThat(expected).hasMessageContaining("ACCESS_REFUSED");
        }
        Map<String, Object> failure = headers("user.authentication.failure", "name", user);
        assertThat(failure.keySet())
                .containsExactlyInAnyOrder(
                        "auth_mechanism",
                        "connection_name",
                        "connection_type",
                        "error",
                        "host",
                        "name",
                        "peer_host",
                        "peer_port",
                        "protocol",
                        "ssl",
                        "timestamp_in_ms");
        StringBuilder error = new StringBuilder();
        ((List<?>) failure.get("error")).forEach(each -> error.append((char) ((Long) each).intValue()));
        assertThat(error).hasToString("user '" + user + "' - invalid credentials");
        broker.channel();
        assertThat(headers("user.authentication.success", "name", "guest").keySet())
                .containsExactlyInAnyOrder(
                        "auth_mechanism",
                        "connection_name",
                        "connection_type",
                        "host",
                        "name",
                        "peer_host",
                        "peer_port",
                        "protocol",
                        "ssl",
                        "timestamp_in_ms");
    }

    @Test
    void policiesAndTheQueuesTheyAreForAreTold() throws Exception {
        ControlTool ctl = broker.control();
        String queue = broker.name("q");
        broker.channel().queueDeclare(queue, true, false, false, null);
        String name = broker.name("policy");
        listen("#");
        try {
            ctl.ok("set_policy", name, "^" + queue + "$", "{\"max-length\":5}");
            Map<String, Object> updated = headers("queue.policy.updated", "name", queue);
            assertThat(updated.keySet())
                    .containsExactlyInAnyOrder(
                            "apply-to",
                            "definition",
                            "name",
                            "pattern",
                            "priority",
                            "timestamp_in_ms",
                            "type",
                            "user_who_performed_action",
                            "vhost");
            assertThat(text(updated, "type")).isEqualTo("rabbit_classic_queue");
            assertThat(text(updated, "pattern")).isEqualTo("^" + queue + "$");
            assertThat(updated).containsEntry("definition", Map.of("max-length", 5L));
            headers("policy.set", "name", name);
            ctl.ok("set_policy", name, "^" + queue + "$", "{\"max-length\":5}");
            ctl.ok("set_operator_policy", name, "^" + queue + "$", "{\"max-length\":3}", "--priority", "2");
            assertThat(text(nextOf(name), "component")).isEqualTo("operator_policy");
            assertThat(headers("queue.policy.updated", "name", queue)).containsEntry("priority", 2L);
            assertThat(headers("policy.set", "name", name)).containsEntry("priority", 2L);
            ctl.ok("clear_operator_policy", name);
            headers("parameter.cleared", "name", name);
            assertThat(headers("queue.policy.cleared", "name", queue).keySet())
                    .containsExactlyInAnyOrder("name", "timestamp_in_ms", "type", "user_who_performed_action", "vhost");
            headers("operator.policy.cleared", "name", name);
            ctl.ok("clear_policy", name);
            headers("queue.policy.cleared", "name", queue);
            headers("policy.cleared", "name", name);
        } finally {
            ctl.run("clear_policy", name);
            ctl.run("clear_operator_policy", name);
        }
    }

    /** The next about a policy or parameter of this name: that setting again what is set is not told. */
    private Map<String, Object> nextOf(String name) throws InterruptedException {
        Delivery delivery = heard.poll(10, TimeUnit.SECONDS);
        while (delivery != null && !isParameter(delivery, name)) {
            delivery = heard.poll(10, TimeUnit.SECONDS);
        }
        assertThat(delivery).isNotNull();
        assertThat(delivery.getEnvelope().getRoutingKey()).isEqualTo("parameter.set");
        return delivery.getProperties().getHeaders();
    }

    private static boolean isParameter(Delivery delivery, String name) {
        return delivery.getEnvelope().getRoutingKey().matches("(policy|parameter)[.].*")
                && name.equals(text(delivery.getProperties().getHeaders(), "name"));
    }

    @Test
    void limitsAndVirtualHostsAreTold() throws Exception {
        ControlTool ctl = broker.control();
        String vhost = broker.name("vhost");
        String user = broker.name("user");
        listen("#");
        try {
            ctl.ok("add_vhost", vhost, "--default-queue-type", "quorum", "--tags", "a,b", "--description", "d");
            assertThat(headers("vhost.created", "name", vhost))
                    .hasEntrySatisfying(
                            "default_queue_type", type -> assertThat(type).hasToString("quorum"))
                    .hasEntrySatisfying("description", text -> assertThat(text).hasToString("d"));
            ctl.ok("update_vhost_metadata", vhost, "--tags", "c");
            assertThat(texts(headers("vhost.updated", "name", vhost), "tags")).containsExactly("c");
            ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-queues\":7,\"max-connections\":8}");
            headers("parameter.set", "vhost", vhost);
            assertThat(headers("vhost.limits.set", "vhost", vhost))
                    .containsEntry("max-queues", 7L)
                    .containsEntry("max-connections", 8L);
            ctl.ok("clear_vhost_limits", "-p", vhost);
            headers("parameter.cleared", "vhost", vhost);
            assertThat(text(headers("vhost.limits.cleared", "vhost", vhost), "name"))
                    .isEqualTo("limits");
            ctl.ok("add_user", user, "secret");
            ctl.ok("set_user_limits", user, "{\"max-connections\":3,\"max-channels\":4}");
            Map<String, Object> limits = headers("user.limits.set", "username", user);
            assertThat(limits).containsEntry("max-connections", 3L).containsEntry("max-channels", 4L);
            assertThat(text(limits, "name")).isEqualTo("limits");
            ctl.ok("set_user_limits", user, "{\"max-channels\":5}");
            assertThat(headers("user.limits.set", "username", user))
                    .containsEntry("max-channels", 5L)
                    .doesNotContainKey("max-connections");
            ctl.ok("clear_user_limits", user, "max-channels");
            headers("user.limits.cleared", "username", user);
            ctl.ok("clear_user_limits", user, "all");
            headers("user.limits.cleared", "username", user);
        } finally {
            ctl.run("delete_vhost", vhost);
            ctl.run("delete_user", user);
        }
    }

    @Test
    void clientsCannotPublishToItNorDeleteIt() throws Exception {
        Channel publishing = broker.channel();
        assertThat(Refusal.of(publishing, () -> publishing.basicPublish(EXCHANGE, "k", null, new byte[1])))
                .isEqualTo(Refusal.channel(
                        403, "ACCESS_REFUSED - cannot publish to internal exchange '" + EXCHANGE + "' in vhost '/'"));
        Channel deleting = broker.channel();
        assertThat(Refusal.of(deleting, () -> deleting.exchangeDelete(EXCHANGE)).code())
                .isEqualTo(403);
        broker.channel().exchangeDeclarePassive(EXCHANGE);
    }
}
