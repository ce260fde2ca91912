package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private final Topology topology = new Topology("/");
    private final Route route = new Route();

    private Exchange declare(String name, String type, boolean autoDelete, String alternate) throws AmqpException {
        FieldTable arguments = alternate == null
                ? null
                : FieldTable.builder().string("alternate-exchange", alternate).build();
        return topology.declare(new ExchangeDeclaration(name, type, false, autoDelete, false, arguments));
    }

    private Exchange fanout(String name) throws AmqpException {
        return declare(name, "fanout", false, null);
    }

    private NamedQueue queue(String name) {
        NamedQueue queue = new NamedQueue(name);
        topology.addQueue(queue);
        return queue;
    }

    private Binding toQueue(String source, String queue, String key) {
        return new Binding(source, DestinationKind.QUEUE, queue, key, null);
    }

    private Binding toExchange(String source, String destination, String key) {
        return new Binding(source, DestinationKind.EXCHANGE, destination, key, null);
    }

    private List<String> routed(String exchange, RoutingKeys keys) {
        topology.route(topology.exchange(exchange), keys, Headers.NONE, route);
        return List.copyOf(NamedQueue.namesIn(route));
    }

    private List<String> routed(String exchange, String key) {
        return routed(exchange, RoutingKeys.of(key));
    }

    @Test
    void everyVirtualHostStartsWithTheSystemExchanges() {
        assertThat(topology.exchanges())
                .extracting(Exchange::name, Exchange::type, Exchange::internal)
                .containsExactlyInAnyOrder(
                        tuple("", "direct", false),
                        tuple("amq.direct", "direct", false),
                        tuple("amq.fanout", "fanout", false),
                        tuple("amq.topic", "topic", false),
                        tuple("amq.headers", "headers", false),
                        tuple("amq.match", "headers", false),
                        tuple("amq.rabbitmq.trace", "topic", true));
        assertThat(topology.exchanges()).allMatch(Exchange::durable).noneMatch(Exchange::autoDelete);
        assertThat(topology.exchanges()).extracting(Exchange::id).doesNotHaveDuplicates();
    }

    @Test
    void theDefaultExchangeRoutesByQueueName() {
        queue("q1");
        queue("q2");
        assertThat(routed("", "q1")).containsExactly("q1");
        assertThat(routed("", "nope")).isEmpty();
        assertThat(routed("", RoutingKeys.of("q1", List.of("q2", "q1", "nope"))))
                .containsExactly("q1", "q2");
        assertThat(route.exchangeAt(0)).isSameAs(topology.exchange(""));
    }

    @Test
    void aQueueThatIsGoneIsNotReached() throws AmqpException {
        NamedQueue queue = queue("q");
        topology.bind(toQueue("amq.direct", "q", "k"));
        assertThat(topology.removeQueue(new NamedQueue("q")).isEmpty()).isTrue();
        assertThat(topology.queue("q")).isSameAs(queue);
        assertThat(topology.removeQueue(queue).bindings()).containsExactly(toQueue("amq.direct", "q", "k"));
        assertThat(routed("", "q")).isEmpty();
        assertThat(routed("amq.direct", "k")).isEmpty();
        assertThat(topology.bindings()).isEmpty();
        queue("q");
        assertThat(routed("amq.direct", "k")).isEmpty();
    }

    @Test
    void aQueueNameIsTakenOnce() {
        queue("q");
        assertThatThrownBy(() -> queue("q")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bindingTwiceIsOneBinding() throws AmqpException {
        queue("q");
        Binding ordered = new Binding(
                "amq.direct",
                DestinationKind.QUEUE,
                "q",
                "k",
                FieldTable.builder().integer("a", 1).integer("b", 2).build());
        Binding reversed = new Binding(
                "amq.direct",
                DestinationKind.QUEUE,
                "q",
                "k",
                FieldTable.builder().integer("b", 2).integer("a", 1).build());
        assertThat(topology.bind(reversed)).isTrue();
        assertThat(topology.bind(ordered)).isFalse();
        assertThat(topology.bindingsTo(DestinationKind.QUEUE, "q")).hasSize(2).contains(ordered);
        assertThat(topology.isBound(reversed)).isTrue();
        assertThat(topology.unbind(reversed).bindings()).containsExactly(ordered);
        assertThat(topology.isBound(ordered)).isFalse();
        assertThat(topology.unbind(ordered).isEmpty()).isTrue();
        assertThat(routed("amq.direct", "k")).isEmpty();
    }

    /** RabbitMQ 4.0.5 behaviour: 1 as signedint and as long are two arguments. */
    @Test
    void argumentsOfAnotherTypeMakeAnotherBinding() throws AmqpException {
        queue("q");
        FieldTable asInt = FieldTable.builder().integer("a", 1).build();
        FieldTable asLong = FieldTable.builder().longInteger("a", 1).build();
        topology.bind(new Binding("amq.direct", DestinationKind.QUEUE, "q", "k", asInt));
        assertThat(topology.unbind(new Binding("amq.direct", DestinationKind.QUEUE, "q", "k", asLong))
                        .isEmpty())
                .isTrue();
        assertThat(routed("amq.direct", "k")).containsExactly("q");
    }

    @Test
    void unbindingWhatIsMissingDoesNothing() throws AmqpException {
        assertThat(topology.isBound(toQueue("nox", "noq", "k"))).isFalse();
        assertThat(topology.unbind(toQueue("nox", "noq", "k")).isEmpty()).isTrue();
        declare("ad", "fanout", true, null);
        assertThat(topology.unbind(toQueue("ad", "noq", "k")).isEmpty()).isTrue();
        assertThat(topology.exchange("ad")).isNotNull();
    }

    @Test
    void listsHaveTheImplicitBindingsFirst() throws AmqpException {
        queue("q");
        fanout("f");
        Binding implicit = toQueue("", "q", "q");
        Binding explicit = toQueue("f", "q", "k");
        Binding between = toExchange("f", "amq.fanout", "");
        topology.bind(explicit);
        topology.bind(between);
        assertThat(topology.bindings()).containsExactly(implicit, explicit, between);
        assertThat(topology.explicitBindings()).containsExactly(explicit, between);
        assertThat(topology.bindingsFrom(topology.exchange(""))).containsExactly(implicit);
        assertThat(topology.bindingsFrom(topology.exchange("f"))).containsExactly(explicit, between);
        assertThat(topology.bindingsTo(DestinationKind.QUEUE, "q")).containsExactly(implicit, explicit);
        assertThat(topology.bindingsTo(DestinationKind.EXCHANGE, "amq.fanout")).containsExactly(between);
        assertThat(topology.bindingsTo(DestinationKind.QUEUE, "nope")).isEmpty();
        assertThat(topology.inUse(topology.exchange("f"))).isTrue();
        assertThat(topology.inUse(topology.exchange("amq.fanout"))).isFalse();
    }

    @Test
    void autoDeleteGoesWithTheLastBindingAlongTheChain() throws AmqpException {
        queue("q");
        Exchange first = declare("first", "fanout", true, null);
        Exchange second = declare("second", "fanout", true, null);
        topology.bind(toExchange("first", "second", ""));
        topology.bind(toQueue("second", "q", ""));
        topology.bind(toQueue("second", "q", "again"));
        assertThat(topology.unbind(toQueue("second", "q", "again")).exchanges()).isEmpty();
        Removed removed = topology.unbind(toQueue("second", "q", ""));
        assertThat(removed.exchanges()).containsExactly(second, first);
        assertThat(removed.bindings()).containsExactly(toQueue("second", "q", ""), toExchange("first", "second", ""));
        assertThat(topology.exchange("first")).isNull();
        assertThat(topology.exchange("second")).isNull();
        assertThat(topology.queue("q")).isNotNull();
    }

    @Test
    void aLongChainOfAutoDeleteExchangesGoesToo() throws AmqpException {
        NamedQueue queue = queue("q");
        int length = 20_000;
        for (int i = 0; i < length; i++) {
            declare("x" + i, "fanout", true, null);
            topology.bind(i == 0 ? toQueue("x0", "q", "") : toExchange("x" + i, "x" + (i - 1), ""));
        }
        assertThat(topology.removeQueue(queue).exchanges()).hasSize(length);
        assertThat(topology.explicitBindings()).isEmpty();
    }

    /** RabbitMQ 4.0.5 behaviour. */
    @Test
    void autoDeleteStaysWhileBoundToItselfOrOnlyAsADestination() throws AmqpException {
        queue("q");
        Exchange self = declare("self", "fanout", true, null);
        topology.bind(toExchange("self", "self", ""));
        topology.bind(toQueue("self", "q", ""));
        assertThat(topology.unbind(toQueue("self", "q", "")).exchanges()).isEmpty();
        Exchange target = declare("target", "fanout", true, null);
        Exchange source = fanout("source");
        topology.bind(toExchange("source", "target", ""));
        assertThat(topology.delete(source).exchanges()).containsExactly(source);
        assertThat(topology.exchange("target")).isSameAs(target);
        assertThat(topology.delete(self).bindings()).containsExactly(toExchange("self", "self", ""));
    }

    @Test
    void deletingADestinationTakesItsAutoDeleteSource() throws AmqpException {
        Exchange source = declare("source", "fanout", true, null);
        Exchange target = fanout("target");
        topology.bind(toExchange("source", "target", ""));
        assertThat(topology.delete(target).exchanges()).containsExactly(target, source);
        assertThat(topology.delete(target).isEmpty()).isTrue();
    }

    @Test
    void aDeletedExchangeRoutesNowhereAndItsNameIsFree() throws AmqpException {
        queue("q");
        Exchange old = fanout("f");
        topology.bind(toQueue("f", "q", ""));
        topology.delete(old);
        topology.route(old, RoutingKeys.of(""), Headers.NONE, route);
        assertThat(route.size()).isZero();
        Exchange young = declare("f", "direct", false, null);
        assertThat(young.id()).isNotEqualTo(old.id());
        assertThat(topology.delete(old).isEmpty()).isTrue();
        assertThat(topology.exchange("f")).isSameAs(young);
    }

    @Test
    void theDefaultExchangeCannotBeDeleted() {
        assertThatThrownBy(() -> topology.delete(topology.exchange(""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cyclesOfExchangesEnd() throws AmqpException {
        queue("q");
        fanout("a");
        fanout("b");
        topology.bind(toExchange("a", "b", ""));
        topology.bind(toExchange("b", "a", ""));
        topology.bind(toExchange("b", "b", ""));
        topology.bind(toQueue("a", "q", ""));
        topology.bind(toQueue("b", "q", ""));
        assertThat(routed("a", "")).containsExactly("q");
        assertThat(route.exchangeCount()).isEqualTo(2);
        assertThat(route.exchangeAt(1)).isSameAs(topology.exchange("b"));
    }

    @Test
    void theAlternateGetsWhatMatchesNoBinding() throws AmqpException {
        queue("q");
        queue("q2");
        declare("main", "direct", false, "spare");
        assertThat(routed("main", "k")).isEmpty();
        fanout("spare");
        topology.bind(toQueue("spare", "q", ""));
        topology.bind(toQueue("main", "q2", "known"));
        assertThat(routed("main", "k")).containsExactly("q");
        assertThat(routed("main", "known")).containsExactly("q2");
        assertThat(routed("main", RoutingKeys.of("k", List.of("known")))).containsExactly("q2");
    }

    /** RabbitMQ 4.0.5 behaviour. */
    @Test
    void alternatesFormChainsAndCyclesThatEnd() throws AmqpException {
        queue("q");
        declare("c1", "direct", false, "c2");
        declare("c2", "direct", false, "c3");
        declare("c3", "fanout", false, "c1");
        assertThat(routed("c1", "k")).isEmpty();
        assertThat(route.exchangeCount()).isEqualTo(3);
        topology.bind(toQueue("c3", "q", ""));
        assertThat(routed("c1", "k")).containsExactly("q");
    }

    /** RabbitMQ 4.0.5 behaviour: a matching binding keeps the alternate out, whatever comes of it. */
    @Test
    void aBindingToAnExchangeThatLeadsNowhereCountsAsMatched() throws AmqpException {
        queue("q");
        declare("main", "direct", false, "spare");
        fanout("spare");
        fanout("dead-end");
        topology.bind(toQueue("spare", "q", ""));
        topology.bind(toExchange("main", "dead-end", "k"));
        topology.bind(toExchange("main", "main", "self"));
        assertThat(routed("main", "k")).isEmpty();
        assertThat(routed("main", "self")).isEmpty();
        assertThat(routed("main", "other")).containsExactly("q");
    }

    /** RabbitMQ 4.0.5 behaviour: the default exchange has no bindings to be found by when it is an alternate. */
    @Test
    void theDefaultExchangeAsAnAlternateRoutesNowhere() throws AmqpException {
        queue("q");
        declare("main", "direct", false, "");
        assertThat(routed("main", "q")).isEmpty();
    }

    @Test
    void aPolicySetsTheAlternateUnlessTheArgumentDoes() throws AmqpException {
        queue("q");
        fanout("spare");
        topology.bind(toQueue("spare", "q", ""));
        Exchange plain = declare("plain", "direct", false, null);
        Exchange fixed = declare("fixed", "direct", false, "nowhere");
        plain.alternateByPolicy("spare");
        fixed.alternateByPolicy("spare");
        assertThat(routed("plain", "k")).containsExactly("q");
        assertThat(routed("fixed", "k")).isEmpty();
        plain.alternateByPolicy(null);
        assertThat(routed("plain", "k")).isEmpty();
    }

    @Test
    void headersAreDecodedOncePerRouteAndOnlyWhenAskedFor() throws AmqpException {
        queue("q");
        fanout("in");
        AtomicInteger decoded = new AtomicInteger();
        Headers headers = () -> {
            decoded.incrementAndGet();
            return FieldTable.builder().value("k", FieldValue.of(1)).build();
        };
        FieldTable demand = FieldTable.builder().integer("k", 1).build();
        topology.bind(toExchange("in", "amq.headers", ""));
        topology.bind(toExchange("in", "amq.match", ""));
        topology.route(topology.exchange("in"), RoutingKeys.of(""), headers, route);
        assertThat(decoded).hasValue(0);
        assertThat(route.dependsOnMessage()).isFalse();
        topology.bind(new Binding("amq.headers", DestinationKind.QUEUE, "q", "", demand));
        topology.bind(new Binding("amq.match", DestinationKind.QUEUE, "q", "", demand));
        topology.route(topology.exchange("in"), RoutingKeys.of(""), headers, route);
        assertThat(decoded).hasValue(1);
        assertThat(route.dependsOnMessage()).isTrue();
        assertThat(NamedQueue.namesIn(route)).containsExactly("q");
        assertThat(routed("in", "")).isEmpty();
    }

    @Test
    void aMessageMayHaveNoHeaderTable() throws AmqpException {
        queue("q");
        topology.bind(new Binding("amq.headers", DestinationKind.QUEUE, "q", "", FieldTable.EMPTY));
        topology.bind(new Binding(
                "amq.headers",
                DestinationKind.QUEUE,
                "q",
                "",
                FieldTable.builder().integer("a", 1).build()));
        topology.route(topology.exchange("amq.headers"), RoutingKeys.of(""), () -> null, route);
        assertThat(NamedQueue.namesIn(route)).containsExactly("q");
    }

    @Test
    void tenThousandDestinationsThenOne() throws AmqpException {
        fanout("wide");
        for (int i = 0; i < 10_000; i++) {
            queue("q" + i);
            topology.bind(toQueue("wide", "q" + i, ""));
            topology.bind(toQueue("wide", "q" + i, "again"));
        }
        assertThat(routed("wide", "")).hasSize(10_000);
        assertThat(routed("", "q7")).containsExactly("q7");
        route.clear();
        assertThat(route.size()).isZero();
        assertThat(route.exchangeCount()).isZero();
    }
}
