package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.persistence.log.StreamOwner;

/** Answers for all queues when the log rewrites files. Asked on the log's threads, answered where each queue lives. */
public final class QueueStreams implements StreamOwner {
    private final VirtualHosts vhosts;

    public QueueStreams(VirtualHosts vhosts) {
        this.vhosts = vhosts;
    }

    @Override
    public boolean exists(long stream) {
        return vhosts.queueOf(stream) != null;
    }

    @Override
    public void present(long stream, long[] items, Answer answer) {
        BrokerQueue queue = vhosts.queueOf(stream);
        if (queue == null) {
            answer.items(new boolean[items.length]);
            return;
        }
        BrokerShard from = vhosts.shards().get(0);
        from.execute(() -> queue.present(from, items, answer));
    }

    @Override
    public void moved(long stream, long[] items, long[] places, Runnable done) {
        BrokerQueue queue = vhosts.queueOf(stream);
        if (queue == null) {
            done.run();
            return;
        }
        BrokerShard from = vhosts.shards().get(0);
        from.execute(() -> queue.moved(from, items, places, done));
    }
}
