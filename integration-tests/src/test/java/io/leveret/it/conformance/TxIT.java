package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TxIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String queueWith(int messages) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = broker.name("q");
        channel.queueDeclare(queue, false, false, false, null);
        for (int i = 0; i < messages; i++) {
            channel.basicPublish("", queue, null, body("m" + i));
        }
        channel.waitForConfirmsOrDie(10_000);
        return queue;
    }

    private Channel transactional() throws Exception {
        Channel channel = broker.channel();
        channel.txSelect();
        return channel;
    }

    @Test
    void whatIsPublishedIsSeenAfterCommitOnly() throws Exception {
        String queue = queueWith(0);
        Channel channel = transactional();
        channel.basicPublish("", queue, null, body("a"));
        channel.basicPublish("", queue, null, body("b"));
        assertThat(channel.messageCount(queue)).isZero();
        channel.txCommit();
        assertThat(channel.messageCount(queue)).isEqualTo(2);
    }

    @Test
    void whatIsPublishedIsForgottenByRollback() throws Exception {
        String queue = queueWith(0);
        Channel channel = transactional();
        channel.basicPublish("", queue, null, body("a"));
        channel.txRollback();
        channel.txCommit();
        assertThat(channel.messageCount(queue)).isZero();
    }

    @Test
    void aTransactionThatIsNotCommittedEndsWithItsChannel() throws Exception {
        String queue = queueWith(0);
        Channel channel = transactional();
        channel.basicPublish("", queue, null, body("a"));
        channel.close();
        assertThat(channel.getConnection().createChannel().messageCount(queue)).isZero();
    }

    @Test
    void anAckTakesEffectWithCommit() throws Exception {
        String queue = queueWith(2);
        Channel channel = transactional();
        channel.basicAck(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        channel.txCommit();
        channel.basicAck(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        channel.close();
        Channel other = channel.getConnection().createChannel();
        Eventually.equal(() -> other.messageCount(queue), 1L);
        assertThat(Inbox.text(other.basicGet(queue, true))).isEqualTo("m1");
    }

    @Test
    void anAckIsUndoneByRollbackAndMayBeRepeated() throws Exception {
        String queue = queueWith(1);
        Channel channel = transactional();
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicAck(tag, false);
        channel.txRollback();
        channel.basicAck(tag, false);
        channel.txCommit();
        channel.close();
        assertThat(channel.getConnection().createChannel().messageCount(queue)).isZero();
    }

    @Test
    void aNackRequeuesWithCommit() throws Exception {
        String queue = queueWith(1);
        Channel channel = transactional();
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicNack(tag, false, true);
        assertThat(channel.basicGet(queue, false)).isNull();
        channel.txCommit();
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        assertThat(channel.basicGet(queue, false).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    void anUnroutableMandatoryMessageIsReturned() throws Exception {
        Channel channel = transactional();
        BlockingQueue<Return> returns = new LinkedBlockingQueue<>();
        channel.addReturnListener(returns::add);
        channel.basicPublish("", "it-nowhere", true, null, body("x"));
        channel.txCommit();
        assertThat(returns).hasSize(1);
    }

    @Test
    void commitOnAChannelWithoutTransactionsIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, channel::txCommit))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - channel is not transactional"));
    }

    @Test
    void rollbackOnAChannelWithoutTransactionsIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, channel::txRollback))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - channel is not transactional"));
    }

    @Test
    void selectOnAChannelWithConfirmsIsRefused() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        assertThat(Refusal.of(channel, channel::txSelect))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode"));
    }

    @Test
    void anUnknownExchangeIsRefusedBeforeCommit() throws Exception {
        Channel channel = transactional();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("it-nope", "", null, body("x"))))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void anUnknownTagIsRefusedBeforeCommit() throws Exception {
        Channel channel = transactional();
        assertThat(Refusal.of(channel, () -> channel.basicAck(9, false)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - unknown delivery tag 9"));
    }
}
