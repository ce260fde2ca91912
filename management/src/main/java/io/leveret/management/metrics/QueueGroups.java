package io.leveret.management.metrics;

import static io.leveret.management.metrics.Metric.counter;
import static io.leveret.management.metrics.Metric.gauge;

import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.Stat;
import io.leveret.management.metrics.MetricGroup.Labels;
import java.util.List;

/** What is told of queues. Those that RabbitMQ tells of Erlang processes are not there. */
final class QueueGroups {
    private static final Labels<QueueFigures> LABELS =
            (sample, queue) -> sample.label("vhost", queue.vhost()).label("queue", queue.name());

    static final MetricGroup<QueueFigures> COARSE = new MetricGroup<>(
            "queue_coarse_metrics",
            LABELS,
            List.of(
                    gauge("queue_messages_ready", "Messages that wait for a consumer", queue ->
                            (double) queue.readyMessages()),
                    gauge("queue_messages_unacked", "Messages that consumers hold and have not settled", queue ->
                            (double) queue.unackedMessages()),
                    gauge(
                            "queue_messages",
                            "All messages, ready and unacknowledged",
                            queue -> (double) queue.readyMessages() + queue.unackedMessages())));

    private static final Metric<QueueFigures> CONSUMERS =
            gauge("queue_consumers", "Consumers of a queue", QueueFigures::consumers);

    static final MetricGroup<QueueFigures> CONSUMER_COUNT =
            new MetricGroup<>("queue_consumer_count", LABELS, List.of(CONSUMERS));

    static final MetricGroup<QueueFigures> DETAILS = new MetricGroup<>(
            "queue_metrics",
            LABELS,
            List.of(
                    CONSUMERS,
                    gauge(
                            "queue_process_memory_bytes",
                            "Memory of a queue: its index, and bodies with what they are made of",
                            QueueFigures::memoryBytes),
                    gauge(
                            "queue_messages_ram",
                            "Messages, ready or not, whose bodies are in memory",
                            QueueFigures::inMemoryMessages),
                    gauge(
                            "queue_messages_bytes",
                            "Bytes of the bodies of all messages",
                            queue -> (double) queue.readyBytes() + queue.unackedBytes()),
                    gauge(
                            "queue_messages_ready_bytes",
                            "Bytes of the bodies of ready messages",
                            QueueFigures::readyBytes),
                    gauge(
                            "queue_messages_unacked_bytes",
                            "Bytes of the bodies of unacknowledged messages",
                            QueueFigures::unackedBytes),
                    gauge(
                            "queue_messages_paged_out",
                            "Messages whose bodies are on disk alone",
                            queue -> Math.max(
                                    0,
                                    (double) queue.readyMessages()
                                            + queue.unackedMessages()
                                            - queue.inMemoryMessages())),
                    count("queue_disk_reads_total", "Bodies that came back from the disk", Stat.DISK_READS),
                    count("queue_disk_writes_total", "Arrivals that were handed to the log", Stat.DISK_WRITES)));

    static final MetricGroup<QueueFigures> DELIVERIES = new MetricGroup<>(
            "queue_delivery_metrics",
            LABELS,
            List.of(
                    count("queue_get_ack_total", "Messages fetched with basic.get, to be acknowledged", Stat.GET),
                    count(
                            "queue_get_total",
                            "Messages fetched with basic.get without acknowledgement",
                            Stat.GET_NO_ACK),
                    count(
                            "queue_messages_delivered_ack_total",
                            "Messages delivered to consumers, to be acknowledged",
                            Stat.DELIVER),
                    count(
                            "queue_messages_delivered_total",
                            "Messages delivered to consumers without acknowledgement",
                            Stat.DELIVER_NO_ACK),
                    count("queue_messages_redelivered_total", "Deliveries that were not the first", Stat.REDELIVER),
                    count("queue_messages_acked_total", "Messages that consumers acknowledged", Stat.ACK),
                    count("queue_get_empty_total", "Calls of basic.get that found nothing", Stat.GET_EMPTY)));

    /** RabbitMQ has these by channel and exchange, too; here they are counted by queue alone. */
    static final MetricGroup<QueueFigures> PUBLISHED = new MetricGroup<>(
            "channel_queue_exchange_metrics",
            (sample, queue) -> sample.label("queue_vhost", queue.vhost()).label("queue", queue.name()),
            List.of(count(
                    "queue_messages_published_total",
                    "Messages that a queue took, dead letters included",
                    Stat.PUBLISH)));

    /** What kind of queue it is, to be joined with the others; there is no sum of it. */
    static final MetricGroup<QueueFigures> INFO = new MetricGroup<>(
            "queue_info",
            (sample, queue) -> sample.label("vhost", queue.vhost())
                    .label("queue", queue.name())
                    .label("queue_type", type(queue.kind()))
                    .label("membership", "leader"),
            List.of(Metric.own("queue_info", "Always 1; the labels tell what kind of queue it is", queue -> 1)));

    private QueueGroups() {}

    private static Metric<QueueFigures> count(String name, String help, Stat stat) {
        return counter(name, help, queue -> (double) queue.count(stat));
    }

    /** As RabbitMQ names it in labels. */
    static String type(QueueKind kind) {
        return kind == QueueKind.CLASSIC ? "rabbit_classic_queue" : "rabbit_quorum_queue";
    }
}
