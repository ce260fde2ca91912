package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.storage.ShardLog;
import io.leveret.persistence.log.StreamOwner;

/** Answers for all queues when the log rewrites files. Asked on the log's threads, answered where each queue lives. */
public final class QueueStreams implements StreamOwner {
    private final VirtualHosts vhosts;

    public QueueStreams(VirtualHosts vhosts) {
        this.vhosts = vhosts;
    }

    @Override
    public boolean exists(long stream) {
        return vhosts.isInLog(stream);
    }

    @Override
    public void present(long stream, long[] items, Answer answer) {
        BrokerQueue queue = vhosts.queueOf(stream);
        if (queue == null) {
            answer.items(new boolean[items.length]);
            return;
        }
        BrokerShard from = vhosts.shards().get(0);
        from.execute(() ->
                queue.command(from, () -> queue.machine().present(items, present -> answer(queue, present, answer))));
    }

    /**
     * Told when it is on disk why the others are not there: what removed them stands in the log of the shard that the
     * queue lives on now; it may have moved by the next turn. The log is asked in a turn of its own, since asking ends
     * a group, and what belongs together must stay in one.
     */
    private static void answer(BrokerQueue queue, boolean[] present, Answer answer) {
        ShardLog appended = queue.log();
        queue.shard().nextTurn(() -> appended.whenAllDurable(() -> answer.items(present)));
    }

    @Override
    public void moved(long stream, long[] items, long[] places, Runnable done) {
        BrokerQueue queue = vhosts.queueOf(stream);
        if (queue == null) {
            done.run();
            return;
        }
        BrokerShard from = vhosts.shards().get(0);
        from.execute(() -> queue.command(from, () -> queue.machine().moved(items, places, done)));
    }
}
