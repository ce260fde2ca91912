/**
 * Virtual hosts: the topology of each, its queues with their machines, and the definitions that outlive the process.
 *
 * <p>A topology is changed and read by all shards under its lock; a queue is touched by its own shard alone, and others
 * send it commands.
 */
package io.leveret.broker.vhost;
