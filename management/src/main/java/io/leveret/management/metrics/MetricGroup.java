package io.leveret.management.metrics;

import java.io.IOException;
import java.util.List;

/**
 * Families that are read from the same objects.
 *
 * @param name RabbitMQ's, by which the group is asked for in detail
 * @param labels what tells one object from another
 */
record MetricGroup<T>(String name, Labels<T> labels, List<Metric<T>> metrics) {
    /** Labels a sample. */
    @FunctionalInterface
    interface Labels<T> {
        /** Adds the labels of an object. */
        void add(Exposition sample, T object) throws IOException;
    }

    /** Of things of which there is one. */
    static <T> MetricGroup<T> single(String name, List<Metric<T>> metrics) {
        return new MetricGroup<>(name, (sample, object) -> {}, metrics);
    }

    /** Groups of the same objects as one, without a name, for sums. */
    static <T> MetricGroup<T> together(List<MetricGroup<T>> groups) {
        return single(
                "", groups.stream().flatMap(group -> group.metrics().stream()).toList());
    }

    /** Writes a sample of each family for each object. */
    void writeEach(Exposition out, String prefix, Iterable<? extends T> objects) throws IOException {
        for (Metric<T> metric : metrics) {
            out.family(prefix, metric.name(), metric.type(), metric.help());
            for (T object : objects) {
                double figure = metric.figure().applyAsDouble(object);
                if (!Double.isNaN(figure)) {
                    out.sample(prefix, metric.name());
                    labels.add(out, object);
                    out.value(figure);
                }
            }
        }
    }

    /** Writes the sum over all objects for each family that has one; the objects are walked once. */
    void writeSums(Exposition out, String prefix, Iterable<? extends T> objects) throws IOException {
        double[] sums = new double[metrics.size()];
        for (T object : objects) {
            for (int i = 0; i < sums.length; i++) {
                double figure = metrics.get(i).figure().applyAsDouble(object);
                sums[i] += Double.isNaN(figure) ? 0 : figure;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            Metric<T> metric = metrics.get(i);
            if (metric.summed()) {
                out.family(prefix, metric.name(), metric.type(), metric.help());
                out.sample(prefix, metric.name()).value(sums[i]);
            }
        }
    }
}
