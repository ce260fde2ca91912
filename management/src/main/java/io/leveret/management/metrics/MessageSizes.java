package io.leveret.management.metrics;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.Totals;
import java.io.IOException;
import java.util.List;

/** How large bodies are. Dashboards ask for the limits of the buckets as texts, which are RabbitMQ's. */
final class MessageSizes {
    /** Of {@link FiguresAdmin#MESSAGE_SIZE_BOUNDS}, as RabbitMQ writes them. */
    static final List<String> LIMITS =
            List.of("100.0", "1000.0", "10000.0", "100000.0", "1e+06", "1e+07", "5e+07", "1e+08");

    private static final String PREFIX = "rabbitmq_";
    private static final String NAME = "message_size_bytes";

    private MessageSizes() {}

    static void write(Exposition out, Totals totals) throws IOException {
        out.family(PREFIX, NAME, MetricType.HISTOGRAM, "Sizes of the bodies that were received");
        long[] counts = totals.messageSizes();
        long sum = 0;
        for (int i = 0; i <= LIMITS.size(); i++) {
            sum += counts[i];
            out.sample(PREFIX, NAME + "_bucket")
                    .label("protocol", "amqp091")
                    .label("le", i < LIMITS.size() ? LIMITS.get(i) : "+Inf")
                    .value(sum);
        }
        out.sample(PREFIX, NAME + "_count").label("protocol", "amqp091").value(sum);
        out.sample(PREFIX, NAME + "_sum").label("protocol", "amqp091").value(totals.publishedBytes());
    }
}
