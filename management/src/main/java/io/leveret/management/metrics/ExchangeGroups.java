package io.leveret.management.metrics;

import static io.leveret.management.metrics.Metric.counter;

import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.admin.FiguresAdmin.Totals;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.Stat;
import io.leveret.management.metrics.MetricGroup.Labels;
import io.leveret.management.metrics.Sight.BoundExchange;
import java.util.List;

/** What is told of exchanges. */
final class ExchangeGroups {
    private static final Labels<ExchangeFigures> LABELS =
            (sample, exchange) -> sample.label("vhost", exchange.vhost()).label("exchange", exchange.name());

    private static final String GROUP = "exchange_metrics";
    private static final String PUBLISHED = "exchange_messages_published_total";
    private static final String PUBLISHED_HELP = "Messages that came to an exchange";

    /** Of each exchange it is not counted what was confirmed, and what found no queue. */
    static final MetricGroup<ExchangeFigures> PUBLISHES = new MetricGroup<>(
            GROUP, LABELS, List.of(counter(PUBLISHED, PUBLISHED_HELP, each -> (double) each.count(Stat.PUBLISH_IN))));

    static final MetricGroup<Totals> TOGETHER = MetricGroup.single(
            GROUP,
            List.of(
                    total(PUBLISHED, PUBLISHED_HELP, Stat.PUBLISH_IN),
                    total(
                            "exchange_messages_confirmed_total",
                            "Messages that came to an exchange and were confirmed",
                            Stat.CONFIRM),
                    total(
                            "exchange_messages_unroutable_returned_total",
                            "Mandatory messages that an exchange had no queue for and that went back",
                            Stat.RETURN_UNROUTABLE),
                    total(
                            "exchange_messages_unroutable_dropped_total",
                            "Messages that an exchange had no queue for and that were dropped",
                            Stat.DROP_UNROUTABLE)));

    private static final String TO_QUEUES_NAME = "queue_exchange_messages_published_total";
    private static final String TO_QUEUES_HELP = "Messages that went from an exchange to queues, once for each queue";

    /** RabbitMQ has these by queue, too; here they are counted by exchange unless pairs are. */
    static final MetricGroup<ExchangeFigures> TO_QUEUES = new MetricGroup<>(
            "queue_exchange_metrics", LABELS, List.of(counter(TO_QUEUES_NAME, TO_QUEUES_HELP, exchange ->
                    (double) exchange.count(Stat.PUBLISH_OUT))));

    /** The same of pairs, as RabbitMQ tells them. */
    static final MetricGroup<Pair> TO_EACH_QUEUE = new MetricGroup<>(
            TO_QUEUES.name(),
            (sample, pair) -> sample.label("vhost", pair.vhost())
                    .label("exchange", pair.exchange())
                    .label("queue", pair.queue()),
            List.of(counter(TO_QUEUES_NAME, TO_QUEUES_HELP, pair -> (double) pair.count(Stat.PUBLISH))));

    static final MetricGroup<ExchangeFigures> NAMES = new MetricGroup<>(
            "exchange_names",
            (sample, exchange) -> {
                LABELS.add(sample, exchange);
                sample.label("type", exchange.type());
            },
            List.of(Metric.own("exchange_name", "Always 1; the labels name an exchange", exchange -> 1)));

    static final MetricGroup<BoundExchange> BINDINGS = new MetricGroup<>(
            "exchange_bindings",
            (sample, exchange) -> sample.label("vhost", exchange.vhost())
                    .label("exchange", exchange.name())
                    .label("type", exchange.type()),
            List.of(Metric.own("exchange_bindings", "Bindings that lead out of an exchange", BoundExchange::bindings)));

    private ExchangeGroups() {}

    private static Metric<Totals> total(String name, String help, Stat stat) {
        return counter(name, help, totals -> (double) totals.count(stat));
    }
}
