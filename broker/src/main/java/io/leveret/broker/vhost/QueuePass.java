package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does the same to each of some queues where they live. There may be very many of them, and what a shard does for one
 * may take a while (a lower limit drops messages), so each shard does a little in a turn, and its sockets have theirs
 * in between.
 *
 * <p>A queue looks at what holds when it is its turn, so that passes may overtake each other.
 */
final class QueuePass {
    /** What a shard does in one turn; one queue is always done. */
    static final int QUEUES_A_TURN = 64;

    private static final long TURN_NANOS = 1_000_000;

    /** What is done; commands of its shard, since the queue may have moved. */
    interface Step {
        void take(BrokerQueue queue, BrokerShard from);
    }

    private final Shards shards;
    private final Step step;
    private final List<Queue<BrokerQueue>> byShard = new ArrayList<>();
    private final AtomicInteger shardsLeft;
    private final Runnable done;

    /** @param done runs on any shard when the step is taken for all queues */
    QueuePass(Shards shards, List<BrokerQueue> queues, Step step, Runnable done) {
        this.shards = shards;
        this.step = step;
        this.shardsLeft = new AtomicInteger(shards.count());
        this.done = done;
        for (int i = 0; i < shards.count(); i++) {
            byShard.add(new ArrayDeque<>());
        }
        for (BrokerQueue queue : queues) {
            BrokerShard home = queue.shard();
            byShard.get(home == null ? 0 : home.index()).add(queue);
        }
    }

    /**
     * Any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException the node stops
     */
    void start() {
        for (int i = 0; i < shards.count(); i++) {
            BrokerShard shard = shards.get(i);
            shard.execute(() -> turn(shard));
        }
    }

    private void turn(BrokerShard shard) {
        Queue<BrokerQueue> left = byShard.get(shard.index());
        long beganNanos = System.nanoTime();
        BrokerQueue queue;
        for (int taken = 1; (queue = left.poll()) != null; taken++) {
            step.take(queue, shard);
            if (taken == QUEUES_A_TURN || System.nanoTime() - beganNanos > TURN_NANOS) {
                shard.nextTurn(() -> turn(shard));
                return;
            }
        }
        // A queue that has moved since is reached elsewhere: the barrier waits for that.
        shards.barrier(shard, () -> {
            if (shardsLeft.decrementAndGet() == 0) {
                done.run();
            }
        });
    }
}
