package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One run of random changes to a topology and to the naive model of it, compared after each. */
final class TopologyRun {
    private static final String[] KEYS = {"", "a", "b", "a.b", "a.*", "#", "*.b", "a.#"};
    private static final String[] TYPES = {"direct", "fanout", "topic", "headers", "x-recent-history"};
    private static final int NAMES = 6;

    private final Topology topology = new Topology("/");
    private final TopologyModel model = new TopologyModel();
    private final Map<String, NamedQueue> queues = new HashMap<>();
    private final Route route = new Route();
    private final Random random;

    TopologyRun(Random random) {
        this.random = random;
    }

    void steps(int count) throws AmqpException {
        for (int step = 0; step < count; step++) {
            change();
            compare();
        }
        takeAllDown();
    }

    private String anyExchange() {
        return "x" + random.nextInt(NAMES);
    }

    private String anyQueue() {
        return "q" + random.nextInt(NAMES);
    }

    private void change() throws AmqpException {
        switch (random.nextInt(10)) {
            case 0, 1 -> declare();
            case 2 -> addQueue();
            case 3 -> removeQueue(anyQueue());
            case 4 -> delete(anyExchange());
            case 5, 6 -> unbind();
            default -> bind();
        }
    }

    private void declare() throws AmqpException {
        FieldTable arguments = random.nextBoolean()
                ? FieldTable.EMPTY
                : FieldTable.builder()
                        .string("alternate-exchange", anyExchange())
                        .build();
        ExchangeDeclaration declaration = new ExchangeDeclaration(
                anyExchange(), TYPES[random.nextInt(TYPES.length)], false, random.nextBoolean(), false, arguments);
        if (model.exchanges.putIfAbsent(declaration.name(), declaration) == null) {
            topology.declare(declaration);
        }
    }

    private void addQueue() {
        NamedQueue queue = new NamedQueue(anyQueue());
        if (queues.putIfAbsent(queue.name(), queue) == null) {
            topology.addQueue(queue);
            model.queues.add(queue.name());
        }
    }

    private void removeQueue(String name) {
        NamedQueue queue = queues.remove(name);
        if (queue != null) {
            Set<Binding> before = new HashSet<>(model.bindings);
            model.removeQueue(name);
            compareRemoved(before, topology.removeQueue(queue));
        }
    }

    private void delete(String name) {
        Exchange exchange = topology.exchange(name);
        if (exchange != null) {
            Set<Binding> before = new HashSet<>(model.bindings);
            model.deleteExchange(name);
            compareRemoved(before, topology.delete(exchange));
        }
    }

    private void bind() throws AmqpException {
        Binding binding = anyBinding();
        if (model.canBind(binding)) {
            assertThat(topology.bind(binding)).isEqualTo(model.bindings.add(binding));
        } else {
            assertThatThrownBy(() -> topology.bind(binding)).isInstanceOf(AmqpException.class);
        }
    }

    private void unbind() {
        boolean known = !model.bindings.isEmpty() && random.nextInt(4) > 0;
        Binding binding = known ? List.copyOf(model.bindings).get(random.nextInt(model.bindings.size())) : anyBinding();
        Set<Binding> before = new HashSet<>(model.bindings);
        model.removeBindings(List.of(binding));
        compareRemoved(before, topology.unbind(binding));
    }

    private Binding anyBinding() {
        boolean toQueue = random.nextInt(3) > 0;
        return new Binding(
                anyExchange(),
                toQueue ? DestinationKind.QUEUE : DestinationKind.EXCHANGE,
                toQueue ? anyQueue() : anyExchange(),
                KEYS[random.nextInt(KEYS.length)],
                random.nextBoolean() ? FieldTable.EMPTY : anyTable(true));
    }

    private FieldTable anyTable(boolean match) {
        FieldTable.Builder table = FieldTable.builder();
        if (random.nextBoolean()) {
            table.integer("a", random.nextInt(2));
        }
        if (random.nextBoolean()) {
            table.integer("b", random.nextInt(2));
        }
        if (match && random.nextBoolean()) {
            table.string("x-match", random.nextBoolean() ? "any" : "all");
        }
        return table.build();
    }

    private void compareRemoved(Set<Binding> before, Removed removed) {
        before.removeAll(model.bindings);
        assertThat(removed.bindings()).doesNotHaveDuplicates();
        assertThat(new HashSet<>(removed.bindings())).isEqualTo(before);
        for (Exchange exchange : removed.exchanges()) {
            assertThat(model.exchanges).doesNotContainKey(exchange.name());
            assertThat(exchange.index().isEmpty()).isTrue();
            assertThat(exchange.asDestination.inbound()).isEmpty();
        }
    }

    private void compare() {
        Set<String> names = new TreeSet<>();
        for (Exchange exchange : topology.exchanges()) {
            if (exchange.name().startsWith("x")) {
                names.add(exchange.name());
                assertThat(topology.inUse(exchange)).isEqualTo(model.isSource(exchange.name()));
                assertThat(exchange.index().isEmpty()).isEqualTo(indexMayBeEmpty(exchange));
            }
        }
        assertThat(names).isEqualTo(new TreeSet<>(model.exchanges.keySet()));
        assertThat(new HashSet<>(topology.explicitBindings())).isEqualTo(model.bindings);
        assertThat(topology.bindings()).hasSize(model.bindings.size() + queues.size());
        for (String name : names) {
            compareRoute(name);
        }
    }

    /** A headers exchange has nothing to index for a binding to any of no headers. */
    private static boolean indexMayBeEmpty(Exchange exchange) {
        return exchange.outbound().keySet().stream()
                .allMatch(binding -> exchange.type().equals("headers")
                        && binding.arguments().size() == 1
                        && "any".equals(binding.arguments().string("x-match")));
    }

    private void compareRoute(String exchange) {
        FieldTable headers = anyTable(false);
        String key = KEYS[random.nextInt(4)];
        List<String> copies = random.nextInt(3) > 0 ? List.of() : List.of(KEYS[random.nextInt(4)], "b");
        List<String> keys = new ArrayList<>(copies);
        keys.add(key);
        topology.route(topology.exchange(exchange), RoutingKeys.of(key, copies), () -> headers, route);
        assertThat(NamedQueue.namesIn(route))
                .as("%s with keys %s and headers %s over %s", exchange, keys, headers, model.bindings)
                .isEqualTo(model.route(exchange, keys, headers));
        compareItinerary(topology.itinerary(topology.exchange(exchange), RoutingKeys.of(key, copies), () -> headers));
    }

    /** It comes to the same queues, and each leg has a reason. */
    private void compareItinerary(Itinerary itinerary) {
        Set<String> names = new TreeSet<>();
        itinerary.queues().forEach(queue -> names.add(queue.name()));
        assertThat(names).isEqualTo(NamedQueue.namesIn(route));
        assertThat(itinerary.byChance()).isFalse();
        for (Itinerary.Leg leg : itinerary.legs()) {
            assertThat(leg.alternate()).isEqualTo(leg.bindings().isEmpty());
            for (Binding binding : leg.bindings()) {
                assertThat(model.bindings).contains(binding);
                assertThat(List.of(binding.source(), binding.destination()))
                        .isEqualTo(List.of(leg.from().name(), leg.to()));
            }
        }
    }

    private void takeAllDown() {
        List.copyOf(queues.keySet()).forEach(this::removeQueue);
        List.copyOf(model.exchanges.keySet()).forEach(this::delete);
        assertThat(topology.explicitBindings()).isEmpty();
        assertThat(topology.queues()).isEmpty();
        assertThat(topology.exchanges()).hasSize(7);
    }
}
