package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.exchange.Exchange;

/**
 * Where messages of one exchange and routing key go, as of one version of the topology. Belongs to one shard.
 *
 * <p>{@link #destinations} is null when the way depends on more than the key (a headers exchange is on it, or one that
 * chooses by chance): then each message is routed by itself.
 */
public final class CachedRoute {
    private final byte[] address;
    private final Exchange exchange;
    private final String routingKey;
    private final Destinations destinations;
    private final CounterBlock exchangeCounters;
    private final long topologyVersion;

    CachedRoute(
            byte[] address,
            Exchange exchange,
            String routingKey,
            Destinations destinations,
            CounterBlock exchangeCounters,
            long topologyVersion) {
        this.address = address;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.destinations = destinations;
        this.exchangeCounters = exchangeCounters;
        this.topologyVersion = topologyVersion;
    }

    /** Exchange and routing key as two short strings: what {@code Message} wants. Not to be changed. */
    public byte[] address() {
        return address;
    }

    public Exchange exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    /** Where each of these messages goes; null if that depends on more than their address. */
    public Destinations destinations() {
        return destinations;
    }

    /** The queues, each once; null if they depend on more than the address. Not to be changed. */
    BrokerQueue[] queues() {
        return destinations == null ? null : destinations.queues();
    }

    /** The exchange's counters on this shard. */
    public CounterBlock exchangeCounters() {
        return exchangeCounters;
    }

    long topologyVersion() {
        return topologyVersion;
    }
}
