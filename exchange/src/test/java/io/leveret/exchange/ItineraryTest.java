package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItineraryTest {
    private final Topology topology = new Topology("v");

    private Exchange exchange(String name, String type, FieldTable arguments) throws AmqpException {
        return topology.declare(new ExchangeDeclaration(name, type, false, false, false, arguments));
    }

    private void bind(String source, DestinationKind kind, String destination, String key) throws AmqpException {
        topology.bind(new Binding(source, kind, destination, key, FieldTable.EMPTY));
    }

    private Itinerary way(String exchange, String key) {
        return topology.itinerary(topology.exchange(exchange), RoutingKeys.of(key), Headers.NONE);
    }

    private static String text(Itinerary.Leg leg) {
        List<String> keys = leg.bindings().stream().map(Binding::routingKey).toList();
        return leg.from().name() + " " + keys + " " + leg.to() + (leg.alternate() ? " as alternate" : "");
    }

    @Test
    void eachLegNamesTheBindingsThatLeadThereAlone() throws Exception {
        exchange("in", "topic", FieldTable.EMPTY);
        exchange("out", "fanout", FieldTable.EMPTY);
        topology.addQueue(new NamedQueue("q"));
        topology.addQueue(new NamedQueue("r"));
        bind("in", DestinationKind.EXCHANGE, "out", "a.#");
        bind("in", DestinationKind.EXCHANGE, "out", "*.b");
        bind("in", DestinationKind.EXCHANGE, "out", "c");
        bind("out", DestinationKind.QUEUE, "q", "");
        bind("in", DestinationKind.QUEUE, "r", "c");
        Itinerary way = way("in", "a.b");
        assertThat(way.queues()).extracting(QueueDestination::name).containsExactly("q");
        assertThat(way.legs()).extracting(ItineraryTest::text).containsExactly("in [a.#, *.b] out", "out [] q");
    }

    @Test
    void whatNobodyTakesGoesToTheAlternateExchange() throws Exception {
        exchange(
                "in",
                "direct",
                FieldTable.builder().string("alternate-exchange", "rest").build());
        exchange("rest", "fanout", FieldTable.EMPTY);
        topology.addQueue(new NamedQueue("q"));
        bind("rest", DestinationKind.QUEUE, "q", "");
        assertThat(way("in", "k").legs())
                .extracting(ItineraryTest::text)
                .containsExactly("in [] rest as alternate", "rest [] q");
    }

    @Test
    void theDefaultExchangeLeadsByName() throws Exception {
        topology.addQueue(new NamedQueue("q"));
        assertThat(way("", "q").legs()).extracting(ItineraryTest::text).containsExactly(" [] q");
        assertThat(way("", "p").queues()).isEmpty();
    }

    @Test
    void aCircleEnds() throws Exception {
        exchange("a", "fanout", FieldTable.EMPTY);
        exchange("b", "fanout", FieldTable.EMPTY);
        bind("a", DestinationKind.EXCHANGE, "b", "");
        bind("b", DestinationKind.EXCHANGE, "a", "");
        bind("a", DestinationKind.EXCHANGE, "a", "self");
        assertThat(way("a", "").legs()).extracting(Itinerary.Leg::to).containsExactlyInAnyOrder("b", "a", "a");
    }

    @Test
    void whatIsHeldBackSaysSo() throws Exception {
        Exchange delayed = exchange(
                "d",
                "x-delayed-message",
                FieldTable.builder().string("x-delayed-type", "fanout").build());
        delayed.store(new NamedQueue("d"));
        byte[] properties = MessageProperties.builder()
                .headers(FieldTable.builder().integer("x-delay", 5).build())
                .build();
        Itinerary way = topology.itinerary(
                delayed, RoutingKeys.of(""), Headers.of(new MessageProperties(properties, properties.length)));
        assertThat(way.heldBackBy()).containsExactly(delayed);
        assertThat(way.queues()).isEmpty();
        assertThat(way.legs()).isEmpty();
    }

    @Test
    void chanceIsNamed() throws Exception {
        exchange("x", "x-random", FieldTable.EMPTY);
        topology.addQueue(new NamedQueue("q"));
        bind("x", DestinationKind.QUEUE, "q", "");
        assertThat(way("x", "").byChance()).isTrue();
        assertThat(way("x", "").queues()).hasSize(1);
    }
}
