package io.leveret.management.metrics;

import java.util.function.ToDoubleFunction;

/**
 * A family of metrics whose samples are read from objects of one kind.
 *
 * @param name without the prefix that all of an endpoint have
 * @param help one line for people
 * @param summed whether the figures of several objects make sense together; else they are shown for each alone
 * @param figure NaN where an object has none
 */
record Metric<T>(String name, MetricType type, String help, boolean summed, ToDoubleFunction<T> figure) {
    static <T> Metric<T> counter(String name, String help, ToDoubleFunction<T> figure) {
        return new Metric<>(name, MetricType.COUNTER, help, true, figure);
    }

    static <T> Metric<T> gauge(String name, String help, ToDoubleFunction<T> figure) {
        return new Metric<>(name, MetricType.GAUGE, help, true, figure);
    }

    static <T> Metric<T> untyped(String name, String help, ToDoubleFunction<T> figure) {
        return new Metric<>(name, MetricType.UNTYPED, help, true, figure);
    }

    /** A gauge of which there is no sum. */
    static <T> Metric<T> own(String name, String help, ToDoubleFunction<T> figure) {
        return new Metric<>(name, MetricType.GAUGE, help, false, figure);
    }
}
