package io.leveret.broker.admin;

import io.leveret.broker.connection.ClientFigures;
import io.leveret.broker.connection.ClientPairs;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.RoutedPairs;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.PairFigures;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What channels, exchanges and queues did with each other. What a channel did stands with the channel; what exchanges
 * and queues did stands with each shard of their virtual host, and is added up.
 */
final class LivePairs implements PairFigures {
    private final VirtualHosts vhosts;
    private final OpenConnections open;
    private final ObjectIds ids;

    LivePairs(VirtualHosts vhosts, OpenConnections open, ObjectIds ids) {
        this.vhosts = vhosts;
        this.open = open;
        this.ids = ids;
    }

    @Override
    public boolean counted() {
        return vhosts.countsPairs();
    }

    @Override
    public List<Pair> all(Kind kind) {
        List<Pair> all = new ArrayList<>();
        if (kind == Kind.EXCHANGE_QUEUE) {
            for (VirtualHost vhost : vhosts.all()) {
                all.addAll(routed(vhost, (pairs, visitor) -> pairs.forEach(visitor)));
            }
        } else {
            eachChannel(channel -> add(channel, kind, all));
        }
        return all;
    }

    private void eachChannel(Consumer<ChannelFigures> action) {
        if (!counted()) {
            return;
        }
        List<ChannelFigures> channels = new ArrayList<>();
        for (Open each : open.all()) {
            ClientFigures.addChannels(each.connection(), ids.channels(each), channels);
        }
        channels.forEach(action);
    }

    private static void add(ChannelFigures channel, Kind kind, List<Pair> all) {
        if (kind == Kind.CHANNEL_EXCHANGE) {
            ClientPairs.addExchanges(channel, all);
        } else {
            ClientPairs.addQueues(channel, all);
        }
    }

    @Override
    public List<Pair> ofChannel(ChannelFigures channel, Kind kind) {
        List<Pair> all = new ArrayList<>();
        add(channel, kind, all);
        return all;
    }

    @Override
    public List<Pair> ofExchange(String vhost, String name, Kind kind) {
        VirtualHost in = vhosts.get(vhost);
        Exchange exchange = in == null ? null : in.exchange(name);
        if (exchange == null) {
            return List.of();
        }
        if (kind == Kind.EXCHANGE_QUEUE) {
            return routed(
                    in,
                    (pairs, visitor) ->
                            pairs.ofExchange(exchange, (queue, block) -> visitor.pair(exchange, queue, block)));
        }
        List<Pair> all = new ArrayList<>();
        eachChannel(channel -> ClientPairs.addExchange(channel, exchange, all));
        return all;
    }

    @Override
    public List<Pair> ofQueue(String vhost, String name, Kind kind) {
        VirtualHost in = vhosts.get(vhost);
        BrokerQueue queue = in == null ? null : in.queue(name);
        if (queue == null) {
            return List.of();
        }
        if (kind == Kind.EXCHANGE_QUEUE) {
            return routed(
                    in,
                    (pairs, visitor) ->
                            pairs.ofQueue(queue, (exchange, block) -> visitor.pair(exchange, queue, block)));
        }
        List<Pair> all = new ArrayList<>();
        eachChannel(channel -> ClientPairs.addQueue(channel, queue, all));
        return all;
    }

    /** Which pairs of one shard are wanted. */
    @FunctionalInterface
    private interface Walk {
        void over(RoutedPairs pairs, RoutedPairs.Visitor visitor);
    }

    private static List<Pair> routed(VirtualHost vhost, Walk walk) {
        Map<Route, List<CounterBlock>> found = new HashMap<>();
        for (RoutedPairs pairs : vhost.counters().routed()) {
            walk.over(
                    pairs,
                    (exchange, queue, block) -> found.computeIfAbsent(
                                    new Route(exchange, queue), any -> new ArrayList<>(2))
                            .add(block));
        }
        List<Pair> all = new ArrayList<>(found.size());
        found.forEach((route, blocks) -> all.add(new RoutedPair(route, blocks)));
        return all;
    }

    /** By the objects themselves, not by name: what is declared again is another. */
    private record Route(Exchange from, BrokerQueue to) {}

    private record RoutedPair(Route key, List<CounterBlock> blocks) implements Pair {
        @Override
        public ChannelFigures channel() {
            return null;
        }

        @Override
        public String vhost() {
            return key.to().vhost().name();
        }

        @Override
        public String exchange() {
            return key.from().name();
        }

        @Override
        public String queue() {
            return key.to().name();
        }

        @Override
        public long count(Stat stat) {
            long sum = 0;
            for (CounterBlock block : blocks) {
                sum += block.get(ClientFigures.counted(stat));
            }
            return sum;
        }

        @Override
        public boolean quiet() {
            return blocks.stream().allMatch(CounterBlock::isUnused);
        }
    }
}
