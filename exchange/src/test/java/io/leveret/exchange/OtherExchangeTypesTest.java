package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code x-random, x-local-random, x-modulus-hash, x-recent-history}. */
class OtherExchangeTypesTest {
    private final Topology topology = new Topology("v");
    private final Route route = new Route();

    private Exchange declare(String type, FieldTable arguments) throws AmqpException {
        return topology.declare(new ExchangeDeclaration(type, type, false, false, false, arguments));
    }

    private void bind(String exchange, String queue, String key) throws AmqpException {
        topology.bind(new Binding(exchange, DestinationKind.QUEUE, queue, key, FieldTable.EMPTY));
    }

    private Map<String, Integer> shares(Exchange exchange, int messages) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < messages; i++) {
            topology.route(exchange, RoutingKeys.of("key"), Headers.NONE, route);
            shares.merge(route.get(0).name(), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void randomGivesEachBindingItsShare() throws Exception {
        Exchange random = declare("x-random", FieldTable.EMPTY);
        topology.addQueue(new NamedQueue("once"));
        topology.addQueue(new NamedQueue("twice"));
        bind("x-random", "once", "a");
        shares(random, 1);
        assertThat(route.dependsOnMessage()).isFalse();
        bind("x-random", "twice", "a");
        bind("x-random", "twice", "b");
        Map<String, Integer> shares = shares(random, 3000);
        assertThat(route.dependsOnMessage()).isTrue();
        assertThat(shares.get("once")).isBetween(800, 1200);
        assertThat(shares.get("twice")).isEqualTo(3000 - shares.get("once"));
    }

    @Test
    void localRandomTakesClassicQueuesWithEmptyKeys() throws Exception {
        Exchange random = declare("x-local-random", FieldTable.EMPTY);
        topology.addQueue(new NamedQueue("q"));
        topology.addQueue(new NamedQueue("replicated", "quorum"));
        assertThatThrownBy(() -> bind("x-local-random", "q", "ké"))
                .hasMessageContaining("Non empty binding 'kÃ©' key not permitted");
        assertThatThrownBy(() -> bind("x-local-random", "replicated", ""))
                .hasMessageContaining("Queue type rabbit_quorum_queue not valid for this exchange type");
        assertThatThrownBy(() -> topology.bind(
                        new Binding("x-local-random", DestinationKind.EXCHANGE, "amq.fanout", "", FieldTable.EMPTY)))
                .hasMessageContaining("Destination not found");
        bind("x-local-random", "q", "");
        assertThat(shares(random, 10)).isEqualTo(Map.of("q", 10));
    }

    @Test
    void modulusHashGoesByAllKeys() throws Exception {
        Exchange modulus = declare("x-modulus-hash", FieldTable.EMPTY);
        for (int i = 0; i < 10; i++) {
            topology.addQueue(new NamedQueue("q" + i));
            bind("x-modulus-hash", "q" + i, "");
        }
        Map<String, Integer> byKey = new HashMap<>();
        Map<String, Integer> byCopy = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            topology.route(modulus, RoutingKeys.of("key" + i), Headers.NONE, route);
            byKey.merge(route.get(0).name(), 1, Integer::sum);
            topology.route(modulus, RoutingKeys.of("key", List.of("copy" + i)), Headers.NONE, route);
            assertThat(route.size()).isEqualTo(1);
            byCopy.merge(route.get(0).name(), 1, Integer::sum);
        }
        assertThat(byKey).hasSize(10);
        assertThat(byKey.values()).allSatisfy(share -> assertThat(share).isBetween(60, 140));
        assertThat(byCopy).hasSize(10);
        assertThat(route.dependsOnMessage()).isFalse();
    }

    @Test
    void recentHistorySaysHowMuchItKeeps() throws Exception {
        assertThat(topology.exchange("amq.fanout").historyLength()).isZero();
        assertThat(declare("x-recent-history", FieldTable.EMPTY).historyLength())
                .isEqualTo(20);
        assertThat(topology.declare(withLength("five", FieldValue.of(5))).historyLength())
                .isEqualTo(5);
        assertThat(topology.declare(withLength("many", FieldValue.of(1L << 40))).historyLength())
                .isEqualTo(Integer.MAX_VALUE);
    }

    private static ExchangeDeclaration withLength(String name, FieldValue length) {
        FieldTable arguments =
                FieldTable.builder().value("x-recent-history-length", length).build();
        return new ExchangeDeclaration(name, "x-recent-history", false, false, false, arguments);
    }

    @Test
    void recentHistoryRefusesOtherLengths() {
        Map<FieldValue, String> texts = Map.of(
                FieldValue.of(0),
                "0",
                FieldValue.of(-1),
                "-1",
                FieldValue.of("5"),
                "<<\"5\">>",
                FieldValue.of(true),
                "true",
                FieldValue.VOID,
                "undefined");
        texts.forEach((length, text) -> assertThatThrownBy(() -> topology.declare(withLength("x", length)))
                .hasMessageContaining(
                        "Invalid argument " + text + ", 'x-recent-history-length' must be a positive integer"));
    }
}
