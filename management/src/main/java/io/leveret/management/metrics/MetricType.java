package io.leveret.management.metrics;

import java.util.Locale;

/** What kind of figures a family has. */
enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    UNTYPED;

    /** As it stands behind {@code # TYPE}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
