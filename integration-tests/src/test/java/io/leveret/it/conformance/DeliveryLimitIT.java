package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-delivery-limit} and {@code x-delivery-count} of quorum queues. */
class DeliveryLimitIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel, Map<String, Object> arguments) throws Exception {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static Map<String, Object> quorum(String grave) {
        return new HashMap<>(
                Map.of("x-queue-type", "quorum", "x-dead-letter-exchange", "", "x-dead-letter-routing-key", grave));
    }

    /** The header of a delivery, null where it has none. */
    private static Object count(Delivery delivery) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        return headers == null ? null : headers.get("x-delivery-count");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void returnsAreCountedUpToTheLimitOf20(boolean nack) throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, quorum(grave));
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        for (long i = 0; i <= 20; i++) {
            Delivery delivery = inbox.next();
            assertThat(count(delivery)).isEqualTo(i == 0 ? null : i);
            assertThat(delivery.getEnvelope().isRedeliver()).isEqualTo(i > 0);
            long tag = delivery.getEnvelope().getDeliveryTag();
            if (nack) {
                channel.basicNack(tag, false, true);
            } else {
                channel.basicReject(tag, true);
            }
        }
        Eventually.equal(() -> channel.messageCount(grave), 1L);
        GetResponse dead = channel.basicGet(grave, true);
        assertThat(dead.getProps().getHeaders().get("x-first-death-reason")).hasToString("delivery_limit");
        assertThat(dead.getProps().getHeaders()).doesNotContainKey("x-delivery-count");
    }

    @Test
    void theLimitCanBeSet() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Map<String, Object> arguments = quorum(grave);
        arguments.put("x-delivery-limit", 1);
        String queue = queue(channel, arguments);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        for (int i = 0; i <= 1; i++) {
            channel.basicNack(inbox.next().getEnvelope().getDeliveryTag(), false, true);
        }
        Eventually.equal(() -> channel.messageCount(grave), 1L);
    }

    @Test
    void aLimitBelowZeroIsNone() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Map<String, Object> arguments = quorum(grave);
        arguments.put("x-delivery-limit", -1);
        String queue = queue(channel, arguments);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        for (long i = 0; i <= 30; i++) {
            Delivery delivery = inbox.next();
            assertThat(count(delivery)).isEqualTo(i == 0 ? null : i);
            channel.basicNack(delivery.getEnvelope().getDeliveryTag(), false, true);
        }
    }

    @Test
    void aChannelThatEndsCountsToo() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, Map.of("x-queue-type", "quorum"));
        Channel holding = broker.channel();
        Inbox held = new Inbox(holding);
        holding.basicConsume(queue, false, held);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        held.next();
        holding.close();
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        assertThat(count(inbox.next())).isEqualTo(1L);
    }

    @Test
    void classicQueuesCountNothing() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, null);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        for (int i = 0; i <= 25; i++) {
            Delivery delivery = inbox.next();
            assertThat(count(delivery)).isNull();
            channel.basicNack(delivery.getEnvelope().getDeliveryTag(), false, true);
        }
    }

    @LeveretOnly("RabbitMQ's classic queues refuse x-delivery-limit")
    @Test
    void aClassicQueueCanHaveALimit() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(
                channel,
                Map.of("x-delivery-limit", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", grave));
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        channel.basicNack(inbox.next().getEnvelope().getDeliveryTag(), false, true);
        Delivery second = inbox.next();
        assertThat(count(second)).isEqualTo(1L);
        channel.basicNack(second.getEnvelope().getDeliveryTag(), false, true);
        Eventually.equal(() -> channel.messageCount(grave), 1L);
    }
}
