package io.leveret.broker.eventexchange;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Destinations;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** An exchange to which the node itself publishes, at most once. Any thread. */
final class OwnExchange {
    /** Most messages on their way to the shard. */
    private static final int MOST_UNDER_WAY = 4096;

    private static final ThreadLocal<Boolean> PUBLISHING = ThreadLocal.withInitial(() -> false);

    private final VirtualHosts vhosts;
    private final String name;
    private final AtomicInteger underWay = new AtomicInteger();

    OwnExchange(VirtualHosts vhosts, String name) {
        this.vhosts = vhosts;
        this.name = name;
    }

    /** Whether the exchange is there and something is bound to it. */
    boolean isInUse(String vhostName) {
        VirtualHost vhost = vhosts.get(vhostName);
        Exchange exchange = vhost == null ? null : vhost.exchange(name);
        return exchange != null && vhost.inUse(exchange);
    }

    /** Whether as much is on its way as may be. */
    boolean isFull() {
        return underWay.get() >= MOST_UNDER_WAY;
    }

    /** Whether this thread is just publishing to one of the node's own exchanges. */
    static boolean isPublishing() {
        return PUBLISHING.get();
    }

    /**
     * Publishes, soon.
     *
     * @throws RejectedExecutionException the broker stops
     */
    void publish(String vhostName, Message message, String key) {
        VirtualHost vhost = vhosts.get(vhostName);
        BrokerShard shard = vhosts.anyShard();
        underWay.incrementAndGet();
        shard.execute(() -> {
            underWay.decrementAndGet();
            Exchange exchange = vhost.exchange(name);
            if (exchange != null) {
                route(vhost, exchange, message, key, shard);
            }
        });
    }

    private static void route(VirtualHost vhost, Exchange exchange, Message message, String key, BrokerShard shard) {
        PUBLISHING.set(true);
        try {
            Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
            Destinations found = vhost.routing().route(exchange, RoutingKeys.of(key), headers);
            vhost.routing().bring(message, vhost.routing().pass(message, exchange, found), shard);
        } finally {
            PUBLISHING.set(false);
        }
    }

    /** Where a message says that it was published to. */
    static byte[] address(String exchange, String key) {
        byte[] exchangeBytes = WireStrings.encode(exchange);
        byte[] keyBytes = WireStrings.encode(key);
        byte[] address = new byte[exchangeBytes.length + keyBytes.length + 2];
        address[0] = (byte) exchangeBytes.length;
        System.arraycopy(exchangeBytes, 0, address, 1, exchangeBytes.length);
        address[exchangeBytes.length + 1] = (byte) keyBytes.length;
        System.arraycopy(keyBytes, 0, address, exchangeBytes.length + 2, keyBytes.length);
        return address;
    }
}
