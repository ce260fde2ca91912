package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every method of the protocol against every missing right, and the rules that are about more than names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRightsIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String vhost;

    /** Has the rights that stand in a name. */
    private String user;

    /** May open the virtual host and do nothing there, until a test says otherwise. */
    private String other;

    @BeforeEach
    void makeUsers() throws Exception {
        if (ctl != null) {
            return;
        }
        ctl = broker.control();
        vhost = broker.name("rights");
        user = broker.name("rights-user");
        other = broker.name("rights-other");
        ctl.ok("add_vhost", vhost);
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ctl.ok("add_user", user, "secret");
        ctl.ok("add_user", other, "secret");
        List<String> permissions = new ArrayList<>(List.of("set_permissions", "-p", vhost, user));
        permissions.addAll(AccessRow.PERMISSIONS);
        ctl.ok(permissions.toArray(String[]::new));
        permit("", "", "");
    }

    private void permit(String configure, String write, String read) throws Exception {
        ctl.ok("set_permissions", "-p", vhost, other, configure, write, read);
    }

    @AfterAll
    void removeUsers() throws Exception {
        if (ctl != null) {
            ctl.run("delete_vhost", vhost);
            ctl.run("delete_user", user);
            ctl.run("delete_user", other);
        }
    }

    private Connection connect(String name, String password) throws Exception {
        ConnectionFactory factory = broker.factory();
        factory.setUsername(name);
        factory.setPassword(password);
        factory.setVirtualHost(vhost);
        return factory.newConnection();
    }

    @TestFactory
    Stream<DynamicTest> everyMethodAsksForItsRights() {
        AccessTable table = new AccessTable(vhost, user);
        return Stream.of(
                        table.queues(),
                        table.deadLetterExchanges(),
                        table.queueBindings(),
                        table.exchanges(),
                        table.alternateExchanges(),
                        table.exchangeBindings(),
                        table.publishing(),
                        table.consuming(),
                        table.free())
                .flatMap(List::stream)
                .map(row -> DynamicTest.dynamicTest(row.method(), () -> check(row)));
    }

    private void check(AccessRow row) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Connection owning = connect("guest", "guest");
                Connection connection = connect(user, "secret")) {
            Channel owner = owning.createChannel();
            for (List<String> names : row.combinations()) {
                row.prepare(owner, names);
                Channel channel = connection.createChannel();
                Refusal outcome = row.outcome(channel, names);
                Refusal expected = row.expected(names, vhost, user);
                if (outcome == null ? expected != null : !outcome.equals(expected)) {
                    wrong.add(names + ": expected " + expected + ", was " + outcome);
                }
                if (channel.isOpen()) {
                    channel.close();
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aQueueNamedByTheServerAsksForTheRightOnItsName() throws Exception {
        permit("", "", "");
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            Refusal refusal = Refusal.of(channel, channel::queueDeclare);
            assertThat(refusal.code()).isEqualTo(403);
            assertThat(refusal.text())
                    .matches("ACCESS_REFUSED - configure access to queue 'amq\\.gen-[^']+' in vhost '" + vhost
                            + "' refused for user '" + other + "'");
            permit("^amq\\.gen-", "", "");
            assertThat(connection.createChannel().queueDeclare().getQueue()).startsWith("amq.gen-");
        }
    }

    @Test
    void theDefaultExchangeHasANameForPermissions() throws Exception {
        permit("", "^amq\\.default$", "");
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            publish(channel, "", "nowhere", null);
            assertThat(Refusal.of(channel, () -> publish(channel, "amq.fanout", "key", null)))
                    .isEqualTo(AccessRow.refused(AccessRow.Right.WRITE, "exchange 'amq.fanout'", vhost, other));
        }
    }

    private static void publish(Channel channel, String exchange, String key, BasicProperties properties)
            throws IOException {
        channel.confirmSelect();
        channel.basicPublish(exchange, key, properties, new byte[1]);
        try {
            channel.waitForConfirmsOrDie(10_000);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- topics

    private String topicExchange(String label, boolean internal) throws Exception {
        String exchange = broker.name(label);
        try (Connection connection = connect("guest", "guest")) {
            connection.createChannel().exchangeDeclare(exchange, "topic", false, false, internal, null);
        }
        return exchange;
    }

    private Refusal topicRefused(AccessRow.Right right, String key, String exchange) {
        return AccessRow.refused(right, "topic '" + key + "' in exchange '" + exchange + "'", vhost, other);
    }

    @Test
    void everyRoutingKeyOfAMessageIsAsked() throws Exception {
        permit("", ".*", "");
        String exchange = topicExchange("topic", false);
        ctl.ok("set_topic_permissions", "-p", vhost, other, exchange, "^mine\\.", "^mine\\.");
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            publish(channel, exchange, "mine.a", copies("CC", "mine.b"));
            assertThat(Refusal.of(channel, () -> publish(channel, exchange, "mine.a", copies("CC", "yours"))))
                    .isEqualTo(topicRefused(AccessRow.Right.WRITE, "yours", exchange));
            Channel second = connection.createChannel();
            assertThat(Refusal.of(second, () -> publish(second, exchange, "mine.a", copies("BCC", "yours"))))
                    .isEqualTo(topicRefused(AccessRow.Right.WRITE, "yours", exchange));
            Channel third = connection.createChannel();
            publish(third, exchange, "mine.a", null);
            assertThat(Refusal.of(third, () -> publish(third, exchange, "yours", null)))
                    .isEqualTo(topicRefused(AccessRow.Right.WRITE, "yours", exchange));
            publish(connection.createChannel(), "amq.direct", "yours", null);
        }
    }

    private static BasicProperties copies(String header, String key) {
        return new BasicProperties.Builder()
                .headers(Map.of(header, List.of(key)))
                .build();
    }

    @Test
    void bindingAndUnbindingAskForTheTopic() throws Exception {
        permit(".*", ".*", ".*");
        String exchange = topicExchange("topic-bound", false);
        ctl.ok("set_topic_permissions", "-p", vhost, other, exchange, "^$", "^mine\\.");
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, exchange, "mine.a");
            channel.exchangeBind("amq.fanout", exchange, "mine.a");
            assertThat(Refusal.of(channel, () -> channel.queueBind(queue, exchange, "#")))
                    .isEqualTo(topicRefused(AccessRow.Right.READ, "#", exchange));
            Channel second = connection.createChannel();
            assertThat(Refusal.of(second, () -> second.queueUnbind(queue, exchange, "#")))
                    .isEqualTo(topicRefused(AccessRow.Right.READ, "#", exchange));
            Channel third = connection.createChannel();
            assertThat(Refusal.of(third, () -> third.exchangeBind("amq.fanout", exchange, "#")))
                    .isEqualTo(topicRefused(AccessRow.Right.READ, "#", exchange));
        }
    }

    @Test
    void anEmptyExpressionAllowsTheEmptyKeyAlone() throws Exception {
        permit("", ".*", "");
        String exchange = topicExchange("topic-empty", false);
        ctl.ok("set_topic_permissions", "-p", vhost, other, exchange, "", "");
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            publish(channel, exchange, "", null);
            assertThat(Refusal.of(channel, () -> publish(channel, exchange, "a", null)))
                    .isEqualTo(topicRefused(AccessRow.Right.WRITE, "a", exchange));
        }
    }

    @Test
    void whatIsAskedFirstIsRefusedFirst() throws Exception {
        permit("", ".*", "");
        String internal = topicExchange("topic-internal", true);
        String exchange = topicExchange("topic-order", false);
        ctl.ok("set_topic_permissions", "-p", vhost, other, internal, "^$", "^$");
        ctl.ok("set_topic_permissions", "-p", vhost, other, exchange, "^$", "^$");
        BasicProperties.Builder claims = new BasicProperties.Builder().userId("another");
        try (Connection connection = connect(other, "secret")) {
            Channel first = connection.createChannel();
            assertThat(Refusal.of(first, () -> publish(first, internal, "a", null))
                            .text())
                    .isEqualTo("ACCESS_REFUSED - cannot publish to internal exchange '" + internal + "' in vhost '"
                            + vhost + "'");
            Channel second = connection.createChannel();
            assertThat(Refusal.of(second, () -> publish(second, exchange, "a", claims.build())))
                    .isEqualTo(topicRefused(AccessRow.Right.WRITE, "a", exchange));
            Channel third = connection.createChannel();
            assertThat(Refusal.of(
                                    third,
                                    () -> publish(
                                            third,
                                            exchange,
                                            "a",
                                            claims.expiration("soon").build()))
                            .text())
                    .isEqualTo("PRECONDITION_FAILED - invalid expiration 'soon': no_integer");
            Channel fourth = connection.createChannel();
            BasicProperties replies = new BasicProperties.Builder()
                    .replyTo("amq.rabbitmq.reply-to")
                    .expiration("soon")
                    .build();
            assertThat(Refusal.of(fourth, () -> publish(fourth, exchange, "a", replies))
                            .text())
                    .isEqualTo("PRECONDITION_FAILED - fast reply consumer does not exist");
        }
    }

    // ---- who one is

    @Test
    void anImpersonatorMayClaimAnyUser() throws Exception {
        permit("", ".*", "");
        BasicProperties claim = new BasicProperties.Builder().userId("another").build();
        ctl.ok("set_user_tags", other, "impersonator");
        try (Connection connection = connect(other, "secret")) {
            publish(connection.createChannel(), "amq.direct", "a", claim);
        } finally {
            ctl.ok("set_user_tags", other);
        }
    }

    @Test
    void connectionsEndWithTheirUser() throws Exception {
        String gone = broker.name("rights-gone");
        ctl.ok("add_user", gone, "secret");
        ctl.ok("set_permissions", "-p", vhost, gone, ".*", ".*", ".*");
        Login login = Login.guest().with("PLAIN", Login.plain(gone, "secret")).withVhost(vhost);
        RawConnection connection = broker.raw(login);
        ctl.ok("delete_user", gone);
        connection.expectClose(new Close(320, "CONNECTION_FORCED - user '" + gone + "' is deleted", 0));
    }

    // ---- rights that end

    @Test
    @LeveretOnly("RabbitMQ 4.0.5 goes on delivering to who may not read any more")
    void aConsumerThatLosesItsRightIsCancelled() throws Exception {
        permit("^mine", "^amq\\.default$|^mine", "^mine");
        String lost = "mine.lost";
        String kept = "mine.kept";
        try (Connection connection = connect(other, "secret")) {
            Channel channel = connection.createChannel();
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
            for (String queue : List.of(lost, kept)) {
                channel.queueDeclare(queue, false, true, false, null);
                channel.basicConsume(
                        queue, true, queue, (tag, message) -> delivered.add(tag), (CancelCallback) cancelled::complete);
            }
            permit("^mine", "^amq\\.default$|^mine", "^mine.kept");
            assertThat(cancelled.get(10, TimeUnit.SECONDS)).isEqualTo(lost);
            publish(channel, "", lost, null);
            publish(channel, "", kept, null);
            assertThat(delivered.poll(10, TimeUnit.SECONDS)).isEqualTo(kept);
            assertThat(channel.queueDeclarePassive(lost).getMessageCount()).isEqualTo(1);
        }
    }

    private RawConnection raw() throws IOException {
        Login login = Login.guest().with("PLAIN", Login.plain(other, "secret")).withVhost(vhost);
        return broker.raw(login);
    }

    private static Payload newSecret() {
        return Payload.method(Methods.CONNECTION_UPDATE_SECRET)
                .longString("secret".getBytes(StandardCharsets.UTF_8))
                .shortString("refresh");
    }

    @Test
    @LeveretOnly("in RabbitMQ 4.0.5 a connection keeps the tags of its login to its end")
    void aNewSecretBringsTheTagsOfTheMoment() throws Exception {
        permit("", ".*", "");
        RawConnection connection = raw();
        ctl.ok("set_user_tags", other, "impersonator");
        connection.call(0, newSecret(), Methods.CONNECTION_UPDATE_SECRET_OK);
        connection.openChannel(1);
        connection.send(1, Methods.publish("amq.direct", "a"));
        byte[] userId = new Payload()
                .int16(60)
                .int16(0)
                .int64(0)
                .int16(1 << 4)
                .shortString("another")
                .toBytes();
        connection.frame(Frame.HEADER, 1, userId);
        connection.call(1, Methods.qos(0, 1, false), Methods.BASIC_QOS_OK);
        ctl.ok("set_user_tags", other);
    }

    @Test
    @LeveretOnly("RabbitMQ 4.0.5 does not look at its own users when a secret is updated")
    void aNewSecretEndsAConnectionThatMayNotBeThereAnyMore() throws Exception {
        permit("", "", "");
        RawConnection connection = raw();
        ctl.ok("clear_permissions", "-p", vhost, other);
        connection.send(0, newSecret());
        connection.expectClose(new Close(
                530,
                "NOT_ALLOWED - access to vhost '" + vhost + "' refused for user '" + other + "'",
                Methods.CONNECTION_UPDATE_SECRET));
    }
}
