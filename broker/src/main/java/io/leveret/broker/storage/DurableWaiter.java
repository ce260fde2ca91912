package io.leveret.broker.storage;

import io.leveret.broker.shard.BrokerShard;

/** Waits until something that it caused is on disk. */
public interface DurableWaiter {
    /**
     * It is.
     *
     * @param at the shard on which it was waited, which is the present one
     * @param number what the waiter gave when it began to wait
     */
    void durable(BrokerShard at, long number);
}
