package io.leveret.management.metrics;

/** What can be scraped. */
enum Endpoint {
    /** Sums over all objects. */
    AGGREGATED("aggregated", "default"),
    /** Each object alone. */
    PER_OBJECT("per-object", "per-object"),
    /** Groups that are asked for, of the virtual hosts that are asked for. */
    DETAILED("detailed", "detailed"),
    MEMORY_BREAKDOWN("memory-breakdown", "memory-breakdown");

    private final String label;
    private final String registry;

    Endpoint(String label, String registry) {
        this.label = label;
        this.registry = registry;
    }

    /** As it stands in the label {@code rabbitmq_endpoint}. */
    String label() {
        return label;
    }

    /** What RabbitMQ calls it besides. */
    String registry() {
        return registry;
    }
}
