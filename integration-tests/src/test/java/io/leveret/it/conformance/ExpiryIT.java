package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-message-ttl}, the property expiration, and {@code x-expires}. */
class ExpiryIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel, Map<String, Object> arguments) throws IOException {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static void publish(Channel channel, String queue, String body, String expiration) throws IOException {
        BasicProperties properties =
                new BasicProperties.Builder().expiration(expiration).build();
        channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> to(String queue, Object ttlMs) {
        Map<String, Object> arguments =
                new HashMap<>(Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue));
        if (ttlMs != null) {
            arguments.put("x-message-ttl", ttlMs);
        }
        return arguments;
    }

    /** Waits until an inbox has a message, and says how long that took. */
    private static long arrivalMs(Inbox inbox) {
        long from = System.nanoTime();
        inbox.next();
        return (System.nanoTime() - from) / 1_000_000;
    }

    /** Binding a queue does not count as a use of it, declaring it would. */
    private boolean exists(String queue) throws Exception {
        Channel channel = broker.channel();
        try {
            channel.queueBind(queue, "amq.direct", queue);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            channel.getConnection().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void theTimeOfTheQueueEnds(String type) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel, Map.of("x-message-ttl", 100, "x-queue-type", type));
        publish(channel, queue, "m", null);
        channel.waitForConfirmsOrDie(10_000);
        Eventually.equal(() -> channel.messageCount(queue), 0L);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    void theTimeOfTheMessageEnds() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel, null);
        publish(channel, queue, "m", "100");
        channel.waitForConfirmsOrDie(10_000);
        Eventually.equal(() -> channel.messageCount(queue), 0L);
    }

    @Test
    void notBeforeItsTime() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(grave, true, inbox);
        String queue = queue(channel, to(grave, 300));
        publish(channel, queue, "m", null);
        assertThat(arrivalMs(inbox)).isGreaterThanOrEqualTo(290L);
    }

    @Test
    void theShorterTimeOfTheTwoCounts() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(grave, true, inbox);
        publish(channel, queue(channel, to(grave, 60_000)), "of the message", "50");
        publish(channel, queue(channel, to(grave, 50)), "of the queue", "60000");
        assertThat(inbox.nextBodies(2)).containsExactlyInAnyOrder("of the message", "of the queue");
    }

    @Test
    void withTimeZeroOnlyWhoWaitsGetsIt() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave, 0));
        publish(channel, queue, "nobody waits", null);
        Eventually.equal(() -> channel.messageCount(grave), 1L);
        GetResponse dead = channel.basicGet(grave, true);
        assertThat(dead.getProps().getHeaders().get("x-first-death-reason")).hasToString("expired");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        publish(channel, queue, "somebody waits", null);
        assertThat(inbox.nextBodies(1)).containsExactly("somebody waits");
        assertThat(channel.messageCount(grave)).isZero();
    }

    @Test
    void whatIsUnacknowledgedDoesNotExpireUntilItComesBack() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String witness = queue(channel, null);
        String queue = queue(channel, to(grave, 2_000));
        publish(channel, queue, "m", null);
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        publish(channel, queue(channel, to(witness, 2_500)), "time is over", null);
        Eventually.equal(() -> channel.messageCount(witness), 1L);
        assertThat(channel.messageCount(grave)).isZero();
        channel.basicNack(tag, false, true);
        Eventually.equal(() -> channel.messageCount(grave), 1L);
    }

    @Test
    void aDeadLetterExpiresByTheTimeOfItsNewQueue() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String second = queue(channel, to(grave, null));
        String first = queue(channel, to(second, null));
        publish(channel, first, "m", "50");
        Eventually.equal(() -> channel.messageCount(second), 1L);
        assertThat(channel.basicGet(second, true).getProps().getExpiration()).isNull();
        assertThat(channel.messageCount(grave)).isZero();
    }

    @LeveretOnly("RabbitMQ looks at the head of a queue alone")
    @Test
    void aMessageExpiresWhereverItStands() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(grave, true, inbox);
        String queue = queue(channel, to(grave, null));
        publish(channel, queue, "long", "60000");
        publish(channel, queue, "second", "1500");
        publish(channel, queue, "none", null);
        publish(channel, queue, "first", "50");
        assertThat(inbox.nextBodies(2)).containsExactly("first", "second");
        assertThat(channel.messageCount(queue)).isEqualTo(2);
    }

    // ---- queues

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void anUnusedQueueGoes(String type) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, Map.of("x-expires", 200, "x-queue-type", type));
        publish(channel, queue, "m", null);
        Eventually.equal(() -> exists(queue), false);
    }

    @Test
    void aQueueThatIsDeclaredOrGotFromStays() throws Exception {
        Channel channel = broker.channel();
        Map<String, Object> arguments = Map.of("x-expires", 4_000);
        String queue = queue(channel, arguments);
        String witness = queue(channel, null);
        for (int i = 0; i < 6; i++) {
            // Each round takes a second, and may take three more on a busy machine.
            publish(channel, queue(channel, to(witness, 1_000)), "round", null);
            Eventually.equal(() -> channel.basicGet(witness, true) != null, true);
            if (i % 2 == 0) {
                channel.queueDeclare(queue, true, false, false, arguments);
            } else {
                channel.basicGet(queue, true);
            }
        }
        channel.queueDeclarePassive(queue);
    }

    @Test
    void aQueueThatIsConsumedStaysUntilTheConsumerLeaves() throws Exception {
        Channel channel = broker.channel();
        String witness = queue(channel, null);
        Inbox inbox = new Inbox(channel);
        String queue = queue(channel, Map.of("x-expires", 1_000));
        String tag = channel.basicConsume(queue, true, inbox);
        publish(channel, queue(channel, to(witness, 1_500)), "time is over", null);
        Eventually.equal(() -> channel.messageCount(witness), 1L);
        publish(channel, queue, "m", null);
        inbox.next();
        channel.basicCancel(tag);
        Eventually.equal(() -> exists(queue), false);
    }
}
