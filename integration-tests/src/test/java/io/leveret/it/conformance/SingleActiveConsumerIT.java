package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-single-active-consumer}. */
class SingleActiveConsumerIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel, String type) throws Exception {
        String queue = broker.name("q");
        Map<String, Object> arguments = new HashMap<>(Map.of("x-single-active-consumer", true));
        arguments.put("x-queue-type", type);
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static void publish(Channel channel, String queue, String... bodies) throws Exception {
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void theFirstGetsAllAndTheNextTakesOver(String type) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, type);
        Channel consuming = broker.channel();
        Inbox first = new Inbox(consuming);
        Inbox second = new Inbox(consuming);
        String tag = consuming.basicConsume(queue, true, first);
        consuming.basicConsume(queue, true, second);
        publish(channel, queue, "a", "b", "c", "d");
        assertThat(first.nextBodies(4)).containsExactly("a", "b", "c", "d");
        assertThat(second.waiting()).isZero();
        consuming.basicCancel(tag);
        publish(channel, queue, "e", "f");
        assertThat(second.nextBodies(2)).containsExactly("e", "f");
        assertThat(first.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void theNextTakesOverWhenAChannelCloses(String type) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, type);
        Channel one = broker.channel();
        Channel other = broker.channel();
        Inbox first = new Inbox(one);
        Inbox second = new Inbox(other);
        one.basicConsume(queue, false, first);
        other.basicConsume(queue, false, second);
        publish(channel, queue, "a", "b");
        assertThat(first.nextBodies(2)).containsExactly("a", "b");
        one.close();
        assertThat(second.nextBodies(2)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void aHigherPriorityTakesOverOnAQuorumQueueWhenTheActiveOneHoldsNothing(String type) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, type);
        Channel consuming = broker.channel();
        consuming.basicQos(1);
        Inbox low = new Inbox(consuming);
        Inbox high = new Inbox(consuming);
        consuming.basicConsume(queue, false, Map.of("x-priority", 1), low);
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", queue, null, new byte[] {(byte) ('0' + i)});
        }
        long held = low.next().getEnvelope().getDeliveryTag();
        consuming.basicConsume(queue, false, Map.of("x-priority", 5), high);
        assertThat(high.waiting()).isZero();
        consuming.basicAck(held, false);
        Inbox next = type.equals("quorum") ? high : low;
        assertThat(Inbox.text(next.next())).isEqualTo("1");
        assertThat(low.waiting() + high.waiting()).isZero();
    }

    @Test
    void anExclusiveConsumerIsRefused() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, "classic");
        assertThat(Refusal.of(
                        channel, () -> channel.basicConsume(queue, true, "", false, true, null, new Inbox(channel))))
                .isEqualTo(
                        Refusal.channel(403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use"));
    }

    @Test
    void aClassicQueueCanBeGotFrom() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, "classic");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    void aQuorumQueueCannotBeGotFrom() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, "quorum");
        assertThat(Refusal.of(channel, () -> channel.basicGet(queue, true)))
                .isEqualTo(Refusal.channel(
                        405,
                        "RESOURCE_LOCKED - cannot obtain access to locked queue '" + queue
                                + "' in vhost '/'. basic.get operations are not supported by quorum queues with single"
                                + " active consumer"));
    }
}
