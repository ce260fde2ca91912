/**
 * The whole broker in one thread: shards, sockets, disk and clock are driven by hand from a seed, so that any
 * interleaving can be had again.
 *
 * <p>Everything from {@code AmqpConnection} down is the real thing; what is simulated stands behind the ports
 * {@code ShardThread}, {@code Transport} and {@code DefinitionsStore}.
 */
package io.leveret.broker.simulation;
