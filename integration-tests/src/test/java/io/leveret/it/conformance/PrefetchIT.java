package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PrefetchIT {
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

    @Test
    void aConsumerGetsItsPrefetchAndOneMoreForEachAck() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(3);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        assertThat(inbox.nextBodies(3)).containsExactly("m0", "m1", "m2");
        assertThat(channel.messageCount(queue)).isEqualTo(7);
        assertThat(inbox.waiting()).isZero();
        channel.basicAck(1, false);
        assertThat(Inbox.text(inbox.next())).isEqualTo("m3");
        channel.basicAck(4, true);
        assertThat(inbox.nextBodies(3)).containsExactly("m4", "m5", "m6");
        assertThat(channel.messageCount(queue)).isEqualTo(3);
        assertThat(inbox.waiting()).isZero();
    }

    @Test
    void thePrefetchCountsForEachNewConsumerAndALaterOneChangesNothing() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(2);
        Inbox one = new Inbox(channel);
        Inbox two = new Inbox(channel);
        channel.basicConsume(queue, false, one);
        channel.basicConsume(queue, false, two);
        one.nextBodies(2);
        two.nextBodies(2);
        assertThat(channel.messageCount(queue)).isEqualTo(6);
        channel.basicQos(1);
        channel.basicAck(1, false);
        Eventually.equal(() -> channel.messageCount(queue), 5L);
    }

    @Test
    void aGlobalPrefetchCountsForTheChannel() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(3, true);
        Inbox one = new Inbox(channel);
        Inbox two = new Inbox(channel);
        channel.basicConsume(queue, false, one);
        channel.basicConsume(queue, false, two);
        Eventually.equal(() -> one.waiting() + two.waiting(), 3);
        Eventually.equal(() -> channel.messageCount(queue), 7L);
        channel.basicAck(1, false);
        Eventually.equal(() -> one.waiting() + two.waiting(), 4);
        Eventually.equal(() -> channel.messageCount(queue), 6L);
    }

    @Test
    void aGlobalPrefetchThatIsRaisedLetsMoreThrough() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(1, true);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        inbox.next();
        assertThat(channel.messageCount(queue)).isEqualTo(9);
        channel.basicQos(4, true);
        inbox.nextBodies(3);
        Eventually.equal(() -> channel.messageCount(queue), 6L);
        channel.basicQos(0, true);
        inbox.nextBodies(6);
    }

    @Test
    void zeroIsNoLimit() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(1);
        channel.basicQos(0);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        inbox.nextBodies(10);
    }

    @Test
    void whatNeedsNoAckIsNotCounted() throws Exception {
        String queue = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(1);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        inbox.nextBodies(10);
    }

    @Test
    void whatNeedsNoAckWaitsWhileAGlobalPrefetchIsUsedUpAndUsesNoneOfIt() throws Exception {
        String acked = queueWith(2);
        String unacked = queueWith(10);
        Channel channel = broker.channel();
        channel.basicQos(1, true);
        Inbox one = new Inbox(channel);
        channel.basicConsume(acked, false, one);
        Inbox two = new Inbox(channel);
        long held = one.next().getEnvelope().getDeliveryTag();
        channel.basicConsume(unacked, true, two);
        assertThat(channel.messageCount(unacked)).isEqualTo(10);
        assertThat(two.waiting()).isZero();
        channel.basicAck(held, false);
        channel.basicAck(one.next().getEnvelope().getDeliveryTag(), false);
        two.nextBodies(10);
        assertThat(one.waiting()).isZero();
    }

    @Test
    void getIsNotHeldBackByAPrefetch() throws Exception {
        String queue = queueWith(3);
        Channel channel = broker.channel();
        channel.basicQos(1);
        channel.basicQos(1, true);
        assertThat(channel.basicGet(queue, false)).isNotNull();
        assertThat(channel.basicGet(queue, false)).isNotNull();
    }

    @Test
    void aPrefetchSizeIsNotImplemented() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicQos(1, 0, false)))
                .isEqualTo(Refusal.connection(540, "NOT_IMPLEMENTED - prefetch_size!=0 (1)"));
    }
}
