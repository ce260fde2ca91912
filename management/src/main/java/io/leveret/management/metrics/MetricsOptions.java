package io.leveret.management.metrics;

/**
 * How metrics are served.
 *
 * @param path of the endpoints, as {@code /metrics}
 * @param perObject whether what stands at the path itself tells of each object alone
 * @param login whether a login is wanted, of a user who may see nodes
 * @param version of Leveret
 */
public record MetricsOptions(String path, boolean perObject, boolean login, String version) {}
