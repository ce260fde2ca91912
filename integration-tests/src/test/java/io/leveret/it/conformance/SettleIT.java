package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettleIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queueWith(int messages) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = broker.name("q");
        channel.queueDeclare(queue, false, false, false, null);
        for (int i = 0; i < messages; i++) {
            channel.basicPublish("", queue, null, ("m" + i).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(10_000);
        return queue;
    }

    /** A channel that holds the first messages of a queue unacknowledged, with tags from 1. */
    private Channel holding(String queue, int messages) throws Exception {
        Channel channel = broker.channel();
        for (int i = 0; i < messages; i++) {
            channel.basicGet(queue, false);
        }
        return channel;
    }

    /** Waits until so many messages are ready, and takes them; an {@code r} behind a body says redelivered. */
    private static List<String> takeReady(Channel channel, String queue, long count) throws Exception {
        Eventually.equal(() -> channel.messageCount(queue), count);
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(Inbox.text(got) + (got.getEnvelope().isRedeliver() ? "r" : ""));
        }
        return bodies;
    }

    private static Refusal unknownTag(long tag) {
        return Refusal.channel(406, "PRECONDITION_FAILED - unknown delivery tag " + tag);
    }

    @Test
    void getGivesTheMessageAndHowManyAreLeft() throws Exception {
        String queue = queueWith(3);
        Channel channel = broker.channel();
        GetResponse got = channel.basicGet(queue, false);
        assertThat(Inbox.text(got)).isEqualTo("m0");
        assertThat(got.getMessageCount()).isEqualTo(2);
        assertThat(got.getEnvelope().getDeliveryTag()).isEqualTo(1);
        assertThat(got.getEnvelope().getExchange()).isEmpty();
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo(queue);
        assertThat(got.getEnvelope().isRedeliver()).isFalse();
        assertThat(channel.basicGet(queue, true).getEnvelope().getDeliveryTag()).isEqualTo(2);
    }

    @Test
    void getOfAnEmptyQueueGivesEmpty() throws Exception {
        String queue = queueWith(0);
        assertThat(broker.channel().basicGet(queue, false)).isNull();
    }

    @Test
    void getOfAnUnknownQueueIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicGet("it-nope", false)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'"));
    }

    @Test
    void multipleAcksUpToTheTag() throws Exception {
        String queue = queueWith(4);
        Channel channel = holding(queue, 4);
        channel.basicAck(3, true);
        channel.close();
        assertThat(takeReady(broker.channel(), queue, 1)).containsExactly("m3r");
    }

    @Test
    void multipleWithTagZeroAcksAll() throws Exception {
        String queue = queueWith(3);
        Channel channel = holding(queue, 3);
        channel.basicAck(0, true);
        channel.close();
        assertThat(channel.getConnection().createChannel().messageCount(queue)).isZero();
    }

    @Test
    void multipleWithTagZeroAndNothingOutstandingSucceeds() throws Exception {
        Channel channel = broker.channel();
        channel.basicAck(0, true);
        channel.basicQos(1);
    }

    @Test
    void anUnknownTagIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicAck(99, false))).isEqualTo(unknownTag(99));
    }

    @Test
    void anUnknownTagWithMultipleIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicAck(99, true))).isEqualTo(unknownTag(99));
    }

    @Test
    void tagZeroWithoutMultipleIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicAck(0, false))).isEqualTo(unknownTag(0));
    }

    @Test
    void ackingTwiceIsRefused() throws Exception {
        Channel channel = holding(queueWith(1), 1);
        channel.basicAck(1, false);
        assertThat(Refusal.of(channel, () -> channel.basicAck(1, false))).isEqualTo(unknownTag(1));
    }

    @Test
    void rejectingAnUnknownTagIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicReject(7, true))).isEqualTo(unknownTag(7));
    }

    @Test
    void nackingAnUnknownTagIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicNack(7, false, true))).isEqualTo(unknownTag(7));
    }

    @Test
    void aTagOfAnotherChannelIsUnknown() throws Exception {
        Channel channel = holding(queueWith(1), 1);
        Channel other = channel.getConnection().createChannel();
        assertThat(Refusal.of(other, () -> other.basicAck(1, false))).isEqualTo(unknownTag(1));
    }

    @Test
    void rejectWithoutRequeueDropsTheMessage() throws Exception {
        String queue = queueWith(2);
        Channel channel = holding(queue, 1);
        channel.basicReject(1, false);
        assertThat(takeReady(channel, queue, 1)).containsExactly("m1");
    }

    @Test
    void aRequeuedMessageReturnsToItsPlaceAndSaysThatItWasDelivered() throws Exception {
        String queue = queueWith(4);
        Channel channel = holding(queue, 3);
        channel.basicReject(2, true);
        channel.basicNack(1, false, true);
        channel.basicAck(3, false);
        assertThat(takeReady(channel, queue, 3)).containsExactly("m0r", "m1r", "m3");
    }

    @Test
    void nackMultipleRequeuesAllInOrder() throws Exception {
        String queue = queueWith(5);
        Channel channel = holding(queue, 4);
        channel.basicNack(3, true, true);
        assertThat(takeReady(channel, queue, 4)).containsExactly("m0r", "m1r", "m2r", "m4");
    }

    @Test
    void recoverRequeuesAllThatIsUnacknowledged() throws Exception {
        String queue = queueWith(3);
        Channel channel = holding(queue, 2);
        channel.basicRecover(true);
        assertThat(takeReady(channel, queue, 3)).containsExactly("m0r", "m1r", "m2");
    }

    @Test
    void recoverWithoutRequeueIsNotImplemented() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicRecover(false)))
                .isEqualTo(Refusal.connection(540, "NOT_IMPLEMENTED - requeue=false"));
    }

    @Test
    void closingTheChannelRequeuesInOrder() throws Exception {
        String queue = queueWith(3);
        Channel channel = broker.channel();
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        inbox.nextBodies(3);
        channel.close();
        assertThat(takeReady(broker.channel(), queue, 3)).containsExactly("m0r", "m1r", "m2r");
    }

    @Test
    void closingTheConnectionRequeues() throws Exception {
        String queue = queueWith(2);
        holding(queue, 1).getConnection().close();
        assertThat(takeReady(broker.channel(), queue, 2)).containsExactly("m0r", "m1");
    }

    @Test
    void aConnectionThatIsResetRequeues() throws Exception {
        String queue = queueWith(2);
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.call(1, Methods.consume(queue, "t"), Methods.BASIC_CONSUME_OK);
        for (int i = 0; i < 2; i++) {
            connection.expect(1, Methods.BASIC_DELIVER);
            connection.expectContent(1);
        }
        connection.reset();
        assertThat(takeReady(broker.channel(), queue, 2)).containsExactly("m0r", "m1r");
    }
}
