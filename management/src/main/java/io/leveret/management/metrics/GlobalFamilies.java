package io.leveret.management.metrics;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.DeadLetterStrategy;
import io.leveret.management.admin.FiguresAdmin.DeathReason;
import io.leveret.management.admin.FiguresAdmin.Objects;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.FiguresAdmin.Totals;
import io.leveret.management.admin.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What clients have done altogether, by protocol: the figures that RabbitMQ's overview is drawn from. Of the protocol
 * of streams, which is not served, all is zero, so that a dashboard shows that and not a gap.
 */
final class GlobalFamilies {
    private static final String PREFIX = "rabbitmq_global_";
    private static final String AMQP = "amqp091";
    private static final String STREAM = "stream";
    private static final String STREAM_QUEUE = "rabbit_stream_queue";

    private static final List<String> STREAM_ERRORS = List.of(
            "access_refused",
            "authentication_failure",
            "frame_too_large",
            "internal_error",
            "precondition_failed",
            "publisher_does_not_exist",
            "sasl_authentication_failure_loopback",
            "sasl_challenge",
            "sasl_error",
            "sasl_mechanism_not_supported",
            "stream_already_exists",
            "stream_does_not_exist",
            "stream_not_available",
            "subscription_id_already_exists",
            "subscription_id_does_not_exist",
            "unknown_frame",
            "vhost_access_failure");

    private final Exposition out;

    private GlobalFamilies(Exposition out) {
        this.out = out;
    }

    static void write(Exposition out, FiguresAdmin figures) throws IOException {
        GlobalFamilies families = new GlobalFamilies(out);
        families.clients(figures.objects());
        Totals totals = figures.totals();
        families.published(totals);
        families.delivered(totals);
        families.dead(figures);
        families.streamErrors();
        MessageSizes.write(out, totals);
    }

    private void clients(Objects objects) throws IOException {
        byProtocol("publishers", MetricType.GAUGE, "Channels that have published", objects.publishers());
        byProtocol("consumers", MetricType.GAUGE, "Consumers of all queues", objects.consumers());
    }

    private void published(Totals totals) throws IOException {
        counter("messages_received_total", "Messages received from publishers", totals.count(Stat.PUBLISH));
        counter(
                "messages_received_confirm_total",
                "Messages received from publishers that want to have them confirmed",
                totals.publishedForConfirm());
        counter("messages_routed_total", "Messages given to queues, once for each", totals.count(Stat.PUBLISH_OUT));
        counter("messages_confirmed_total", "Messages confirmed to publishers", totals.count(Stat.CONFIRM));
        counter(
                "messages_unroutable_dropped_total",
                "Messages that no queue took and that were dropped",
                totals.count(Stat.DROP_UNROUTABLE));
        counter(
                "messages_unroutable_returned_total",
                "Mandatory messages that no queue took and that went back",
                totals.count(Stat.RETURN_UNROUTABLE));
    }

    private void delivered(Totals totals) throws IOException {
        byKind(
                "messages_delivered_total",
                "Messages delivered or fetched",
                kind -> (double) totals.count(kind, Stat.DELIVER)
                        + totals.count(kind, Stat.DELIVER_NO_ACK)
                        + totals.count(kind, Stat.GET)
                        + totals.count(kind, Stat.GET_NO_ACK));
        byKind(
                "messages_delivered_consume_manual_ack_total",
                "Messages delivered to consumers, to be acknowledged",
                kind -> totals.count(kind, Stat.DELIVER));
        byKind(
                "messages_delivered_consume_auto_ack_total",
                "Messages delivered to consumers without acknowledgement",
                kind -> totals.count(kind, Stat.DELIVER_NO_ACK));
        byKind(
                "messages_delivered_get_manual_ack_total",
                "Messages fetched with basic.get, to be acknowledged",
                kind -> totals.count(kind, Stat.GET));
        byKind(
                "messages_delivered_get_auto_ack_total",
                "Messages fetched with basic.get without acknowledgement",
                kind -> totals.count(kind, Stat.GET_NO_ACK));
        byKind(
                "messages_get_empty_total",
                "Calls of basic.get that found nothing",
                kind -> totals.count(kind, Stat.GET_EMPTY));
        byKind(
                "messages_redelivered_total",
                "Deliveries that were not the first",
                kind -> totals.count(kind, Stat.REDELIVER));
        byKind(
                "messages_acknowledged_total",
                "Messages that consumers acknowledged",
                kind -> totals.count(kind, Stat.ACK));
    }

    private void dead(FiguresAdmin figures) throws IOException {
        for (DeathReason reason : DeathReason.values()) {
            String name = "messages_dead_lettered_" + reason.name().toLowerCase(Locale.ROOT) + "_total";
            out.family(PREFIX, name, MetricType.COUNTER, "Messages that died and were dead-lettered");
            for (QueueKind kind : QueueKind.values()) {
                out.sample(PREFIX, name)
                        .label("queue_type", QueueGroups.type(kind))
                        .label("dead_letter_strategy", "at_most_once")
                        .value(figures.deadLettered(kind, DeadLetterStrategy.AT_MOST_ONCE, reason));
            }
        }
        String name = "messages_dead_lettered_confirmed_total";
        out.family(PREFIX, name, MetricType.COUNTER, "Dead letters under a strategy of RabbitMQ's that is not here");
        out.sample(PREFIX, name)
                .label("queue_type", QueueGroups.type(QueueKind.QUORUM))
                .label("dead_letter_strategy", "at_least_once")
                .value(0);
    }

    private void streamErrors() throws IOException {
        for (String error : STREAM_ERRORS) {
            String name = "stream_error_" + error + "_total";
            out.family(PREFIX, name, MetricType.COUNTER, "Errors of a protocol that is not served");
            out.sample(PREFIX, name).label("protocol", STREAM).value(0);
        }
    }

    private void counter(String name, String help, double value) throws IOException {
        byProtocol(name, MetricType.COUNTER, help, value);
    }

    private void byProtocol(String name, MetricType type, String help, double value) throws IOException {
        out.family(PREFIX, name, type, help);
        out.sample(PREFIX, name).label("protocol", AMQP).value(value);
        out.sample(PREFIX, name).label("protocol", STREAM).value(0);
    }

    private void byKind(String name, String help, ToDoubleFunction<QueueKind> figure) throws IOException {
        out.family(PREFIX, name, MetricType.COUNTER, help);
        for (QueueKind kind : QueueKind.values()) {
            kind(name, AMQP, QueueGroups.type(kind), figure.applyAsDouble(kind));
        }
        kind(name, STREAM, STREAM_QUEUE, 0);
    }

    private void kind(String name, String protocol, String queueType, double value) throws IOException {
        out.sample(PREFIX, name)
                .label("protocol", protocol)
                .label("queue_type", queueType)
                .value(value);
    }
}
