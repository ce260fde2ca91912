package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectReplyToIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static final String REPLY_TO = "amq.rabbitmq.reply-to";

    private static AMQP.BasicProperties replyTo(String address) {
        return new AMQP.BasicProperties.Builder().replyTo(address).build();
    }

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    @Test
    void theServerSeesAnAddressOfItsOwnInPlaceOfTheName() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicConsume(REPLY_TO, true, new Inbox(channel));
        channel.basicPublish("", queue, replyTo(REPLY_TO), new byte[1]);
        assertThat(channel.basicGet(queue, true).getProps().getReplyTo())
                .startsWith(REPLY_TO + ".")
                .hasSizeLessThanOrEqualTo(255);
    }

    @Test
    void aConsumerThatWouldAckIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicConsume(REPLY_TO, false, new Inbox(channel))))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - reply consumer cannot acknowledge"));
    }

    @Test
    void aSecondConsumerOnTheChannelIsRefused() throws Exception {
        Channel channel = broker.channel();
        channel.basicConsume(REPLY_TO, true, new Inbox(channel));
        assertThat(Refusal.of(channel, () -> channel.basicConsume(REPLY_TO, true, new Inbox(channel))))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - reply consumer already set"));
    }

    @Test
    void aSecondConsumerThatWouldAckIsRefusedForThat() throws Exception {
        Channel channel = broker.channel();
        channel.basicConsume(REPLY_TO, true, new Inbox(channel));
        assertThat(Refusal.of(channel, () -> channel.basicConsume(REPLY_TO, false, new Inbox(channel))))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - reply consumer cannot acknowledge"));
    }

    @Test
    void aSecondConsumerOfTheSameTagIsRefusedAsASecondOne() throws Exception {
        Channel channel = broker.channel();
        channel.basicConsume(REPLY_TO, true, "tag", new Inbox(channel));
        assertThat(Refusal.of(channel, () -> channel.basicConsume(REPLY_TO, true, "tag", new Inbox(channel))))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - reply consumer already set"));
    }

    @Test
    void theTagOfAnotherConsumerIsRefused() throws Exception {
        Channel channel = broker.channel();
        channel.basicConsume(queue(channel), true, "tag", new Inbox(channel));
        assertThat(Refusal.of(channel, () -> channel.basicConsume(REPLY_TO, false, "tag", new Inbox(channel))))
                .isEqualTo(Refusal.connection(530, "NOT_ALLOWED - attempt to reuse consumer tag 'tag'"));
    }

    @Test
    void theTagMayBeAnotherConsumersTooAndIsCancelledFirst() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicConsume(REPLY_TO, true, "tag", new Inbox(channel));
        channel.basicConsume(queue, true, "tag", new Inbox(channel));
        channel.basicCancel("tag");
        assertThat(channel.consumerCount(queue)).isEqualTo(1);
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", queue, replyTo(REPLY_TO), new byte[1])))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - fast reply consumer does not exist"));
    }

    @Test
    void theNameIsTheLastDeclaredQueueOnceItIsDeclared() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.queueDeclarePassive(REPLY_TO);
        channel.queueDelete("");
        channel.queueDeclarePassive(queue);
    }

    @Test
    void aRequestWithoutAConsumerIsRefused() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", queue, replyTo(REPLY_TO), new byte[1])))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - fast reply consumer does not exist"));
    }

    @Test
    void aReplyToARequesterThatIsGoneIsDroppedAndConfirmed() throws Exception {
        Channel server = broker.channel();
        server.confirmSelect();
        String queue = queue(server);
        Channel client = broker.channel();
        client.basicConsume(REPLY_TO, true, new Inbox(client));
        client.basicPublish("", queue, replyTo(REPLY_TO), new byte[1]);
        Inbox requests = new Inbox(server);
        server.basicConsume(queue, true, requests);
        String address = requests.next().getProperties().getReplyTo();
        client.getConnection().close();
        server.basicPublish("", address, null, new byte[1]);
        server.waitForConfirmsOrDie(10_000);
    }

    @Test
    void theNameCanBeDeclaredPassively() throws Exception {
        Channel channel = broker.channel();
        assertThat(channel.queueDeclarePassive(REPLY_TO).getQueue()).isEqualTo(REPLY_TO);
    }
}
