package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;

/** The connection that alone may use an exclusive queue, and with which the queue goes. Identity is what counts. */
public interface QueueOwner {
    BrokerShard shard();

    /** The number of the connection, never used again by this process. */
    long connectionNumber();

    /** The queue is gone, by whatever cause. On {@link #shard}. */
    void queueDeleted(BrokerQueue queue);
}
