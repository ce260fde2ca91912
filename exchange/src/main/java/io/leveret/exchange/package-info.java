/**
 * Exchanges and bindings: which queues a message goes to.
 *
 * <p>Owns the topology of a virtual host: which exchanges and bindings there are, and the indexes that answer a routing
 * key without a scan. Pure: no thread, no clock, no input or output, no lock. Whoever owns a {@link Topology} lets many
 * threads route at once, each with a {@link Route} of its own, or one thread change it, never both. Knows queues only
 * by name and identity; permissions, policies, exclusive queues and persistence are the broker's.
 */
package io.leveret.exchange;
