package io.leveret.management.metrics;

import static io.leveret.management.metrics.Metric.counter;
import static io.leveret.management.metrics.Metric.gauge;

import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.Counters;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.Stat;
import io.leveret.management.metrics.MetricGroup.Labels;
import java.util.List;

/**
 * What is told of connections and channels. What goes when they go: the sums may shrink, as RabbitMQ's do. RabbitMQ's
 * label {@code channel} is that of connections, too.
 */
final class ClientGroups {
    private static final Labels<ConnectionFigures> CONNECTION =
            (sample, connection) -> sample.label("channel", connection.id());

    private static final Labels<ChannelFigures> CHANNEL = (sample, channel) -> sample.label("channel", channel.id());

    /** RabbitMQ has these by exchange or queue, too; here they are counted by channel unless pairs are. */
    private static final Labels<ChannelFigures> CHANNEL_AND_VHOST =
            (sample, channel) -> sample.label("channel", channel.id()).label("vhost", channel.vhost());

    static final MetricGroup<ConnectionFigures> CONNECTION_COARSE = new MetricGroup<>(
            "connection_coarse_metrics",
            CONNECTION,
            List.of(
                    counter(
                            "connection_incoming_bytes_total",
                            "Bytes received on open connections",
                            ConnectionFigures::receivedBytes),
                    counter(
                            "connection_outgoing_bytes_total",
                            "Bytes sent on open connections",
                            ConnectionFigures::sentBytes)));

    static final MetricGroup<ConnectionFigures> CONNECTION_DETAILS = new MetricGroup<>(
            "connection_metrics",
            CONNECTION,
            List.of(
                    counter(
                            "connection_incoming_packets_total",
                            "Reads of the sockets of open connections",
                            ConnectionFigures::reads),
                    counter(
                            "connection_outgoing_packets_total",
                            "Writes to the sockets of open connections",
                            ConnectionFigures::writes),
                    gauge(
                            "connection_pending_packets",
                            "Bytes that wait for a client to read them",
                            ConnectionFigures::waitingBytes),
                    gauge("connection_channels", "Channels of a connection", ConnectionFigures::channels)));

    static final MetricGroup<ChannelFigures> CHANNEL_DETAILS = new MetricGroup<>(
            "channel_metrics",
            CHANNEL,
            List.of(
                    gauge("channel_consumers", "Consumers of a channel", ChannelFigures::consumers),
                    gauge(
                            "channel_messages_unacked",
                            "Messages delivered on a channel and not settled",
                            ChannelFigures::unacked),
                    gauge(
                            "channel_messages_unconfirmed",
                            "Messages received on a channel that wait for their confirm",
                            ChannelFigures::unconfirmed),
                    gauge(
                            "channel_messages_uncommitted",
                            "Messages of a transaction that is open",
                            ChannelFigures::uncommittedMessages),
                    gauge(
                            "channel_acks_uncommitted",
                            "Acknowledgements of a transaction that is open",
                            ChannelFigures::uncommittedAcks),
                    gauge("consumer_prefetch", "Prefetch of consumers to come, 0 for none", ChannelFigures::prefetch),
                    gauge(
                            "channel_prefetch",
                            "Prefetch of a whole channel, 0 for none",
                            ChannelFigures::globalPrefetch)));

    static final MetricGroup<ChannelFigures> CHANNEL_PUBLISHES =
            new MetricGroup<>("channel_exchange_metrics", CHANNEL_AND_VHOST, publishes());

    static final MetricGroup<ChannelFigures> CHANNEL_DELIVERIES =
            new MetricGroup<>("channel_queue_metrics", CHANNEL_AND_VHOST, deliveries());

    /** The same of pairs, as RabbitMQ tells them. */
    static final MetricGroup<Pair> PAIR_PUBLISHES = new MetricGroup<>(
            CHANNEL_PUBLISHES.name(),
            (sample, pair) -> sample.label("channel", pair.channel().id())
                    .label("vhost", pair.vhost())
                    .label("exchange", pair.exchange()),
            publishes());

    static final MetricGroup<Pair> PAIR_DELIVERIES = new MetricGroup<>(
            CHANNEL_DELIVERIES.name(),
            (sample, pair) -> sample.label("channel", pair.channel().id())
                    .label("vhost", pair.vhost())
                    .label("queue", pair.queue()),
            deliveries());

    private ClientGroups() {}

    private static <T extends Counters> List<Metric<T>> publishes() {
        return List.of(
                count("channel_messages_published_total", "Messages received on open channels", Stat.PUBLISH),
                count("channel_messages_confirmed_total", "Messages confirmed on open channels", Stat.CONFIRM),
                count(
                        "channel_messages_unroutable_returned_total",
                        "Mandatory messages that no queue took and that went back",
                        Stat.RETURN_UNROUTABLE),
                count(
                        "channel_messages_unroutable_dropped_total",
                        "Messages that no queue took and that were dropped",
                        Stat.DROP_UNROUTABLE));
    }

    private static <T extends Counters> List<Metric<T>> deliveries() {
        return List.of(
                count("channel_get_ack_total", "Messages fetched with basic.get, to be acknowledged", Stat.GET),
                count("channel_get_total", "Messages fetched with basic.get without acknowledgement", Stat.GET_NO_ACK),
                count(
                        "channel_messages_delivered_ack_total",
                        "Messages delivered to consumers, to be acknowledged",
                        Stat.DELIVER),
                count(
                        "channel_messages_delivered_total",
                        "Messages delivered to consumers without acknowledgement",
                        Stat.DELIVER_NO_ACK),
                count("channel_messages_redelivered_total", "Deliveries that were not the first", Stat.REDELIVER),
                count("channel_messages_acked_total", "Messages that consumers acknowledged", Stat.ACK),
                count("channel_get_empty_total", "Calls of basic.get that found nothing", Stat.GET_EMPTY));
    }

    private static <T extends Counters> Metric<T> count(String name, String help, Stat stat) {
        return counter(name, help, figures -> (double) figures.count(stat));
    }
}
