/**
 * AMQP connections and channels: from bytes of a socket to commands of queues, and back.
 *
 * <p>A connection lives on one shard and everything here is touched by that shard's thread alone. Nothing here blocks:
 * what must wait parks its channel.
 */
package io.leveret.broker.connection;
