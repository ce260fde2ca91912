package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where dead letters go. */
class DeadLetterIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String queue(Channel channel, Map<String, Object> arguments) throws Exception {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static Map<String, Object> to(String queue) {
        return Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue);
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String name, Object value) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put(name, value);
        return all;
    }

    private static void rejectAll(Channel channel, String queue, long count) throws Exception {
        Eventually.equal(() -> channel.messageCount(queue), count);
        for (long i = 0; i < count; i++) {
            channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        }
    }

    private static List<String> takeAll(Channel channel, String queue, long count) throws Exception {
        Eventually.equal(() -> channel.messageCount(queue), count);
        List<String> bodies = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            bodies.add(Inbox.text(channel.basicGet(queue, true)));
        }
        return bodies;
    }

    @Test
    void withoutAKeyOfTheQueueAMessageKeepsItsOwn() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "direct");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        String mine = queue(channel, null);
        String other = queue(channel, null);
        channel.queueBind(mine, exchange, queue);
        channel.queueBind(other, exchange, "other");
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.messageCount(mine), 1L);
        GetResponse got = channel.basicGet(mine, true);
        assertThat(got.getEnvelope().getExchange()).isEqualTo(exchange);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo(queue);
        assertThat(got.getEnvelope().isRedeliver()).isFalse();
        assertThat(channel.messageCount(other)).isZero();
    }

    @Test
    void aKeyOfTheQueueReplacesThatOfTheMessage() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.messageCount(grave), 1L);
        GetResponse got = channel.basicGet(grave, true);
        assertThat(got.getEnvelope().getExchange()).isEmpty();
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo(grave);
    }

    @Test
    void copiesGoToTheDeadLetterExchangeToo() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "direct");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        String copy = queue(channel, null);
        String blind = queue(channel, null);
        channel.queueBind(copy, exchange, "copy");
        channel.queueBind(blind, exchange, "blind");
        Map<String, Object> headers = Map.of("CC", List.of("copy"), "BCC", List.of("blind"));
        channel.basicPublish(
                "", queue, new BasicProperties.Builder().headers(headers).build(), bytes("m"));
        rejectAll(channel, queue, 1);
        assertThat(takeAll(channel, copy, 1)).containsExactly("m");
        assertThat(takeAll(channel, blind, 1)).containsExactly("m");
    }

    @Test
    void copiesDoNotGoWhereTheQueueHasAKey() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String copy = queue(channel, null);
        String queue = queue(channel, to(grave));
        Map<String, Object> headers = Map.of("CC", List.of(copy));
        channel.basicPublish(
                "", queue, new BasicProperties.Builder().headers(headers).build(), bytes("m"));
        assertThat(takeAll(channel, copy, 1)).containsExactly("m");
        rejectAll(channel, queue, 1);
        assertThat(takeAll(channel, grave, 1)).containsExactly("m");
        assertThat(channel.messageCount(copy)).isZero();
    }

    @Test
    void theOrderIsKept() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add("m" + i);
            channel.basicPublish("", queue, null, bytes("m" + i));
        }
        Eventually.equal(() -> channel.messageCount(queue), 200L);
        for (int i = 0; i < 200; i++) {
            channel.basicGet(queue, false);
        }
        channel.basicNack(0, true, false);
        assertThat(takeAll(channel, grave, 200)).isEqualTo(sent);
    }

    @Test
    void anExchangeThatIsNotThereDropsThem() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel, Map.of("x-dead-letter-exchange", broker.name("missing")));
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.queueDelete(queue, false, true).getMessageCount(), 0);
    }

    @Test
    void anExchangeThatComesLaterTakesThem() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        String grave = queue(channel, null);
        channel.basicPublish("", queue, null, bytes("dropped"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.messageCount(queue), 0L);
        channel.exchangeDeclare(exchange, "fanout");
        channel.queueBind(grave, exchange, "");
        channel.basicPublish("", queue, null, bytes("kept"));
        rejectAll(channel, queue, 1);
        assertThat(takeAll(channel, grave, 1)).containsExactly("kept");
    }

    @Test
    void whatIsBoundNowhereIsDropped() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "direct");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.queueDelete(queue, false, true).getMessageCount(), 0);
    }

    @Test
    void anAlternateExchangeTakesWhatIsBoundNowhere() throws Exception {
        Channel channel = broker.channel();
        String alternate = broker.name("ae");
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(alternate, "fanout");
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", alternate));
        String grave = queue(channel, null);
        channel.queueBind(grave, alternate, "");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        assertThat(takeAll(channel, grave, 1)).containsExactly("m");
    }

    @Test
    void headersOfTheDeathAreRoutedBy() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "headers");
        String rejected = queue(channel, null);
        String expired = queue(channel, null);
        channel.queueBind(rejected, exchange, "", Map.of("x-match", "all-with-x", "x-first-death-reason", "rejected"));
        channel.queueBind(expired, exchange, "", Map.of("x-match", "all-with-x", "x-first-death-reason", "expired"));
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        channel.basicPublish("", queue, null, bytes("m"));
        rejectAll(channel, queue, 1);
        assertThat(takeAll(channel, rejected, 1)).containsExactly("m");
        assertThat(channel.messageCount(expired)).isZero();
    }

    @Test
    void aQueueThatGetsItsOwnRejectedMessagesKeepsThem() throws Exception {
        Channel channel = broker.channel();
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, to(queue));
        channel.basicPublish("", queue, null, bytes("m"));
        for (int i = 0; i < 5; i++) {
            rejectAll(channel, queue, 1);
        }
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        List<?> deaths =
                (List<?>) channel.basicGet(queue, true).getProps().getHeaders().get("x-death");
        assertThat(((Map<?, ?>) deaths.get(0)).get("count")).isEqualTo(5L);
    }

    @Test
    void aCircleWithoutARejectionIsBroken() throws Exception {
        Channel channel = broker.channel();
        String one = broker.name("q");
        String other = queue(channel, with(to(one), "x-message-ttl", 20));
        channel.queueDeclare(one, true, false, false, with(to(other), "x-message-ttl", 20));
        String witness = queue(channel, null);
        channel.basicPublish("", one, null, bytes("m"));
        Eventually.equal(() -> channel.messageCount(one) + channel.messageCount(other), 0L);
        // A message that takes longer than the circle would shows that nothing comes round again.
        String slow = queue(channel, with(to(witness), "x-message-ttl", 200));
        channel.basicPublish("", slow, null, bytes("end"));
        assertThat(takeAll(channel, witness, 1)).containsExactly("end");
        assertThat(channel.messageCount(one)).isZero();
        assertThat(channel.messageCount(other)).isZero();
    }

    @Test
    void aCircleWithARejectionGoesOn() throws Exception {
        Channel channel = broker.channel();
        String waiting = broker.name("q");
        String work = queue(channel, to(waiting));
        channel.queueDeclare(waiting, true, false, false, with(to(work), "x-message-ttl", 10));
        channel.basicPublish("", work, null, bytes("m"));
        for (int i = 0; i < 4; i++) {
            rejectAll(channel, work, 1);
        }
        assertThat(takeAll(channel, work, 1)).containsExactly("m");
    }

    @Test
    void aTargetThatIsFullRefusesAndTheMessageIsGone() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        String queue = queue(channel, to(grave));
        channel.basicPublish("", grave, null, bytes("first"));
        channel.basicPublish("", queue, null, bytes("second"));
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.queueDelete(queue, false, true).getMessageCount(), 0);
        assertThat(takeAll(channel, grave, 1)).containsExactly("first");
    }

    @Test
    void aTargetThatIsGoneDropsThem() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        channel.basicPublish("", queue, null, bytes("m"));
        channel.queueDelete(grave);
        rejectAll(channel, queue, 1);
        Eventually.equal(() -> channel.queueDelete(queue, false, true).getMessageCount(), 0);
    }

    @Test
    void manyDeadLettersAllArriveAcrossConnections() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        Channel consuming = broker.channel();
        Inbox dead = new Inbox(consuming);
        consuming.basicConsume(grave, true, dead);
        Channel rejecting = broker.channel();
        Inbox inbox = new Inbox(rejecting);
        rejecting.basicConsume(queue, false, inbox);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sent.add("m" + i);
            channel.basicPublish(
                    "", queue, new BasicProperties.Builder().deliveryMode(2).build(), bytes("m" + i));
        }
        for (int i = 0; i < 1000; i++) {
            rejecting.basicReject(inbox.next().getEnvelope().getDeliveryTag(), false);
        }
        assertThat(dead.nextBodies(1000)).isEqualTo(sent);
        Eventually.equal(() -> channel.queueDelete(queue, false, true).getMessageCount(), 0);
    }

    @Test
    void theStrategyOfAQuorumQueueIsOneOfTwo() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Map<String, Object> quorum = with(to(grave), "x-queue-type", "quorum");
        queue(channel, with(quorum, "x-dead-letter-strategy", "at-most-once"));
        queue(channel, with(quorum, "x-dead-letter-strategy", "at-least-once"));
        String bad = broker.name("q");
        Map<String, Object> unknown = with(quorum, "x-dead-letter-strategy", "sometimes");
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(bad, true, false, false, unknown)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-dead-letter-strategy' for queue '" + bad
                                + "' in vhost '/': invalid_dlx_strategy"));
    }
}
