package io.leveret.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One removal from a topology and what follows from it: an auto-delete exchange goes when its last binding as a source
 * has gone, with the bindings that lead to it, and so may take other exchanges along. Worked off as a list, since a
 * chain of exchanges may be longer than a stack is deep.
 */
final class Removal {
    private final Map<String, Exchange> exchanges;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Exchange> gone = new ArrayList<>();
    private final ArrayDeque<Exchange> bereft = new ArrayDeque<>();

    /** @param exchanges those of the topology by name; the removed ones are taken out */
    Removal(Map<String, Exchange> exchanges) {
        this.exchanges = exchanges;
    }

    Removal binding(Bound bound) {
        bound.destination.detach(bound);
        detachFromSource(bound);
        return this;
    }

    Removal inboundOf(Destination destination) {
        for (Bound bound : List.copyOf(destination.inbound())) {
            binding(bound);
        }
        return this;
    }

    Removal exchange(Exchange exchange) {
        exchanges.remove(exchange.name());
        gone.add(exchange);
        for (Bound bound : exchange.outbound().values()) {
            bound.destination.detach(bound);
            bindings.add(bound.binding);
        }
        exchange.detachAll();
        return inboundOf(exchange.asDestination);
    }

    Removed finish() {
        while (!bereft.isEmpty()) {
            Exchange exchange = bereft.poll();
            if (exchanges.get(exchange.name()) == exchange
                    && exchange.outbound().isEmpty()) {
                exchange(exchange);
            }
        }
        return new Removed(List.copyOf(bindings), List.copyOf(gone));
    }

    private void detachFromSource(Bound bound) {
        Exchange source = bound.source;
        source.detach(bound);
        bindings.add(bound.binding);
        if (source.autoDelete() && source.outbound().isEmpty()) {
            bereft.add(source);
        }
    }
}
