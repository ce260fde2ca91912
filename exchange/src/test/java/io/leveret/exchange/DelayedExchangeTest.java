package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import io.leveret.codec.MessageProperties;
import org.junit.jupiter.api.Test;

class DelayedExchangeTest {
    private final Topology topology = new Topology("v");
    private final Route route = new Route();
    private final NamedQueue store = new NamedQueue("store");

    private Exchange declare(String inner) throws AmqpException {
        return declare(FieldTable.builder().string("x-delayed-type", inner).build());
    }

    private Exchange declare(FieldTable arguments) throws AmqpException {
        return topology.declare(
                new ExchangeDeclaration("delayed", "x-delayed-message", false, false, false, arguments));
    }

    private static MessageProperties with(FieldTable headers) {
        byte[] bytes = MessageProperties.builder().headers(headers).build();
        return new MessageProperties(bytes, bytes.length);
    }

    private static MessageProperties delay(FieldValue value) {
        return with(FieldTable.builder()
                .string("x-delay-not", "1")
                .table("t", FieldTable.builder().integer("x-delay", 7).build())
                .value("x-delay", value)
                .integer("x-delay", 99)
                .build());
    }

    private String routed(Exchange exchange, String key, MessageProperties properties) {
        topology.route(exchange, RoutingKeys.of(key), Headers.of(properties), route);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < route.size(); i++) {
            names.append(route.get(i).name()).append(' ');
        }
        return names.toString().strip();
    }

    @Test
    void whatAsksForADelayReachesTheStoreAndAllElseWhatTheInnerTypeSays() throws Exception {
        Exchange delayed = declare("topic");
        topology.addQueue(new NamedQueue("q"));
        topology.bind(new Binding("delayed", DestinationKind.QUEUE, "q", "a.*", FieldTable.EMPTY));
        delayed.store(store);
        assertThat(routed(delayed, "a.b", delay(FieldValue.of(1)))).isEqualTo("store");
        assertThat(routed(delayed, "nobody's", delay(FieldValue.of(1L)))).isEqualTo("store");
        assertThat(route.dependsOnMessage()).isTrue();
        assertThat(routed(delayed, "a.b", delay(FieldValue.of(0)))).isEqualTo("q");
        assertThat(routed(delayed, "a.b", delay(FieldValue.of(-1)))).isEqualTo("q");
        assertThat(routed(delayed, "a.b", with(null))).isEqualTo("q");
        assertThat(routed(delayed, "nobody's", with(null))).isEmpty();
        topology.route(delayed, RoutingKeys.of("a.b"), Headers.NONE, route);
        assertThat(route.dependsOnMessage()).isTrue();
    }

    @Test
    void itIsDelayedAlsoWhenItComesOverAnotherExchange() throws Exception {
        Exchange delayed = declare("fanout");
        delayed.store(store);
        topology.bind(new Binding("amq.direct", DestinationKind.EXCHANGE, "delayed", "k", FieldTable.EMPTY));
        Exchange direct = topology.exchange("amq.direct");
        assertThat(routed(direct, "k", delay(FieldValue.of(1)))).isEqualTo("store");
        assertThat(route.dependsOnMessage()).isTrue();
    }

    @Test
    void oneThatIsDeletedRoutesNowhereAndStillKnowsItsStore() throws Exception {
        Exchange delayed = declare("fanout");
        delayed.store(store);
        topology.delete(delayed);
        assertThat(routed(delayed, "", delay(FieldValue.of(1)))).isEmpty();
        assertThat(delayed.store()).isSameAs(store);
    }

    @Test
    void theInnerTypeMustBeThereAndChecksToo() {
        String prefix = "Invalid argument, ";
        assertThatThrownBy(() -> declare(FieldTable.EMPTY))
                .hasMessageContaining(prefix + "'x-delayed-type' must be an existing exchange type");
        assertThatThrownBy(() -> declare(
                        FieldTable.builder().integer("x-delayed-type", 5).build()))
                .hasMessageContaining(prefix + "'x-delayed-type' must be an existing exchange type");
        assertThatThrownBy(() -> declare("x-delayed-message"))
                .hasMessageContaining(prefix + "'x-delayed-message' can't be used for 'x-delayed-type'");
        assertThatThrownBy(() -> declare("nope")).hasMessageContaining("unknown exchange type 'nope'");
        assertThatThrownBy(() -> declare(FieldTable.builder()
                        .string("x-delayed-type", "x-recent-history")
                        .integer("x-recent-history-length", 0)
                        .build()))
                .hasMessageContaining("'x-recent-history-length' must be a positive integer");
        assertThat(topology.exchange("delayed")).isNull();
    }

    @Test
    void theInnerTypeChecksBindings() throws Exception {
        declare("x-consistent-hash");
        topology.addQueue(new NamedQueue("q"));
        assertThatThrownBy(() ->
                        topology.bind(new Binding("delayed", DestinationKind.QUEUE, "q", "heavy", FieldTable.EMPTY)))
                .hasMessageContaining("The binding key must be an integer");
    }

    @Test
    void aDelayIsANumberOfAnyType() {
        assertThat(Delay.millis(delay(FieldValue.of(5)))).isEqualTo(5);
        assertThat(Delay.millis(delay(FieldValue.of(Long.MAX_VALUE)))).isEqualTo(Long.MAX_VALUE);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.BYTE, (byte) -3))))
                .isEqualTo(-3);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.UNSIGNEDBYTE, (short) 200))))
                .isEqualTo(200);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.SHORT, (short) 300))))
                .isEqualTo(300);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.UNSIGNEDSHORT, 60_000))))
                .isEqualTo(60_000);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.UNSIGNEDINT, 4_000_000_000L))))
                .isEqualTo(4_000_000_000L);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.DOUBLE, 7.9)))).isEqualTo(7);
        assertThat(Delay.millis(delay(new FieldValue(FieldType.FLOAT, 7.9f)))).isEqualTo(7);
        assertThat(Delay.millis(delay(FieldValue.of("250")))).isEqualTo(250);
    }

    @Test
    void allElseIsNoDelay() {
        assertThat(Delay.millis(delay(FieldValue.of("soon")))).isZero();
        assertThat(Delay.millis(delay(FieldValue.of("")))).isZero();
        assertThat(Delay.millis(delay(FieldValue.of("99999999999999999999")))).isZero();
        assertThat(Delay.millis(delay(FieldValue.of(true)))).isZero();
        assertThat(Delay.millis(delay(FieldValue.ofTimestamp(5)))).isZero();
        assertThat(Delay.millis(delay(FieldValue.VOID))).isZero();
        assertThat(Delay.millis(delay(new FieldValue(FieldType.BINARY, LongString.of("5")))))
                .isZero();
        assertThat(Delay.millis(with(null))).isZero();
        assertThat(Delay.millis(null)).isZero();
    }

    @Test
    void aDelayThatIsOverIsNegative() {
        FieldTable headers =
                FieldTable.builder().integer("x-delay", 5).string("a", "b").build();
        assertThat(Delay.over(headers, 5))
                .isEqualTo(FieldTable.builder()
                        .string("a", "b")
                        .longInteger("x-delay", -5)
                        .build());
    }
}
