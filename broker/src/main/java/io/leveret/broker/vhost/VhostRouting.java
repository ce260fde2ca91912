package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.AmqpException;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.exchange.Itinerary;
import io.leveret.exchange.Route;
import io.leveret.exchange.RoutingKeys;
import io.leveret.exchange.Topology;
import io.leveret.queue.Message;
import java.util.concurrent.locks.Lock;

/**
 * The ways of messages through a virtual host.
 *
 * <p>The topology is read under its lock; what was found is kept by each shard, and dies with the version of the
 * topology that it was found in.
 */
public final class VhostRouting {
    private final VirtualHost vhost;
    private final RecentHistories histories;
    private final Topology topology;
    private final Lock readLock;
    private final RouteCache[] caches;

    /** @param readLock while it is held nothing changes in the topology */
    VhostRouting(VirtualHost vhost, RecentHistories histories, Topology topology, Lock readLock) {
        this.vhost = vhost;
        this.histories = histories;
        this.topology = topology;
        this.readLock = readLock;
        this.caches = new RouteCache[vhost.shards().count()];
        for (int i = 0; i < caches.length; i++) {
            caches[i] = new RouteCache(vhost, i);
        }
    }

    /** The routes that one shard used lately; for its thread. */
    public RouteCache cache(BrokerShard shard) {
        return caches[shard.index()];
    }

    /** Makes the route for an address, to be kept by {@code shardIndex}. */
    CachedRoute route(byte[] address, int shardIndex) throws AmqpException {
        int exchangeLength = address[0] & 0xff;
        String exchangeName = WireStrings.decode(address, 1, exchangeLength);
        int keyAt = exchangeLength + 2;
        String routingKey = WireStrings.decode(address, keyAt, address.length - keyAt);
        readLock.lock();
        try {
            Exchange exchange = topology.exchange(exchangeName);
            if (exchange == null) {
                throw vhost.noExchange(exchangeName);
            }
            Route route = new Route();
            topology.route(exchange, RoutingKeys.of(routingKey), Headers.NONE, route);
            Destinations destinations =
                    route.dependsOnMessage() ? null : Destinations.of(route, histories, vhost.topologyVersion());
            CounterBlock block = vhost.counters().of(exchange, shardIndex);
            return new CachedRoute(address, exchange, routingKey, destinations, block, vhost.topologyVersion());
        } finally {
            readLock.unlock();
        }
    }

    /** Routes one message whose way depends on more than its key. */
    public Destinations route(Exchange exchange, RoutingKeys keys, Headers headers) {
        Route route = new Route();
        readLock.lock();
        try {
            topology.route(exchange, keys, headers, route);
            return Destinations.of(route, histories, vhost.topologyVersion());
        } finally {
            readLock.unlock();
        }
    }

    /** The way that a message would take, for people. */
    public Itinerary itinerary(Exchange exchange, RoutingKeys keys, Headers headers) {
        readLock.lock();
        try {
            return topology.itinerary(exchange, keys, headers);
        } finally {
            readLock.unlock();
        }
    }

    /**
     * A message that was routed is on its way: exchanges that it passes keep it if they do so. Nearly always none does.
     *
     * <p>Who binds meanwhile must get it, by its route or out of what is kept. So it is kept first, and if the topology
     * has changed since it was routed it is routed again; it may come both ways then, as in RabbitMQ.
     *
     * @return where it goes
     */
    public Destinations pass(Message message, Exchange exchange, Destinations routed) {
        if (!routed.areKept()) {
            return routed;
        }
        routed.keep(message);
        if (routed.topologyVersion() == vhost.topologyVersion()) {
            return routed;
        }
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        return route(exchange, RoutingNotes.routingKeys(message), headers);
    }

    /** Brings a message that no client waits for to its queues. On the shard, which logs it. */
    public void bring(Message message, Destinations destinations, BrokerShard shard) {
        BrokerQueue[] queues = destinations.queues();
        int keepers = 0;
        for (BrokerQueue queue : queues) {
            keepers += queue.durable() && message.persistent() ? 1 : 0;
        }
        if (keepers != 0) {
            vhost.storage().log(shard).body(message, keepers);
        }
        for (BrokerQueue queue : queues) {
            queue.enqueue(shard, null, 0, message);
        }
    }

    /** A message that was held back reached no queue. On the shard. */
    void delayedLeadNowhere(Exchange exchange, int shardIndex) {
        readLock.lock();
        try {
            if (topology.exchange(exchange.name()) == exchange) {
                vhost.counters().of(exchange, shardIndex).count(MessageStat.DROP_UNROUTABLE);
            }
        } finally {
            readLock.unlock();
        }
    }
}
