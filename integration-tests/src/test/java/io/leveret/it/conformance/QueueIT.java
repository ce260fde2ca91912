package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static String queue(String name) {
        return "queue '" + name + "' in vhost '/'";
    }

    private String declared(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    @ParameterizedTest
    @CsvSource({"true,false,false", "false,false,false", "true,false,true", "false,true,false", "false,true,true"})
    void everyKindIsDeclaredTwiceAndSaysItsCounts(boolean durable, boolean exclusive, boolean autoDelete)
            throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, durable, exclusive, autoDelete, null);
        AMQP.Queue.DeclareOk ok = channel.queueDeclare(name, durable, exclusive, autoDelete, null);
        assertThat(ok.getQueue()).isEqualTo(name);
        assertThat(ok.getMessageCount()).isZero();
        assertThat(ok.getConsumerCount()).isZero();
    }

    @Test
    void aPassiveDeclareSaysMessagesAndConsumersAndIgnoresTheProperties() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = declared(channel);
        channel.basicPublish("", name, null, new byte[1]);
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        AMQP.Queue.DeclareOk ok = channel.queueDeclarePassive(name);
        assertThat(ok.getMessageCount()).isEqualTo(2);
        assertThat(ok.getConsumerCount()).isZero();
        Channel consuming = broker.channel();
        consuming.basicConsume(name, true, new Inbox(consuming));
        assertThat(channel.queueDeclarePassive(name).getConsumerCount()).isEqualTo(1);
    }

    @Test
    void aPassiveDeclareOfAnUnknownQueueIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive("it-nope")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'"));
    }

    @Test
    void theServerGivesANameThatIsReservedAndUnique() throws Exception {
        Channel channel = broker.channel();
        String one = channel.queueDeclare("", false, true, true, null).getQueue();
        String two = channel.queueDeclare("", false, true, true, null).getQueue();
        assertThat(one).startsWith("amq.gen-").hasSizeGreaterThan(20).isNotEqualTo(two);
        assertThat(two).startsWith("amq.gen-");
    }

    @Test
    void aReservedNameIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.queueDeclare("amq.it", false, false, false, null)))
                .isEqualTo(
                        Refusal.channel(403, "ACCESS_REFUSED - queue name 'amq.it' contains reserved prefix 'amq.*'"));
    }

    @Test
    void theLastDeclaredQueueIsMeantByTheEmptyName() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "direct");
        String name = channel.queueDeclare().getQueue();
        channel.queueBind("", exchange, "");
        channel.basicPublish(exchange, name, null, new byte[1]);
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.basicGet("", true)).isNotNull();
        assertThat(channel.basicGet("", true)).isNotNull();
        assertThat(channel.queuePurge("").getMessageCount()).isZero();
        assertThat(channel.queueDelete("").getMessageCount()).isZero();
    }

    @Test
    void theEmptyNameWithoutADeclareIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicGet("", true)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no previously declared queue"));
    }

    @Test
    void theEmptyNameInAPassiveDeclareWithoutADeclareIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive("")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue '' in vhost '/'"));
    }

    @Test
    void theEmptyNameInAPassiveDeclareIsNotTheLastDeclaredQueue() throws Exception {
        Channel channel = broker.channel();
        declared(channel);
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive("")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue '' in vhost '/'"));
    }

    @Test
    void aPassivelyDeclaredQueueIsTheLastDeclaredOne() throws Exception {
        Channel channel = broker.channel();
        String name = declared(channel);
        declared(channel);
        channel.queueDeclarePassive(name);
        channel.queueDelete("");
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive(name)).code())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "durable,true,false,false,true,false",
        "auto_delete,false,false,true,true,false",
    })
    void anotherPropertyIsInequivalent(
            String property, boolean durable, boolean exclusive, boolean autoDelete, boolean received, boolean current)
            throws Exception {
        Channel channel = broker.channel();
        String name = declared(channel);
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, durable, exclusive, autoDelete, null)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg '" + property + "' for " + queue(name) + ": received '"
                                + received + "' but current is '" + current + "'"));
    }

    @Test
    void exclusiveForAQueueThatIsNotIsRefused() throws Exception {
        Channel channel = broker.channel();
        String name = declared(channel);
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, false, true, false, null)))
                .isEqualTo(locked(name));
    }

    @Test
    void exclusiveIsComparedBeforeAnythingElse() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, true, false, false, Map.of("x-max-length", 5));
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, true, true, null)))
                .isEqualTo(locked(name));
    }

    @Test
    void notExclusiveForAQueueThatIsIsRefused() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, true, false, null);
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, false, false, false, null)))
                .isEqualTo(locked(name));
    }

    private static Refusal locked(String name) {
        return Refusal.channel(
                405,
                "RESOURCE_LOCKED - cannot obtain exclusive access to locked " + queue(name)
                        + ". It could be originally declared on another connection or the exclusive property value"
                        + " does not match that of the original declaration.");
    }

    @Test
    void anExclusiveQueueIsLockedForOtherConnections() throws Exception {
        Channel owner = broker.channel();
        String name = broker.name("q");
        owner.queueDeclare(name, false, true, false, null);
        List<Action> actions = List.of(
                channel -> channel.queueDeclare(name, false, true, false, null),
                channel -> channel.queueDeclarePassive(name),
                channel -> channel.queueBind(name, "amq.direct", "k"),
                channel -> channel.queuePurge(name),
                channel -> channel.queueDelete(name),
                channel -> channel.basicGet(name, true),
                channel -> channel.basicConsume(name, new Inbox(channel)));
        Connection other = broker.connection();
        for (Action action : actions) {
            Channel channel = other.createChannel();
            assertThat(Refusal.of(channel, () -> action.on(channel))).isEqualTo(locked(name));
        }
    }

    @FunctionalInterface
    private interface Action {
        void on(Channel channel) throws IOException;
    }

    @Test
    void anotherChannelOfTheConnectionMayUseAnExclusiveQueue() throws Exception {
        Connection connection = broker.connection();
        String name = broker.name("q");
        connection.createChannel().queueDeclare(name, false, true, false, null);
        connection.createChannel().queueDeclarePassive(name);
    }

    @Test
    void anExclusiveQueueGoesWithItsConnection() throws Exception {
        Connection connection = broker.connection();
        String name = broker.name("q");
        connection.createChannel().queueDeclare(name, true, true, false, null);
        connection.close();
        Connection other = broker.connection();
        Eventually.equal(
                () -> {
                    Channel channel = other.createChannel();
                    return Refusal.of(channel, () -> channel.queueDeclarePassive(name))
                            .code();
                },
                404);
    }

    @Test
    void anAutoDeleteQueueGoesWithItsLastConsumer() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, true, null);
        String one = channel.basicConsume(name, true, new Inbox(channel));
        String two = channel.basicConsume(name, true, new Inbox(channel));
        channel.basicCancel(one);
        channel.queueDeclarePassive(name);
        channel.basicCancel(two);
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive(name)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no " + queue(name)));
    }

    @Test
    void deletingAQueueSaysHowManyMessagesWentWithIt() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = declared(channel);
        channel.basicPublish("", name, null, new byte[1]);
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.queueDelete(name).getMessageCount()).isEqualTo(2);
        assertThat(channel.queueDelete(name).getMessageCount()).isZero();
    }

    @Test
    void deleteIfEmptyIsRefusedWhileThereAreMessages() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = declared(channel);
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(Refusal.of(channel, () -> channel.queueDelete(name, false, true)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + queue(name) + " not empty"));
        Channel other = broker.channel();
        other.queuePurge(name);
        other.queueDelete(name, true, true);
    }

    @Test
    void deleteIfUnusedIsRefusedWhileThereAreConsumers() throws Exception {
        Channel channel = broker.channel();
        String name = declared(channel);
        channel.basicConsume(name, true, new Inbox(channel));
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.queueDelete(name, true, false)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + queue(name) + " in use"));
    }

    @Test
    void deleteIsRefusedForItsMessagesBeforeItsConsumers() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        channel.basicQos(1);
        String name = declared(channel);
        channel.basicConsume(name, false, new Inbox(channel));
        channel.basicPublish("", name, null, new byte[1]);
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(Refusal.of(channel, () -> channel.queueDelete(name, true, true)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + queue(name) + " not empty"));
    }

    @Test
    void purgeTakesWhatIsReadyAndLeavesWhatIsUnacknowledged() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = declared(channel);
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", name, null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(10_000);
        GetResponse kept = channel.basicGet(name, false);
        assertThat(channel.queuePurge(name).getMessageCount()).isEqualTo(2);
        channel.basicNack(kept.getEnvelope().getDeliveryTag(), false, true);
        Eventually.equal(() -> channel.messageCount(name), 1L);
    }

    @Test
    void purgingAnUnknownQueueIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.queuePurge("it-nope")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'"));
    }

    @Test
    void newlinesAreStrippedFromTheName() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        assertThat(channel.queueDeclare("\r\n" + name + "\n", false, false, false, null)
                        .getQueue())
                .isEqualTo(name);
    }

    @Test
    void noWaitDeclaresAndDeletesWithoutAnAnswer() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclareNoWait(name, false, false, false, null);
        channel.queueDeclarePassive(name);
        channel.queueDeleteNoWait(name, false, false);
        assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive(name)).code())
                .isEqualTo(404);
    }
}
