/**
 * What happens to objects, told to whoever listens: one bounded bus with a thread of its own.
 *
 * <p>A shard that tells something never waits; when the bus is full, events are dropped and counted.
 */
package io.leveret.broker.events;
