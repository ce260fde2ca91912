package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-consumer-timeout}: RabbitMQ looks once a minute, so this takes its time there. */
@Timeout(180)
class ConsumerTimeoutIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private long deadlineSeconds() {
        return broker.target().leveret() ? 20 : 150;
    }

    private String queue(Channel channel, String type) throws Exception {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, Map.of("x-consumer-timeout", 700, "x-queue-type", type));
        return queue;
    }

    private Refusal closed(Channel channel) throws Exception {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        channel.addShutdownListener(closed::complete);
        return Refusal.of(closed.get(deadlineSeconds(), TimeUnit.SECONDS));
    }

    private static Refusal timedOut(Channel channel) {
        return Refusal.channel(
                406,
                "PRECONDITION_FAILED - delivery acknowledgement on channel " + channel.getChannelNumber()
                        + " timed out. Timeout value used: 700 ms. This timeout value can be configured, see consumers"
                        + " doc guide to learn more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void aDeliveryThatIsNotAcknowledgedClosesItsChannel(String type) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, type);
        Channel consuming = broker.channel();
        Inbox inbox = new Inbox(consuming);
        consuming.basicConsume(queue, false, inbox);
        channel.basicPublish("", queue, null, new byte[] {'m'});
        inbox.next();
        assertThat(closed(consuming)).isEqualTo(timedOut(consuming));
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        assertThat(channel.basicGet(queue, true).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    void soDoesWhatWasFetched() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, "classic");
        Channel fetching = broker.channel();
        channel.basicPublish("", queue, null, new byte[] {'m'});
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        fetching.basicGet(queue, false);
        assertThat(closed(fetching)).isEqualTo(timedOut(fetching));
    }
}
