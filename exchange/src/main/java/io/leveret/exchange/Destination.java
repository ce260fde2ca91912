package io.leveret.exchange;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One receiving end: a queue or an exchange, with the bindings that lead to it, so that its removal costs what its own
 * bindings cost. Exactly one of {@link #queue} and {@link #exchange} is set.
 */
final class Destination {
    final QueueDestination queue;
    final Exchange exchange;
    private Set<Bound> inbound = Set.of();

    Destination(QueueDestination queue) {
        this.queue = queue;
        this.exchange = null;
    }

    Destination(Exchange exchange) {
        this.queue = null;
        this.exchange = exchange;
    }

    String name() {
        return queue != null ? queue.name() : exchange.name();
    }

    void attach(Bound bound) {
        if (inbound.isEmpty()) {
            inbound = new LinkedHashSet<>();
        }
        inbound.add(bound);
    }

    void detach(Bound bound) {
        inbound.remove(bound);
        if (inbound.isEmpty()) {
            inbound = Set.of();
        }
    }

    Collection<Bound> inbound() {
        return inbound;
    }

    @Override
    public String toString() {
        return (queue != null ? "queue " : "exchange ") + name();
    }
}
