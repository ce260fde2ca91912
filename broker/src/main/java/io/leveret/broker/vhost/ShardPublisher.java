package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.storage.DurableWaiter;
import io.leveret.queue.Publisher;

/** A publisher of this node: it lives on a shard, and what queues of other shards answer arrives there as commands. */
public interface ShardPublisher extends Publisher, ShardReceiver, DurableWaiter {
    /** Operation: a queue confirms the sequence in the first argument. */
    int CONFIRM = 0x10;

    /** Operation: a queue refuses the sequence in the first argument. */
    int REFUSE = 0x11;

    BrokerShard shard();

    /** Whether it wants its answer only when the disk has what a queue took. */
    default boolean awaitsDisk() {
        return true;
    }

    /** A queue has taken it. On this publisher's shard. */
    void confirmed(long sequence);

    /** A queue will not take it. On this publisher's shard. */
    void refused(long sequence);

    /** What a queue took is on disk. On the queue's shard, or where that was. */
    @Override
    default void durable(BrokerShard at, long sequence) {
        if (at == shard()) {
            confirmed(sequence);
        } else {
            at.linkTo(shard()).send(this, CONFIRM, sequence, 0, null, null);
        }
    }
}
