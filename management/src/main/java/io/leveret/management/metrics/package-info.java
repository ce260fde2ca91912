/**
 * Metrics for Prometheus: the families that RabbitMQ's dashboards ask for, under its names, and those of the JVM under
 * Micrometer's. On the pool of the HTTP server; figures come through {@code io.leveret.management.admin} and are read
 * without asking a shard. What is written leaves as it is made; nothing is locked.
 */
package io.leveret.management.metrics;
