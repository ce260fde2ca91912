package io.leveret.broker.connection;

import io.leveret.broker.connection.ConnectionState.Phase;
import io.leveret.broker.counters.TrafficCounters;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.ConsumerOptions;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.management.admin.ConnectionsAdmin.Agreement;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.ConnectionsAdmin.Session;
import io.leveret.management.admin.ConnectionsAdmin.Traffic;
import io.leveret.management.admin.QueuesAdmin.ConsumerChannel;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** What a connection tells administrators of itself, its channels and its consumers. On the connection's shard. */
public final class ConnectionDescription {
    private ConnectionDescription() {}

    /** The connection itself. */
    public static ConnectionDetails of(AmqpConnection connection, String id, long openedAtMs) {
        Handshake handshake = connection.handshake();
        String name = connection.name();
        TrafficCounters traffic = connection.traffic();
        TlsPeer tls = connection.transport().tls();
        return new ConnectionDetails(
                id,
                name,
                Peer.client(name),
                Peer.server(name),
                state(connection),
                openedAtMs,
                connection.channels().all().size(),
                new Session(handshake.user(), vhost(connection), handshake.mechanism(), handshake.clientProperties()),
                new Agreement(handshake.channelMax(), handshake.frameMaxBytes(), handshake.heartbeatSeconds()),
                new Traffic(
                        traffic.receivedBytes(),
                        traffic.reads(),
                        traffic.sentBytes(),
                        traffic.writes(),
                        connection.unsentBytes()),
                tls == null ? null : TlsDescription.of(tls));
    }

    private static String vhost(AmqpConnection connection) {
        return connection.identity() == null ? "" : connection.vhost().name();
    }

    /** RabbitMQ's word; beside its shard, that of a little while ago. */
    static String state(AmqpConnection connection) {
        Phase phase = connection.state().phase();
        return switch (phase) {
            case HANDSHAKE -> connection.handshake().state();
            case OPEN -> connection.isHeldByAlarm() ? "blocked" : "running";
            case CLOSING -> "closing";
            case CLOSED -> "closed";
        };
    }

    /** Its channels. */
    public static List<ChannelDetails> channels(
            AmqpConnection connection, String connectionId, IntFunction<String> ids) {
        List<ChannelDetails> all = new ArrayList<>();
        for (Channel channel : connection.channels().all()) {
            Deliveries deliveries = channel.deliveries();
            all.add(new ChannelDetails(
                    ids.apply(channel.number()),
                    connectionId,
                    connection.name(),
                    channel.number(),
                    connection.handshake().user(),
                    vhost(connection),
                    channel.transactions().isOn(),
                    channel.publishing().confirming(),
                    deliveries.consumerCount(),
                    deliveries.unacked().count(),
                    channel.publishing().unconfirmed(),
                    channel.transactions().uncommittedMessages(),
                    channel.transactions().uncommittedAcks(),
                    channel.consuming().prefetch(),
                    deliveries.credit().limit(),
                    Peer.client(connection.name())));
        }
        return all;
    }

    /** The connection that a consumer belongs to, or null if it is no client's. Any thread. */
    public static AmqpConnection of(ShardConsumer consumer) {
        return consumer.end() instanceof Deliveries deliveries ? deliveries.connection() : null;
    }

    /** Its consumers; {@code wanted} says of which queues. */
    public static List<ConsumerDetails> consumers(
            AmqpConnection connection, IntFunction<String> channelIds, Predicate<BrokerQueue> wanted) {
        List<ConsumerDetails> all = new ArrayList<>();
        for (Channel channel : connection.channels().all()) {
            ConsumerChannel on = null;
            for (ShardConsumer consumer : channel.deliveries().consumers()) {
                if (wanted.test(consumer.queue())) {
                    on = on == null ? consumerChannel(channel, channelIds.apply(channel.number())) : on;
                    all.add(consumer(consumer, on));
                }
            }
        }
        return all;
    }

    private static ConsumerChannel consumerChannel(Channel channel, String id) {
        AmqpConnection connection = channel.connection();
        return new ConsumerChannel(
                id, connection.name(), channel.number(), connection.handshake().user(), Peer.client(connection.name()));
    }

    private static ConsumerDetails consumer(ShardConsumer consumer, ConsumerChannel on) {
        ConsumerOptions options = consumer.options();
        BrokerQueue queue = consumer.queue();
        boolean single = queue.arguments().singleActiveConsumer();
        boolean active = !single || queue.gauges().activeConsumer() == consumer;
        return new ConsumerDetails(
                queue.vhost().name(),
                queue.name(),
                on,
                options.tag(),
                !options.noAck(),
                options.exclusive(),
                options.prefetch(),
                active,
                single ? (active ? "single_active" : "waiting") : "up",
                queue.options().machine().consumerTimeoutMs(),
                options.arguments(),
                consumer);
    }
}
