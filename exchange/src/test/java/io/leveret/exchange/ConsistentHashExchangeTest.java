package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.PropertiesBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashExchangeTest {
    private final Topology topology = new Topology("v");
    private final Route route = new Route();
    private Exchange exchange;

    private void declare(FieldTable arguments) throws AmqpException {
        exchange = topology.declare(new ExchangeDeclaration("x", "x-consistent-hash", false, false, false, arguments));
    }

    private void bind(String queue, String weight) throws AmqpException {
        if (topology.queue(queue) == null) {
            topology.addQueue(new NamedQueue(queue));
        }
        topology.bind(new Binding("x", DestinationKind.QUEUE, queue, weight, FieldTable.EMPTY));
    }

    private String routed(String key, Headers headers) {
        topology.route(exchange, RoutingKeys.of(key), headers, route);
        assertThat(route.size()).isEqualTo(1);
        return route.get(0).name();
    }

    private Map<String, Integer> shares(int messages) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < messages; i++) {
            shares.merge(routed(Integer.toString(i), Headers.NONE), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void weightsDivideTheKeys() throws Exception {
        declare(FieldTable.EMPTY);
        bind("one", "1");
        bind("two", "2");
        bind("seven", "7");
        bind("also seven", "7");
        bind("thirteen", "13");
        int messages = 60_000;
        Map<String, Integer> shares = shares(messages);
        // Four standard deviations; keys are fixed, so this never fails by chance.
        Map.of("one", 1, "two", 2, "seven", 7, "also seven", 7, "thirteen", 13).forEach((queue, weight) -> {
            double share = weight / 30.0;
            int margin = (int) (4 * Math.sqrt(messages * share * (1 - share)));
            assertThat(shares.get(queue)).as(queue).isCloseTo((int) (messages * share), within(margin));
        });
    }

    @Test
    void aThousandQueuesOfOneWeightAreEven() throws Exception {
        declare(FieldTable.EMPTY);
        for (int i = 0; i < 1000; i++) {
            bind("queue " + i, "10");
        }
        Map<String, Integer> shares = shares(100_000);
        assertThat(shares).hasSize(1000);
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(50, 150));
    }

    /** Which queue a key belongs to is kept over restarts and versions: if this fails, keys change their queues. */
    @Test
    void theHashStaysWhatItIs() throws Exception {
        declare(FieldTable.EMPTY);
        bind("a", "1");
        bind("b", "2");
        bind("c", "3");
        StringBuilder owners = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            owners.append(routed("key" + i, Headers.NONE));
        }
        assertThat(owners).hasToString("bcccbcccabcaccccbcaaccab");
        assertThat(KeyHash.of("key")).isEqualTo(0x487eb6f7e0ea7e7cL);
    }

    @Test
    void theFirstBindingToAQueueCounts() throws Exception {
        declare(FieldTable.EMPTY);
        bind("a", "1");
        bind("b", "1");
        bind("b", "1000000");
        assertThat(shares(1000).get("a")).isBetween(400, 600);
        topology.unbind(new Binding("x", DestinationKind.QUEUE, "b", "1", FieldTable.EMPTY));
        assertThat(shares(1000)).isEqualTo(Map.of("b", 1000));
    }

    @Test
    void goesByAHeader() throws Exception {
        declare(FieldTable.builder().string("hash-header", "h").build());
        for (int i = 0; i < 20; i++) {
            bind("q" + i, "1");
        }
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            FieldTable headers = FieldTable.builder().integer("h", i).build();
            String queue = routed("same", () -> headers);
            assertThat(route.dependsOnMessage()).isTrue();
            assertThat(routed("other", () -> headers)).isEqualTo(queue);
            shares.merge(queue, 1, Integer::sum);
        }
        assertThat(shares).hasSize(20);
        String none = routed("a", Headers.NONE);
        assertThat(routed("b", () -> null)).isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_id", "correlation_id", "timestamp"})
    void goesByAProperty(String property) throws Exception {
        declare(FieldTable.builder().string("hash-property", property).build());
        for (int i = 0; i < 20; i++) {
            bind("q" + i, "1");
        }
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            PropertiesBuilder builder = MessageProperties.builder();
            switch (property) {
                case "message_id" -> builder.messageId("id" + i);
                case "correlation_id" -> builder.correlationId("id" + i);
                default -> builder.timestamp((long) i);
            }
            byte[] bytes = builder.build();
            Headers headers = Headers.of(new MessageProperties(bytes, bytes.length));
            String queue = routed("same", headers);
            assertThat(route.dependsOnMessage()).isTrue();
            assertThat(routed("other", headers)).isEqualTo(queue);
            shares.merge(queue, 1, Integer::sum);
        }
        assertThat(shares).hasSize(20);
        assertThat(routed("a", Headers.NONE)).isEqualTo(routed("b", Headers.NONE));
    }

    @Test
    void byKeyItMayBeCached() throws Exception {
        declare(FieldTable.EMPTY);
        bind("a", "1");
        bind("b", "1");
        routed("key", Headers.NONE);
        assertThat(route.dependsOnMessage()).isFalse();
        assertThat(route.steps()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "+5", "007", "10000000", "99999999999999999999999999"})
    void takesWeights(String weight) throws Exception {
        declare(FieldTable.EMPTY);
        bind("q", weight);
        assertThat(routed("key", Headers.NONE)).isEqualTo("q");
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
                    a"b  | The binding key must be an integer: <<"a\\"b">>
                    """)
    void refusesOtherKeys(String key, String text) throws Exception {
        declare(FieldTable.EMPTY);
        assertThatThrownBy(() -> bind("q", key))
                .isInstanceOf(AmqpException.class)
                .hasMessageContaining(text);
    }

    @Test
    void refusesArguments() {
        FieldTable both = FieldTable.builder()
                .string("hash-header", "h")
                .string("hash-property", "nope")
                .build();
        assertThatThrownBy(() -> declare(both))
                .hasMessageContaining("hash-header and hash-property are mutually exclusive");
        FieldTable nope = FieldTable.builder().string("hash-property", "nope").build();
        assertThatThrownBy(() -> declare(nope)).hasMessageContaining("Unsupported property: nope");
        FieldTable number = FieldTable.builder().integer("hash-header", 5).build();
        assertThatThrownBy(() -> declare(number))
                .hasMessageContaining("invalid type 'signedint' for arg 'hash-header' in exchange 'x' in vhost 'v'");
        assertThat(topology.exchange("x")).isNull();
    }

    @Test
    void anExchangeAndAQueueOfOneNameAreTwo() throws Exception {
        declare(FieldTable.EMPTY);
        topology.declare(new ExchangeDeclaration("twin", "fanout", false, false, false, FieldTable.EMPTY));
        topology.bind(new Binding("x", DestinationKind.EXCHANGE, "twin", "1", FieldTable.EMPTY));
        bind("twin", "1");
        int toQueue = 0;
        for (int i = 0; i < 1000; i++) {
            topology.route(exchange, RoutingKeys.of("k" + i), Headers.NONE, route);
            toQueue += route.size();
        }
        assertThat(toQueue).isBetween(400, 600);
    }

    @Test
    void valuesOfHeadersCountAsText() throws Exception {
        declare(FieldTable.builder().string("hash-header", "h").build());
        for (int i = 0; i < 50; i++) {
            bind("q" + i, "1");
        }
        FieldTable number = FieldTable.builder().integer("h", 42).build();
        FieldTable text = FieldTable.builder().string("h", "42").build();
        FieldTable nothing = FieldTable.builder().value("h", FieldValue.VOID).build();
        assertThat(routed("k", () -> number)).isEqualTo(routed("k", () -> text));
        assertThat(routed("k", () -> nothing)).isEqualTo(routed("k", Headers.NONE));
    }
}
