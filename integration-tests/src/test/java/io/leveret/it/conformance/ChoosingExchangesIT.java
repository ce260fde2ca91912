package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-consistent-hash, x-modulus-hash, x-random, x-local-random}: one destination for each message. */
class ChoosingExchangesIT {
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String exchange(Channel channel, String type, Map<String, Object> arguments) throws IOException {
        String name = broker.name("x");
        channel.exchangeDeclare(name, type, false, false, arguments);
        return name;
    }

    private String queue(Channel channel, String exchange, String key) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        channel.queueBind(name, exchange, key);
        return name;
    }

    /** Publishes to the exchange, waits, and says which queue has how many; then they are empty. */
    private static List<Integer> shares(Channel channel, List<String> queues, int messages, Sending sending)
            throws Exception {
        for (int i = 0; i < messages; i++) {
            sending.send(i);
        }
        channel.waitForConfirmsOrDie(10_000);
        List<Integer> counts = new ArrayList<>();
        for (String queue : queues) {
            counts.add(channel.queuePurge(queue).getMessageCount());
        }
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(messages);
        return counts;
    }

    private interface Sending {
        void send(int number) throws IOException;
    }

    @Test
    void consistentHashDividesKeysByWeight() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-consistent-hash", null);
        List<String> queues = List.of(queue(channel, exchange, "1"), queue(channel, exchange, "3"));
        Sending sending = i -> channel.basicPublish(exchange, "key" + i, NONE, new byte[1]);
        List<Integer> shares = shares(channel, queues, 2000, sending);
        assertThat(shares.get(0)).isBetween(400, 600);
        assertThat(shares(channel, queues, 2000, sending)).isEqualTo(shares);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_id", "correlation_id", "timestamp"})
    void consistentHashGoesByAProperty(String property) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-consistent-hash", Map.of("hash-property", property));
        List<String> queues = List.of(queue(channel, exchange, "10"), queue(channel, exchange, "10"));
        Sending sending = i -> {
            AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
            switch (property) {
                case "message_id" -> properties.messageId("id" + i);
                case "correlation_id" -> properties.correlationId("id" + i);
                default -> properties.timestamp(new Date(i * 1000L));
            }
            channel.basicPublish(exchange, "same", properties.build(), new byte[1]);
        };
        List<Integer> shares = shares(channel, queues, 500, sending);
        assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(150, 350));
        assertThat(shares(channel, queues, 500, sending)).isEqualTo(shares);
        assertThat(shares(channel, queues, 50, i -> channel.basicPublish(exchange, "key" + i, NONE, new byte[1])))
                .containsExactlyInAnyOrder(50, 0);
    }

    @Test
    void consistentHashGoesByAHeader() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-consistent-hash", Map.of("hash-header", "user"));
        List<String> queues = List.of(queue(channel, exchange, "10"), queue(channel, exchange, "10"));
        Sending sending = i -> channel.basicPublish(
                exchange,
                "same",
                NONE.builder().headers(Map.of("user", "u" + i)).build(),
                new byte[1]);
        List<Integer> shares = shares(channel, queues, 500, sending);
        assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(150, 350));
        assertThat(shares(channel, queues, 50, i -> channel.basicPublish(exchange, "key" + i, NONE, new byte[1])))
                .containsExactlyInAnyOrder(50, 0);
    }

    @Test
    void whenAQueueGoesTheOthersTakeItsKeys() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-consistent-hash", null);
        List<String> queues = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queues.add(queue(channel, exchange, "2"));
        }
        Sending sending = i -> channel.basicPublish(exchange, "key" + i, NONE, new byte[1]);
        List<Integer> before = shares(channel, queues, 400, sending);
        channel.queueDelete(queues.remove(1));
        List<Integer> after = shares(channel, queues, 400, sending);
        assertThat(after).allSatisfy(share -> assertThat(share).isPositive());
        channel.queueUnbind(queues.get(2), exchange, "2");
        assertThat(shares(channel, queues, 400, sending).get(2)).isZero();
        if (broker.target().leveret()) {
            assertThat(after.get(0)).isGreaterThanOrEqualTo(before.get(0));
            assertThat(after.get(1)).isGreaterThanOrEqualTo(before.get(2));
            assertThat(after.get(2)).isGreaterThanOrEqualTo(before.get(3));
        }
    }

    @Test
    void theFirstOfTwoBindingsToAQueueIsItsWeight() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-consistent-hash", null);
        List<String> queues = List.of(queue(channel, exchange, "10"), queue(channel, exchange, "10"));
        channel.queueBind(queues.get(0), exchange, "1000");
        List<Integer> shares =
                shares(channel, queues, 1000, i -> channel.basicPublish(exchange, "key" + i, NONE, new byte[1]));
        assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(400, 600));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0    | The binding key must be greater than 0
                    -1   | The binding key must be greater than 0
                    abc  | The binding key must be an integer: <<"abc">>
                    ''   | The binding key must be an integer: <<>>
                    1.5  | The binding key must be an integer: <<"1.5">>
                    ' 1' | The binding key must be an integer: <<" 1">>
                    é    | The binding key must be an integer: <<"é"/utf8>>
                    """)
    void consistentHashRefusesKeysThatAreNoWeights(String key, String text) throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "x-consistent-hash", null);
        queue(channel, exchange, "+5");
        String queue = queue(channel, exchange, "007");
        assertThat(Refusal.of(channel, () -> channel.queueBind(queue, exchange, key)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + text));
    }

    @Test
    void consistentHashRefusesArguments() throws Exception {
        Map<Map<String, Object>, String> texts = Map.of(
                Map.of("hash-property", "nope"),
                "Unsupported property: nope",
                Map.of("hash-header", "h", "hash-property", "nope"),
                "hash-header and hash-property are mutually exclusive");
        for (Map<String, Object> arguments : texts.keySet()) {
            Channel channel = broker.channel();
            assertThat(Refusal.of(channel, () -> exchange(channel, "x-consistent-hash", arguments)))
                    .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + texts.get(arguments)));
        }
        Channel channel = broker.channel();
        String name = broker.name("x");
        Map<String, Object> number = Map.of("hash-header", 5);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "x-consistent-hash", false, false, number)))
                .isEqualTo(
                        broker.target().leveret()
                                ? Refusal.channel(
                                        406,
                                        "PRECONDITION_FAILED - invalid type 'signedint' for arg 'hash-header' in"
                                                + " exchange '" + name + "' in vhost '/'")
                                : Refusal.connection(541, "INTERNAL_ERROR"));
    }

    @Test
    void argumentsDoNotCountWhenDeclaredAgain() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "x-consistent-hash", Map.of("hash-header", "h"));
        channel.exchangeDeclare(exchange, "x-consistent-hash", false, false, Map.of("hash-property", "nope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-random", "x-local-random"})
    void randomGivesEachQueueItsShare(String type) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, type, null);
        List<String> queues =
                List.of(queue(channel, exchange, ""), queue(channel, exchange, ""), queue(channel, exchange, ""));
        for (int round = 0; round < 2; round++) {
            List<Integer> shares =
                    shares(channel, queues, 900, i -> channel.basicPublish(exchange, "same", NONE, new byte[1]));
            assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(200, 400));
        }
    }

    @Test
    void aQueueBoundTwiceGetsTwiceAsMuchByChance() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "x-random", null);
        List<String> queues = List.of(queue(channel, exchange, "a"), queue(channel, exchange, "a"));
        channel.queueBind(queues.get(1), exchange, "b");
        List<Integer> shares =
                shares(channel, queues, 900, i -> channel.basicPublish(exchange, "same", NONE, new byte[1]));
        assertThat(shares.get(1)).isBetween(500, 700);
    }

    @Test
    void localRandomRefusesBindings() throws Exception {
        Channel setup = broker.channel();
        String exchange = exchange(setup, "x-local-random", null);
        String queue = queue(setup, exchange, "");
        String quorum = broker.name("quorum");
        setup.queueDeclare(quorum, true, false, false, Map.of("x-queue-type", "quorum"));
        String prefix = "PRECONDITION_FAILED - ";
        Channel one = broker.channel();
        assertThat(Refusal.of(one, () -> one.queueBind(queue, exchange, "ké")))
                .isEqualTo(Refusal.channel(406, prefix + "Non empty binding 'kÃ©' key not permitted"));
        Channel two = broker.channel();
        assertThat(Refusal.of(two, () -> two.queueBind(quorum, exchange, "")))
                .isEqualTo(Refusal.channel(
                        406, prefix + "Queue type rabbit_quorum_queue not valid for this exchange type"));
        Channel three = broker.channel();
        assertThat(Refusal.of(three, () -> three.exchangeBind("amq.fanout", exchange, "")))
                .isEqualTo(Refusal.channel(406, prefix + "Destination not found"));
    }

    @Test
    void modulusHashDividesKeys() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = broker.name("x");
        assumeThat(broker.target().leveret() || knows(name, "x-modulus-hash"))
                .as("the plug-in with x-modulus-hash is on")
                .isTrue();
        channel.exchangeDeclare(name, "x-modulus-hash");
        List<String> queues = List.of(queue(channel, name, "a"), queue(channel, name, "b"), queue(channel, name, ""));
        Sending sending = i -> channel.basicPublish(name, "key" + i, NONE, new byte[1]);
        List<Integer> shares = shares(channel, queues, 900, sending);
        assertThat(shares).allSatisfy(share -> assertThat(share).isBetween(220, 380));
        assertThat(shares(channel, queues, 900, sending)).isEqualTo(shares);
    }

    private boolean knows(String exchange, String type) throws Exception {
        Channel channel = broker.channel();
        try {
            channel.exchangeDeclare(exchange, type);
            return true;
        } catch (IOException e) {
            return channel.isOpen();
        }
    }
}
