package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings what policies say now to the queues that hear something new. There may be very many of them, and what a shard
 * does for one may take a while (a lower limit drops messages), so each shard does a little in a turn, and its sockets
 * have theirs in between.
 *
 * <p>A queue reads what holds when it is its turn, so that passes may overtake each other.
 */
final class PolicyPass {
    /** What a shard does for policies in one turn; one queue is always done. */
    static final int QUEUES_A_TURN = 64;

    private static final long TURN_NANOS = 1_000_000;

    private final Shards shards;
    private final List<Queue<BrokerQueue>> byShard = new ArrayList<>();
    private final AtomicInteger shardsLeft;
    private final Runnable done;

    /** @param done runs on any shard when all queues have changed */
    PolicyPass(Shards shards, List<BrokerQueue> queues, Runnable done) {
        this.shards = shards;
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

    /** Any thread. */
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
        for (int changed = 1; (queue = left.poll()) != null; changed++) {
            queue.policyChanged(shard);
            if (changed == QUEUES_A_TURN || System.nanoTime() - beganNanos > TURN_NANOS) {
                shard.nextTurn(() -> turn(shard));
                return;
            }
        }
        // A queue that has moved since is changed elsewhere: the barrier waits for that.
        shards.barrier(shard, () -> {
            if (shardsLeft.decrementAndGet() == 0) {
                done.run();
            }
        });
    }
}
