package io.leveret.management.stats;

/**
 * How statistics are taken.
 *
 * @param intervalMs between two samples
 * @param historyBytes that the history of objects may take; that of the node and of virtual hosts is always kept
 */
public record StatsOptions(RatesMode ratesMode, long intervalMs, long historyBytes) {
    /** What is told of messages: {@code management.rates_mode}. */
    public enum RatesMode {
        /** Rates by object. */
        BASIC,
        /** The same: pairs of objects, which RabbitMQ adds, are not counted. */
        DETAILED,
        /** Nothing; depths alone. */
        NONE;

        /** As settings and answers name it. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
