/** Metrics of the distribution: over HTTP, and as a Prometheus of the same machine sees them. */
package io.leveret.it.metrics;
