package io.leveret.broker.shard;

/** An object of one shard that commands from other shards are addressed to. */
public interface ShardReceiver {
    /**
     * One command. Which arguments mean something, and what, is between the receiver and those who send to it.
     *
     * @param at the shard that it arrived at, which is running
     * @param operation a constant of the receiver's class
     */
    void receive(BrokerShard at, int operation, long first, long second, Object object, Object other);
}
