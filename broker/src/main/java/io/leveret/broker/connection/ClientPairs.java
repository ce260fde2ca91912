package io.leveret.broker.connection;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.Stat;
import java.util.List;

/** What channels did with exchanges and queues, read beside their shards. */
public final class ClientPairs {
    private ClientPairs() {}

    /** Adds what a channel published to each exchange. */
    public static void addExchanges(ChannelFigures channel, List<Pair> all) {
        ChannelPairs pairs = ClientFigures.pairs(channel);
        if (pairs != null) {
            pairs.exchanges().forEach((exchange, block) -> add(channel, exchange, block, all));
        }
    }

    /** Adds what a channel published to one exchange, if it did. */
    public static void addExchange(ChannelFigures channel, Exchange exchange, List<Pair> all) {
        ChannelPairs pairs = ClientFigures.pairs(channel);
        add(channel, exchange, pairs == null ? null : pairs.exchanges().find(exchange), all);
    }

    private static void add(ChannelFigures channel, Exchange exchange, CounterBlock block, List<Pair> all) {
        if (block != null) {
            all.add(new OfChannel(channel, exchange.name(), null, block));
        }
    }

    /** Adds what a channel got from each queue. */
    public static void addQueues(ChannelFigures channel, List<Pair> all) {
        ChannelPairs pairs = ClientFigures.pairs(channel);
        if (pairs != null) {
            pairs.queues().forEach((queue, block) -> add(channel, queue, block, all));
        }
    }

    /** Adds what a channel got from one queue, if it did. */
    public static void addQueue(ChannelFigures channel, BrokerQueue queue, List<Pair> all) {
        ChannelPairs pairs = ClientFigures.pairs(channel);
        add(channel, queue, pairs == null ? null : pairs.queues().find(queue), all);
    }

    private static void add(ChannelFigures channel, BrokerQueue queue, CounterBlock block, List<Pair> all) {
        if (block != null) {
            all.add(new OfChannel(channel, null, queue.name(), block));
        }
    }

    private record OfChannel(ChannelFigures channel, String exchange, String queue, CounterBlock counters)
            implements Pair {
        @Override
        public Object key() {
            return counters;
        }

        @Override
        public String vhost() {
            return channel.vhost();
        }

        @Override
        public long count(Stat stat) {
            return counters.get(ClientFigures.counted(stat));
        }

        @Override
        public boolean quiet() {
            return counters.isUnused();
        }
    }
}
