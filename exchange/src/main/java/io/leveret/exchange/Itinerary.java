package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way that one message would take, exchange by exchange: for people, by the same indices that route messages. Found
 * under the contract of the {@link Topology}.
 *
 * @param queues that would get it, each once
 * @param legs in the order in which exchanges are passed
 * @param heldBackBy exchanges that would hold it back for its delay
 * @param byChance whether the next message like it may go elsewhere
 */
public record Itinerary(List<QueueDestination> queues, List<Leg> legs, List<Exchange> heldBackBy, boolean byChance) {
    /**
     * From an exchange to a queue or to the next exchange; one of these is null.
     *
     * @param bindings that lead there; none from the default exchange and to an alternate one
     * @param alternate whether it goes there because the exchange's bindings lead nowhere
     */
    public record Leg(
            Exchange from, QueueDestination queue, Exchange exchange, List<Binding> bindings, boolean alternate) {
        /** The name of where it leads. */
        public String to() {
            return queue != null ? queue.name() : exchange.name();
        }
    }

    static Itinerary of(Topology topology, Exchange start, RoutingKeys keys, Headers headers) {
        Set<QueueDestination> queues = new LinkedHashSet<>();
        List<Leg> legs = new ArrayList<>();
        List<Exchange> heldBackBy = new ArrayList<>();
        List<Exchange> passed = new ArrayList<>(List.of(start));
        boolean byChance = false;
        for (int i = 0; i < passed.size(); i++) {
            Exchange exchange = passed.get(i);
            byChance |= exchange.exchangeType() instanceof RandomExchange;
            Route route = new Route();
            if (topology.isDefault(exchange)) {
                route = i == 0 ? topology.route(exchange, keys, headers) : route;
            } else {
                route.begin(headers);
                exchange.index().route(keys, route);
            }
            List<Leg> onward = onward(topology, exchange, route, keys, headers);
            for (Leg leg : onward) {
                if (leg.queue != null && leg.queue == exchange.store()) {
                    heldBackBy.add(exchange);
                    continue;
                }
                legs.add(leg);
                if (leg.queue != null) {
                    queues.add(leg.queue);
                } else if (!passed.contains(leg.exchange)) {
                    passed.add(leg.exchange);
                }
            }
        }
        return new Itinerary(List.copyOf(queues), legs, heldBackBy, byChance);
    }

    private static List<Leg> onward(Topology topology, Exchange from, Route route, RoutingKeys keys, Headers headers) {
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i < route.size(); i++) {
            QueueDestination queue = route.get(i);
            Destination destination = topology.destination(DestinationKind.QUEUE, queue.name());
            legs.add(new Leg(from, queue, null, leading(from, destination, keys, headers), false));
        }
        if (topology.isDefault(from)) {
            return legs;
        }
        for (int i = 0; i < route.exchangeCount(); i++) {
            Exchange exchange = route.exchangeAt(i);
            legs.add(new Leg(from, null, exchange, leading(from, exchange.asDestination, keys, headers), false));
        }
        Exchange alternate = from.alternate() == null ? null : topology.exchange(from.alternate());
        if (legs.isEmpty() && alternate != null) {
            legs.add(new Leg(from, null, alternate, List.of(), true));
        }
        return legs;
    }

    /** The bindings that would lead there each by itself. */
    private static List<Binding> leading(Exchange from, Destination to, RoutingKeys keys, Headers headers) {
        List<Binding> leading = new ArrayList<>();
        if (to == null) {
            return leading;
        }
        for (Bound bound : to.inbound()) {
            FieldTable arguments = from.arguments();
            if (bound.source == from) {
                BindingIndex alone = from.exchangeType().newIndex(arguments);
                alone.add(bound.binding, to);
                Route route = new Route();
                route.begin(headers);
                alone.route(keys, route);
                if (route.reached() != 0) {
                    leading.add(bound.binding);
                }
            }
        }
        return leading;
    }
}
