package io.leveret.management.api;

import io.leveret.management.admin.Stat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How fast counts grow between one look and the next. For one thread. */
final class RateMeter {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Stat[] STATS = Stat.values();

    private final LongSupplier nanos;
    private long[] before;
    private long atNanos;

    /**
     * @param nanos a clock as {@link System#nanoTime}
     * @param now what is counted now, by {@link Stat}
     */
    RateMeter(LongSupplier nanos, long[] now) {
        this.nanos = nanos;
        this.before = now;
        this.atNanos = nanos.getAsLong();
    }

    /** By name, how much each grew per second since the last look, to a tenth; what became less did not grow. */
    Map<String, Object> perSecond(long[] now) {
        long nowNanos = nanos.getAsLong();
        double seconds = Math.max(1, nowNanos - atNanos) / NANOS_PER_SECOND;
        Map<String, Object> rates = new LinkedHashMap<>();
        for (Stat stat : STATS) {
            long more = Math.max(0, now[stat.ordinal()] - before[stat.ordinal()]);
            rates.put(stat.statName(), Math.round(more / seconds * 10) / 10.0);
        }
        before = now;
        atNanos = nowNanos;
        return rates;
    }
}
