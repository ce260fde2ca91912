package io.leveret.management.metrics;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** How long the scrapes of one endpoint took, and how much they were; RabbitMQ's families. Any thread. */
final class Telemetry {
    private final String registry;
    private final LongAdder scrapes = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** @param registry RabbitMQ's word for the endpoint */
    Telemetry(String registry) {
        this.registry = registry;
    }

    /** One scrape is through. */
    void scraped(long tookNanos, long sizeBytes) {
        nanos.add(tookNanos);
        bytes.add(sizeBytes);
        scrapes.increment();
    }

    /** Writes what earlier scrapes came to. */
    void write(Exposition out) throws IOException {
        summary(out, "telemetry_scrape_duration_seconds", "How long it took to write scrapes", nanos.sum() / 1e9);
        summary(out, "telemetry_scrape_size_bytes", "How much was written in scrapes, not compressed", bytes.sum());
    }

    private void summary(Exposition out, String name, String help, double sum) throws IOException {
        out.family("", name, MetricType.SUMMARY, help);
        sample(out, name + "_count", scrapes.sum());
        sample(out, name + "_sum", sum);
    }

    private void sample(Exposition out, String name, double value) throws IOException {
        out.sample("", name)
                .label("registry", registry)
                .label("content_type", Exposition.CONTENT_TYPE)
                .value(value);
    }
}
