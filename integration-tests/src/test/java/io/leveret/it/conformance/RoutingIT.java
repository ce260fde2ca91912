package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoutingIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    private static long afterConfirms(Channel channel, String queue) throws Exception {
        channel.waitForConfirmsOrDie(10_000);
        return channel.messageCount(queue);
    }

    @Test
    void theDefaultExchangeRoutesByTheNameOfTheQueue() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        channel.basicPublish("", queue, null, new byte[1]);
        channel.basicPublish("", queue + "x", null, new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(1);
    }

    @Test
    void directRoutesByTheWholeKeyToEveryQueueBoundWithIt() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "direct");
        String one = queue(channel);
        String two = queue(channel);
        channel.queueBind(one, exchange, "a");
        channel.queueBind(one, exchange, "b");
        channel.queueBind(two, exchange, "a");
        for (String key : List.of("a", "b", "c", "")) {
            channel.basicPublish(exchange, key, null, new byte[1]);
        }
        assertThat(afterConfirms(channel, one)).isEqualTo(2);
        assertThat(afterConfirms(channel, two)).isEqualTo(1);
    }

    @Test
    void fanoutIgnoresTheKeyAndDeliversOncePerQueue() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "fanout");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "a");
        channel.queueBind(queue, exchange, "b");
        channel.basicPublish(exchange, "anything", null, new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "a.b.c, a.b.c, true",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.b.c, false",
        "a.*.c, a.c, false",
        "a.*.c, a..c, true",
        "*, a, true",
        "*, a.b, false",
        "*, '', false",
        "#, '', true",
        "#, a.b.c, true",
        "a.#, a, true",
        "a.#, a.b.c, true",
        "a.#, ab, false",
        "#.c, c, true",
        "#.c, a.b.c, true",
        "#.b.#, b, true",
        "#.b.#, a.b.c, true",
        "#.b.#, a.c, false",
        "*.#, a, true",
        "*.#, '', false",
        "#.*, a.b, true",
        "a.#.#.b, a.b, true",
        "'', '', true",
        "a*, ab, false",
        "a.#b, a.b, false"
    })
    void topicMatchesWordsStarsAndHashes(String pattern, String key, boolean matches) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "topic");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, pattern);
        channel.basicPublish(exchange, key, null, new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(matches ? 1 : 0);
    }

    @Test
    void topicDeliversOncePerQueueHoweverManyBindingsMatch() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "topic");
        String queue = queue(channel);
        for (String pattern : List.of("#", "a.*", "a.b", "*.b")) {
            channel.queueBind(queue, exchange, pattern);
        }
        channel.basicPublish(exchange, "a.b", null, new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(1);
        channel.queueUnbind(queue, exchange, "#");
        channel.basicPublish(exchange, "c", null, new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(1);
    }

    static List<Arguments> headers() {
        Map<String, Object> two = Map.of("a", 1, "b", "x");
        return List.of(
                Arguments.of(Map.of("a", 1, "b", "x"), two, true),
                Arguments.of(Map.of("x-match", "all", "a", 1, "b", "x"), two, true),
                Arguments.of(Map.of("x-match", "all", "a", 1), two, true),
                Arguments.of(Map.of("x-match", "all", "a", 1, "c", 1), two, false),
                Arguments.of(Map.of("x-match", "any", "a", 1, "c", 1), two, true),
                Arguments.of(Map.of("x-match", "any", "a", 2, "c", 1), two, false),
                Arguments.of(Map.of("x-match", "all", "a", 2), two, false),
                Arguments.of(Map.of("x-match", "all", "a", 1L), two, true),
                Arguments.of(Map.of("x-match", "all", "a", "1"), two, false),
                Arguments.of(Map.of("x-match", "all"), two, true),
                Arguments.of(Map.of("x-match", "any"), two, false),
                Arguments.of(Map.of("x-match", "all", "x-k", 1), two, true),
                Arguments.of(Map.of("x-match", "all-with-x", "x-k", 1), two, false),
                Arguments.of(Map.of("x-match", "any-with-x", "x-k", 1), Map.of("x-k", 1), true),
                Arguments.of(Map.of("x-match", "any", "x-k", 1), Map.of("x-k", 1), false));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headersMatchesAllOrAny(Map<String, Object> binding, Map<String, Object> headers, boolean matches)
            throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "headers");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "", binding);
        channel.basicPublish(
                exchange,
                "",
                new AMQP.BasicProperties.Builder().headers(headers).build(),
                new byte[1]);
        assertThat(afterConfirms(channel, queue)).isEqualTo(matches ? 1 : 0);
    }

    @Test
    void anUnknownXMatchIsRefused() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "headers");
        String queue = queue(channel);
        assertThat(Refusal.of(channel, () -> channel.queueBind(queue, exchange, "", Map.of("x-match", "some"))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - Invalid x-match field value <<\"some\">>; "
                                + "expected all, any, all-with-x, or any-with-x"));
    }

    @Test
    void anXMatchThatIsNoStringIsRefused() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "headers");
        String queue = queue(channel);
        assertThat(Refusal.of(channel, () -> channel.queueBind(queue, exchange, "", Map.of("x-match", 5))))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - Invalid x-match field type signedint (value 5); expected longstr"));
    }
}
