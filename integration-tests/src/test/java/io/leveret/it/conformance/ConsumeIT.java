package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Envelope;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.Inbox;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConsumeIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    @Test
    void theServerGivesATagThatIsUnique() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        String one = channel.basicConsume(queue, true, new Inbox(channel));
        String two = channel.basicConsume(queue, true, new Inbox(channel));
        assertThat(one).startsWith("amq.ctag-").isNotEqualTo(two);
    }

    @Test
    void aTagThatIsInUseOnTheChannelIsRefused() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicConsume(queue, true, "t", new Inbox(channel));
        assertThat(Refusal.of(channel, () -> channel.basicConsume(queue, true, "t", new Inbox(channel))))
                .isEqualTo(Refusal.connection(530, "NOT_ALLOWED - attempt to reuse consumer tag 't'"));
    }

    @Test
    void aTagMayBeUsedOnAnotherChannelAndAgainAfterCancel() throws Exception {
        Connection connection = broker.connection();
        Channel channel = connection.createChannel();
        String queue = queue(channel);
        channel.basicConsume(queue, true, "t", new Inbox(channel));
        Channel other = connection.createChannel();
        other.basicConsume(queue, true, "t", new Inbox(other));
        channel.basicCancel("t");
        channel.basicConsume(queue, true, "t", new Inbox(channel));
    }

    @Test
    void anUnknownQueueIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicConsume("it-nope", new Inbox(channel))))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'"));
    }

    @Test
    void deliveriesSayTagExchangeKeyAndThatTheyAreNew() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.queueBind(queue, "amq.direct", queue);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("amq.direct", queue, null, body("a"));
        channel.basicPublish("amq.direct", queue, null, body("b"));
        Envelope first = inbox.next().getEnvelope();
        assertThat(first.getDeliveryTag()).isEqualTo(1);
        assertThat(first.getExchange()).isEqualTo("amq.direct");
        assertThat(first.getRoutingKey()).isEqualTo(queue);
        assertThat(first.isRedeliver()).isFalse();
        assertThat(inbox.next().getEnvelope().getDeliveryTag()).isEqualTo(2);
    }

    @Test
    void withoutAcksAMessageIsGoneWhenItIsDelivered() throws Exception {
        Connection connection = broker.connection();
        Channel channel = connection.createChannel();
        String queue = queue(channel);
        channel.basicPublish("", queue, null, body("a"));
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        inbox.next();
        channel.close();
        AMQP.Queue.DeclareOk ok = connection.createChannel().queueDeclarePassive(queue);
        assertThat(ok.getMessageCount()).isZero();
        assertThat(ok.getConsumerCount()).isZero();
    }

    @Test
    void ackingWhatNeedsNoAckIsRefused() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicPublish("", queue, null, body("a"));
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        long tag = inbox.next().getEnvelope().getDeliveryTag();
        assertThat(Refusal.of(channel, () -> channel.basicAck(tag, false)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - unknown delivery tag 1"));
    }

    @Test
    void nobodyElseConsumesBesideAnExclusiveConsumer() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicConsume(queue, true, "", false, true, null, new Inbox(channel));
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.basicConsume(queue, true, new Inbox(other))))
                .isEqualTo(inExclusiveUse(queue));
    }

    @Test
    void anExclusiveConsumerIsRefusedBesideAnother() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicConsume(queue, true, new Inbox(channel));
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.basicConsume(queue, true, "", false, true, null, new Inbox(other))))
                .isEqualTo(inExclusiveUse(queue));
    }

    private static Refusal inExclusiveUse(String queue) {
        return Refusal.channel(403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use");
    }

    @Test
    void aHigherPriorityIsServedFirstUntilItsPrefetchIsFull() throws Exception {
        Connection connection = broker.connection();
        Channel publishing = connection.createChannel();
        String queue = queue(publishing);
        Channel lowChannel = connection.createChannel();
        Inbox low = new Inbox(lowChannel);
        lowChannel.basicConsume(queue, false, low);
        Channel highChannel = connection.createChannel();
        highChannel.basicQos(2);
        Inbox high = new Inbox(highChannel);
        highChannel.basicConsume(queue, false, Map.of("x-priority", 10), high);
        for (int i = 0; i < 4; i++) {
            publishing.basicPublish("", queue, null, body("m" + i));
        }
        assertThat(high.nextBodies(2)).containsExactly("m0", "m1");
        assertThat(low.nextBodies(2)).containsExactly("m2", "m3");
    }

    @Test
    void aPriorityThatIsNoIntegerIsRefused() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        Map<String, Object> arguments = Map.of("x-priority", "high");
        assertThat(Refusal.of(channel, () -> channel.basicConsume(queue, false, arguments, new Inbox(channel))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-priority' for queue '" + queue
                                + "' in vhost '/': \"expected integer, got longstr\""));
    }

    @Test
    void equalConsumersAreServedInTurn() throws Exception {
        Connection connection = broker.connection();
        Channel publishing = connection.createChannel();
        publishing.confirmSelect();
        String queue = queue(publishing);
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Channel channel = connection.createChannel();
            Inbox inbox = new Inbox(channel);
            channel.basicConsume(queue, true, inbox);
            inboxes.add(inbox);
        }
        for (int i = 0; i < 300; i++) {
            publishing.basicPublish("", queue, null, body("m" + i));
        }
        publishing.waitForConfirmsOrDie(10_000);
        for (Inbox inbox : inboxes) {
            inbox.nextBodies(100);
        }
        for (Inbox inbox : inboxes) {
            assertThat(inbox.waiting()).isZero();
        }
    }

    @Test
    void afterCancelNothingIsDeliveredAndWhatWasIsStillToBeAcked() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        Inbox inbox = new Inbox(channel);
        String tag = channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, body("a"));
        long deliveryTag = inbox.next().getEnvelope().getDeliveryTag();
        channel.basicCancel(tag);
        channel.basicPublish("", queue, null, body("b"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
        assertThat(inbox.waiting()).isZero();
        channel.basicAck(deliveryTag, false);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
    }

    @Test
    void cancelOfAnUnknownTagIsAnswered() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        Fields ok = connection.call(1, Methods.cancel("it-nope"), Methods.BASIC_CANCEL_OK);
        assertThat(ok.shortString()).isEqualTo("it-nope");
    }

    @Test
    void consumeAndCancelWithNoWaitAreNotAnswered() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        String queue = broker.name("q");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        connection.send(1, Methods.consume(queue, "t", Methods.Flag.NO_WAIT, Methods.Flag.NO_ACK));
        connection.publish(1, Methods.publish("", queue), body("a"));
        assertThat(connection.expect(1, Methods.BASIC_DELIVER).shortString()).isEqualTo("t");
        connection.expectContent(1);
        connection.send(1, Methods.cancel("t", Methods.Flag.NO_WAIT));
        Fields ok = connection.call(1, Methods.queueDeclare(queue, Methods.Flag.PASSIVE), Methods.QUEUE_DECLARE_OK);
        ok.shortString();
        ok.int32();
        assertThat(ok.int32()).as("consumers").isZero();
    }

    @Test
    void theClientIsToldWhenItsQueueIsDeleted() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        Inbox inbox = new Inbox(channel);
        String tag = channel.basicConsume(queue, true, inbox);
        broker.channel().queueDelete(queue);
        assertThat(inbox.nextCancellation()).isEqualTo(tag);
        channel.basicQos(1);
    }

    @Test
    void aClientWithoutTheCapabilityIsNotToldThatItsQueueIsDeleted() throws Exception {
        RawConnection connection = broker.raw(Login.guest().withCapabilities(Map.of()));
        connection.openChannel(1);
        String queue = broker.name("q");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        connection.call(1, Methods.consume(queue, "t"), Methods.BASIC_CONSUME_OK);
        broker.channel().queueDelete(queue);
        connection.call(1, Methods.qos(0, 1, false), Methods.BASIC_QOS_OK);
    }

    @Test
    void whoDeletesTheQueueItConsumesHearsOfTheDeletionFirst() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        for (boolean durable : new boolean[] {false, true}) {
            String queue = broker.name("q");
            Payload declare =
                    durable ? Methods.queueDeclare(queue, Map.of(), Methods.Flag.DURABLE) : Methods.queueDeclare(queue);
            connection.call(1, declare, Methods.QUEUE_DECLARE_OK);
            connection.call(1, Methods.consume(queue, "t"), Methods.BASIC_CONSUME_OK);
            connection.send(
                    1,
                    Payload.method(Methods.QUEUE_DELETE)
                            .int16(0)
                            .shortString(queue)
                            .bits(false, false, false));
            connection.expect(1, Methods.QUEUE_DELETE + 1);
            connection.expect(1, Methods.BASIC_CANCEL);
        }
    }

    @Test
    void noLocalIsIgnored() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, "", true, false, null, inbox);
        channel.basicPublish("", queue, null, body("own"));
        assertThat(Inbox.text(inbox.next())).isEqualTo("own");
    }
}
