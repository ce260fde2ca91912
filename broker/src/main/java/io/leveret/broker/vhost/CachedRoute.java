package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.exchange.Exchange;
import java.util.List;

/**
 * Where messages of one exchange and routing key go, as of one version of the topology. Belongs to one shard.
 *
 * <p>{@link #queues} is null when the way depends on more than the key (a headers exchange is on it): then each message
 * is routed by itself.
 */
public final class CachedRoute {
    private final byte[] address;
    private final Exchange exchange;
    private final String routingKey;
    private final BrokerQueue[] queues;
    private final CounterBlock exchangeCounters;
    private final long topologyVersion;

    CachedRoute(
            byte[] address,
            Exchange exchange,
            String routingKey,
            List<BrokerQueue> queues,
            CounterBlock exchangeCounters,
            long topologyVersion) {
        this.address = address;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.queues = queues == null ? null : queues.toArray(BrokerQueue[]::new);
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

    /** The queues, each once; null if they depend on the message's headers. Not to be changed. */
    public BrokerQueue[] queues() {
        return queues;
    }

    /** The exchange's counters on this shard. */
    public CounterBlock exchangeCounters() {
        return exchangeCounters;
    }

    long topologyVersion() {
        return topologyVersion;
    }
}
