package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code x-recent-history}: who binds gets what came before. */
class RecentHistoryIT {
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String exchange(Channel channel, Integer length) throws IOException {
        String name = broker.name("x");
        Map<String, Object> arguments = length == null ? Map.of() : Map.of("x-recent-history-length", length);
        channel.exchangeDeclare(name, "x-recent-history", false, false, arguments);
        return name;
    }

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    private static void publish(Channel channel, String exchange, AMQP.BasicProperties properties, String... bodies)
            throws Exception {
        for (String body : bodies) {
            channel.basicPublish(exchange, "key", properties, body.getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    private static List<String> taken(Channel channel, String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(new String(got.getBody(), StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private Channel confirming() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        return channel;
    }

    @Test
    void whoBindsGetsTheLastOnesInTheirOrder() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 3);
        publish(channel, exchange, NONE, "1", "2", "3", "4", "5");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "any");
        assertThat(taken(channel, queue)).containsExactly("3", "4", "5");
        publish(channel, exchange, NONE, "6");
        assertThat(taken(channel, queue)).containsExactly("6");
    }

    @Test
    void itKeepsTwentyUnlessItSaysOtherwise() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, null);
        String[] bodies = IntStream.range(0, 30).mapToObj(Integer::toString).toArray(String[]::new);
        publish(channel, exchange, NONE, bodies);
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "");
        assertThat(taken(channel, queue))
                .containsExactlyElementsOf(Arrays.asList(bodies).subList(10, 30));
    }

    @Test
    void eachNewBindingBringsThemAgainButNotOneThatIsThere() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 2);
        publish(channel, exchange, NONE, "1", "2", "3");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "a");
        channel.queueBind(queue, exchange, "a");
        assertThat(taken(channel, queue)).containsExactly("2", "3");
        channel.queueBind(queue, exchange, "b");
        assertThat(taken(channel, queue)).containsExactly("2", "3");
        channel.queueUnbind(queue, exchange, "a");
        channel.queueBind(queue, exchange, "a");
        assertThat(taken(channel, queue)).containsExactly("2", "3");
        publish(channel, exchange, NONE, "4");
        assertThat(taken(channel, queue)).containsExactly("4");
    }

    @Test
    void aPublisherMayForbidIt() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        for (Object value : List.of(true, false, "true", 1)) {
            Map<String, Object> headers = new HashMap<>();
            headers.put("x-recent-history-no-store", value);
            publish(channel, exchange, NONE.builder().headers(headers).build(), value.toString());
        }
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "");
        assertThat(taken(channel, queue)).containsExactly("false", "true", "1");
        publish(
                channel,
                exchange,
                NONE.builder()
                        .headers(Map.of("x-recent-history-no-store", true))
                        .build(),
                "on its way");
        assertThat(taken(channel, queue)).containsExactly("on its way");
    }

    @Test
    void theyAreWhatTheyWere() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        AMQP.BasicProperties properties = NONE.builder()
                .messageId("id")
                .deliveryMode(2)
                .headers(Map.of("h", "v"))
                .build();
        publish(channel, exchange, properties, "body");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "other");
        GetResponse got = channel.basicGet(queue, true);
        assertThat(got.getEnvelope().getExchange()).isEqualTo(exchange);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("key");
        assertThat(got.getEnvelope().isRedeliver()).isFalse();
        assertThat(got.getProps().getMessageId()).isEqualTo("id");
        assertThat(got.getProps().getHeaders()).containsOnlyKeys("h");
    }

    @Test
    void whatComesFromAnotherExchangeIsKeptToo() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        String first = broker.name("first");
        channel.exchangeDeclare(first, "topic");
        channel.exchangeBind(exchange, first, "key");
        publish(channel, first, NONE, "1");
        String dying = broker.name("dying");
        channel.queueDeclare(dying, false, false, false, Map.of("x-dead-letter-exchange", exchange));
        channel.basicPublish("", dying, NONE, "2".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(10_000);
        channel.basicReject(channel.basicGet(dying, false).getEnvelope().getDeliveryTag(), false);
        Eventually.equal(
                () -> {
                    String queue = queue(channel);
                    channel.queueBind(queue, exchange, "");
                    return taken(channel, queue);
                },
                List.of("1", "2"));
    }

    @Test
    void anExchangeThatIsBoundHandsThemOn() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        publish(channel, exchange, NONE, "1", "2");
        String queue = queue(channel);
        String direct = broker.name("direct");
        channel.exchangeDeclare(direct, "direct");
        channel.queueBind(queue, direct, "key");
        channel.exchangeBind(direct, exchange, "");
        // RabbitMQ brings the latest first here.
        List<String> expected = broker.target().leveret() ? List.of("1", "2") : List.of("2", "1");
        assertThat(taken(channel, queue)).isEqualTo(expected);
    }

    @Test
    void anExchangeWithoutAQueueForThem() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        publish(channel, exchange, NONE, "1");
        String fanout = broker.name("fanout");
        channel.exchangeDeclare(fanout, "fanout");
        if (broker.target().leveret()) {
            channel.exchangeBind(fanout, exchange, "");
        } else {
            Refusal refusal = Refusal.of(channel, () -> channel.exchangeBind(fanout, exchange, ""));
            assertThat(refusal.code()).isEqualTo(541);
        }
    }

    @Test
    void aNewExchangeOfTheNameKnowsNothing() throws Exception {
        Channel channel = confirming();
        String exchange = exchange(channel, 5);
        publish(channel, exchange, NONE, "1");
        channel.exchangeDelete(exchange);
        channel.exchangeDeclare(exchange, "x-recent-history");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "");
        assertThat(taken(channel, queue)).isEmpty();
    }

    @Test
    void lengthsArePositiveIntegers() throws Exception {
        Map<Object, String> texts = Map.of(0, "0", -1, "-1", "5", "<<\"5\">>", true, "true");
        for (Object length : texts.keySet()) {
            Channel channel = broker.channel();
            Map<String, Object> arguments = Map.of("x-recent-history-length", length);
            String name = broker.name("x");
            assertThat(Refusal.of(
                            channel, () -> channel.exchangeDeclare(name, "x-recent-history", false, false, arguments)))
                    .isEqualTo(Refusal.channel(
                            406,
                            "PRECONDITION_FAILED - Invalid argument " + texts.get(length)
                                    + ", 'x-recent-history-length' must be a positive integer"));
        }
    }
}
