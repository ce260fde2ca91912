package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.queue.Publisher;

/** A publisher of this node: it lives on a shard, and what queues of other shards answer arrives there as commands. */
public interface ShardPublisher extends Publisher, ShardReceiver {
    /** Operation: a queue confirms the sequence in the first argument. */
    int CONFIRM = 0x10;

    /** Operation: a queue refuses the sequence in the first argument. */
    int REFUSE = 0x11;

    BrokerShard shard();

    /** A queue has taken it. On this publisher's shard. */
    void confirmed(long sequence);

    /** A queue will not take it. On this publisher's shard. */
    void refused(long sequence);
}
