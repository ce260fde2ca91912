package io.leveret.broker.vhost;

import io.leveret.exchange.Binding;
import io.leveret.exchange.Topology;
import java.util.Set;

/** The exchanges that the node itself publishes to, in the virtual hosts that settings name. */
final class OwnExchanges {
    private static final Set<String> NAMES = Set.of(VirtualHosts.EVENT_EXCHANGE, VirtualHosts.LOG_EXCHANGE);

    private OwnExchanges() {}

    /** Whether an exchange of this name is one of them. */
    static boolean isNamed(String exchange) {
        return NAMES.contains(exchange);
    }

    /** Gives a new virtual host those that it is to have. */
    static void predeclare(Topology topology, VirtualHosts node) {
        if (topology.vhost().equals(node.eventVhost())) {
            topology.predeclareInternal(VirtualHosts.EVENT_EXCHANGE);
        }
        if (topology.vhost().equals(node.logVhost())) {
            topology.predeclareInternal(VirtualHosts.LOG_EXCHANGE);
        }
    }

    /**
     * The setting that gave a virtual host the exchange may be gone; what was bound to it stays, and so must the
     * exchange.
     */
    static void putBack(Topology topology, Binding binding) {
        if (NAMES.contains(binding.source()) && topology.exchange(binding.source()) == null) {
            topology.predeclareInternal(binding.source());
        }
    }
}
