/**
 * Shards: one thread each, on which every connection and every queue lives, and the batches that travel between them.
 *
 * <p>Nothing here blocks, and nothing here knows what a message is.
 */
package io.leveret.broker.shard;
