/**
 * The end of the log that each shard has: what its queues and publishers append in a turn, and who waits for the disk.
 *
 * <p>On the shard's thread, but for the log's report of what is durable.
 */
package io.leveret.broker.storage;
