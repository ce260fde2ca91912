package io.leveret.management.api;

import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.PairFigures.Kind;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one object did with others, as RabbitMQ's API lists it beside the object: {@code incoming}, {@code outgoing},
 * {@code publishes} and {@code deliveries}, which are empty unless {@code management.rates_mode} is detailed.
 */
record PairLists(Stats stats, FiguresAdmin figures, Ranges ranges, String node) {
    /** By exchange, and by channel. */
    void putQueue(Map<String, Object> object, String vhost, String queue) {
        object.put("incoming", list(figures.pairs().ofQueue(vhost, queue, Kind.EXCHANGE_QUEUE), this::exchange));
        object.put("deliveries", list(figures.pairs().ofQueue(vhost, queue, Kind.CHANNEL_QUEUE), this::channel));
    }

    /** By channel, and by queue. */
    void putExchange(Map<String, Object> object, String vhost, String exchange) {
        object.put("incoming", list(figures.pairs().ofExchange(vhost, exchange, Kind.CHANNEL_EXCHANGE), this::channel));
        object.put("outgoing", list(figures.pairs().ofExchange(vhost, exchange, Kind.EXCHANGE_QUEUE), this::queue));
    }

    /** By exchange, and by queue. */
    void putChannel(Map<String, Object> object, ChannelFigures channel) {
        object.put("publishes", list(figures.pairs().ofChannel(channel, Kind.CHANNEL_EXCHANGE), this::exchange));
        object.put("deliveries", list(figures.pairs().ofChannel(channel, Kind.CHANNEL_QUEUE), this::queue));
    }

    private List<Map<String, Object>> list(List<? extends Pair> pairs, Function<Pair, Map<String, Object>> other) {
        List<Pair> inOrder = new ArrayList<>(pairs);
        inOrder.sort(Comparator.comparing(PairLists::name));
        List<Map<String, Object>> list = new ArrayList<>();
        for (Pair pair : inOrder) {
            Map<String, Object> object = other.apply(pair);
            object.put("stats", stats.pair(pair, ranges));
            list.add(object);
        }
        return list;
    }

    private static String name(Pair pair) {
        String channel = pair.channel() == null
                ? ""
                : ConnectionsAdmin.channelName(
                        pair.channel().connectionName(), pair.channel().number());
        return channel + "\n" + pair.exchange() + "\n" + pair.queue();
    }

    private Map<String, Object> exchange(Pair pair) {
        return named("exchange", pair.exchange(), pair.vhost());
    }

    private Map<String, Object> queue(Pair pair) {
        return named("queue", pair.queue(), pair.vhost());
    }

    private static Map<String, Object> named(String kind, String name, String vhost) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", name);
        described.put("vhost", vhost);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(kind, described);
        return object;
    }

    private Map<String, Object> channel(Pair pair) {
        ChannelFigures channel = pair.channel();
        String connection = channel.connectionName();
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("connection_name", connection);
        described.put("name", ConnectionsAdmin.channelName(connection, channel.number()));
        described.put("node", node);
        described.put("number", channel.number());
        ClientAddress.put(described, connection);
        described.put("user", channel.user());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("channel_details", described);
        return object;
    }
}
