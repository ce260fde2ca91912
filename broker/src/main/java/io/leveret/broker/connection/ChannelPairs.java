package io.leveret.broker.connection;

import io.leveret.broker.counters.CounterArena;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.counters.PerObject;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.RoutedPairs;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.exchange.Exchange;

/**
 * What a channel did with each exchange and with each queue; counted with {@code management.rates_mode = detailed}
 * alone. Counted on the channel's shard, read by anyone.
 */
final class ChannelPairs {
    private final VirtualHost vhost;
    private final RoutedPairs routed;
    private final PerObject<Exchange, CounterBlock> exchanges;
    private final PerObject<BrokerQueue, CounterBlock> queues;

    private ChannelPairs(VirtualHost vhost, RoutedPairs routed, CounterArena arena) {
        this.vhost = vhost;
        this.routed = routed;
        this.exchanges = new PerObject<>(exchange -> vhost.exchange(exchange.name()) == exchange, arena::allocate);
        this.queues = new PerObject<>(RoutedPairs::isThere, arena::allocate);
    }

    /** Those of a channel on a connection; null if pairs are not counted. */
    static ChannelPairs on(AmqpConnection connection) {
        VirtualHost vhost = connection.vhost();
        RoutedPairs routed = vhost.counters().routed(connection.shard());
        CounterArena arena = connection.services().vhosts().counters(connection.shard());
        return routed == null ? null : new ChannelPairs(vhost, routed, arena);
    }

    /** A message came, and goes to queues. */
    void published(Exchange exchange, BrokerQueue[] to) {
        exchanges.of(exchange).count(MessageStat.PUBLISH);
        routed.count(exchange, to);
    }

    /** Something happened to a message of an exchange, unless that is deleted. */
    void count(String exchangeName, MessageStat stat) {
        Exchange exchange = vhost.exchange(exchangeName);
        if (exchange != null) {
            exchanges.of(exchange).count(stat);
        }
    }

    void count(BrokerQueue queue, MessageStat stat, long times) {
        queues.of(queue).count(stat, times);
    }

    /** By exchange. */
    PerObject<Exchange, CounterBlock> exchanges() {
        return exchanges;
    }

    /** By queue. */
    PerObject<BrokerQueue, CounterBlock> queues() {
        return queues;
    }
}
