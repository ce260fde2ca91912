package io.leveret.management.stats;

import java.util.List;
import java.util.Locale;

/**
 * How statistics are taken, and what is told of them.
 *
 * @param disabled whether none are taken and none told: {@code management.disable_stats}
 * @param queueTotals whether it is told all the same what queues hold: {@code management.enable_queue_totals}
 * @param intervalMs between two samples
 * @param global how long what is told of the node and of virtual hosts is kept, the youngest and finest first
 * @param basic the same of queues, exchanges, connections, channels and pairs of them
 * @param historyBytes that the history of objects may take; that of the node and of virtual hosts is always kept
 */
public record StatsOptions(
        boolean disabled,
        boolean queueTotals,
        RatesMode ratesMode,
        long intervalMs,
        List<Retention> global,
        List<Retention> basic,
        long historyBytes) {
    /** What is told of messages: {@code management.rates_mode}. */
    public enum RatesMode {
        /** Rates by object. */
        BASIC,
        /** The same, and by pairs of channels, exchanges and queues. */
        DETAILED,
        /** Nothing; depths alone. */
        NONE;

        /** As settings and answers name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether pairs of channels, exchanges and queues are counted and told of. */
    public boolean countsPairs() {
        return ratesMode == RatesMode.DETAILED && !disabled;
    }

    /** As settings are by default. */
    public static StatsOptions byDefault() {
        return new StatsOptions(false, false, RatesMode.BASIC, 5_000, Retention.GLOBAL, Retention.BASIC, 64 << 20);
    }
}
