package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-max-length}, {@code x-max-length-bytes} and {@code x-overflow}. */
class QueueLimitsIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel, Map<String, Object> arguments) throws IOException {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static void publish(Channel channel, String queue, String... bodies) throws Exception {
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirms(10_000);
    }

    private static List<String> takeAll(Channel channel, String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (var got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(Inbox.text(got));
        }
        return bodies;
    }

    private Channel confirming() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        return channel;
    }

    /** The answers to publishes, {@code +} for ack and {@code -} for nack, one for each message, in order. */
    private static final class Answers {
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private long answered;

        Answers(Channel channel) {
            channel.addConfirmListener(
                    (tag, multiple) -> add(tag, multiple, "+"), (tag, multiple) -> add(tag, multiple, "-"));
        }

        private void add(long tag, boolean multiple, String sign) {
            long count = multiple ? tag - answered : 1;
            answered = Math.max(answered, tag);
            for (long i = 0; i < count; i++) {
                answers.add(sign);
            }
        }

        String next() throws InterruptedException {
            return answers.poll(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length", 2));
        publish(channel, queue, "a", "b", "c", "d");
        Eventually.equal(() -> channel.messageCount(queue), 2L);
        assertThat(takeAll(channel, queue)).containsExactly("c", "d");
    }

    @Test
    void theOldestGoesWhenTheyAreTooLarge() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length-bytes", 10));
        publish(channel, queue, "aaaa", "bbbb", "cc", "dddddd");
        Eventually.equal(() -> channel.messageCount(queue), 2L);
        assertThat(takeAll(channel, queue)).containsExactly("cc", "dddddd");
    }

    @Test
    void oneThatIsLargerThanTheLimitIsNotKept() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length-bytes", 5));
        publish(channel, queue, "a", "bbbbbbbb");
        Eventually.equal(() -> channel.messageCount(queue), 0L);
    }

    @Test
    void aQueueOfLengthZeroKeepsNothing() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length", 0));
        publish(channel, queue, "a");
        Eventually.equal(() -> channel.messageCount(queue), 0L);
    }

    @Test
    void aQueueOfLengthZeroDeliversToWhoWaits() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length", 0));
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        publish(channel, queue, "a");
        assertThat(inbox.nextBodies(1)).containsExactly("a");
    }

    @Test
    void whatIsUnacknowledgedDoesNotCount() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length", 1));
        publish(channel, queue, "a");
        channel.basicGet(queue, false);
        publish(channel, queue, "b");
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        assertThat(takeAll(channel, queue)).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject-publish", "reject-publish-dlx"})
    void aMessageTooManyIsRefused(String overflow) throws Exception {
        Channel channel = confirming();
        Answers answers = new Answers(channel);
        String queue = queue(channel, Map.of("x-max-length", 1, "x-overflow", overflow));
        publish(channel, queue, "a");
        assertThat(answers.next()).isEqualTo("+");
        publish(channel, queue, "b");
        assertThat(answers.next()).isEqualTo("-");
        assertThat(takeAll(channel, queue)).containsExactly("a");
        publish(channel, queue, "c");
        assertThat(answers.next()).isEqualTo("+");
    }

    @Test
    void withoutConfirmsAMessageTooManyIsGone() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        for (String body : List.of("a", "b")) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
        }
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        assertThat(takeAll(channel, queue)).containsExactly("a");
    }

    @Test
    void oneOfSeveralQueuesThatRefusesIsEnough() throws Exception {
        Channel channel = confirming();
        Answers answers = new Answers(channel);
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "fanout");
        String full = queue(channel, Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
        String roomy = queue(channel, null);
        channel.queueBind(full, exchange, "");
        channel.queueBind(roomy, exchange, "");
        channel.basicPublish(exchange, "", null, new byte[] {'m'});
        assertThat(answers.next()).isEqualTo("-");
        assertThat(takeAll(channel, roomy)).containsExactly("m");
    }

    @Test
    void whatComesBackIsNotRefused() throws Exception {
        Channel channel = confirming();
        String queue = queue(channel, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        publish(channel, queue, "a");
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        publish(channel, queue, "b");
        channel.basicNack(tag, false, true);
        Eventually.equal(() -> channel.messageCount(queue), 2L);
        assertThat(takeAll(channel, queue)).containsExactly("a", "b");
    }

    @Test
    void rejectPublishDlxGivesTheRefusedOneToTheDeadLetterExchange() throws Exception {
        Channel channel = confirming();
        Answers answers = new Answers(channel);
        String grave = queue(channel, null);
        String queue = queue(
                channel,
                Map.of(
                        "x-max-length",
                        1,
                        "x-overflow",
                        "reject-publish-dlx",
                        "x-dead-letter-exchange",
                        "",
                        "x-dead-letter-routing-key",
                        grave));
        publish(channel, queue, "a");
        assertThat(answers.next()).isEqualTo("+");
        publish(channel, queue, "b");
        assertThat(answers.next()).isEqualTo("-");
        Eventually.equal(() -> channel.messageCount(grave), 1L);
        var dead = channel.basicGet(grave, true);
        assertThat(Inbox.text(dead)).isEqualTo("b");
        assertThat(dead.getProps().getHeaders().get("x-first-death-reason")).hasToString("maxlen");
        assertThat(takeAll(channel, queue)).containsExactly("a");
    }

    @Test
    void whatGoesIsDeadLettered() throws Exception {
        Channel channel = confirming();
        String grave = queue(channel, null);
        String queue = queue(
                channel, Map.of("x-max-length", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", grave));
        publish(channel, queue, "a", "b", "c");
        Eventually.equal(() -> channel.messageCount(grave), 2L);
        assertThat(takeAll(channel, grave)).containsExactly("a", "b");
        assertThat(takeAll(channel, queue)).containsExactly("c");
    }
}
