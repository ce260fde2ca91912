package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import java.util.ArrayDeque;

/**
 * Finds the queues of one shard that nobody uses any more while bodies of theirs are in memory, so that these leave it:
 * ten thousand queues with a few messages each are to cost little, however much memory there is.
 *
 * <p>A queue is watched from the first body on that it gets, and looked at every few seconds. If nothing was counted of
 * it since the last look it is idle; once its bodies are gone it is watched no more. So a message costs one look at a
 * field, and no more queues are walked over than had messages lately. On the shard's thread.
 */
final class IdleQueues {
    /** A queue is idle after one to two of these. */
    static final long LOOK_MS = 5_000;

    /** Looked at in one turn; then the sockets have theirs. A queue lets go of no more than one read brings back. */
    static final int QUEUES_A_TURN = 100;

    /** One queue that is watched. A queue that comes to another shard is watched there, by another of these. */
    static final class Watch {
        /** Of a queue that has nothing on disk. */
        private static final Watch IN_VAIN = new Watch(null);

        private final BrokerQueue queue;

        /** What was counted of it up to the last look; less than nothing before the first. */
        private long counted = -1;

        private Watch(BrokerQueue queue) {
            this.queue = queue;
        }
    }

    private final BrokerShard shard;
    private ArrayDeque<Watch> watches = new ArrayDeque<>();
    private boolean lookComes;

    /** How many of the first are still to be looked at in this round. */
    private int toLookAt;

    IdleQueues(BrokerShard shard) {
        this.shard = shard;
    }

    /** A queue that was not watched has a body in memory. */
    void watch(BrokerQueue queue) {
        if (!queue.durable()) {
            queue.watchedBy(Watch.IN_VAIN);
            return;
        }
        Watch watch = new Watch(queue);
        queue.watchedBy(watch);
        watches.add(watch);
        if (!lookComes) {
            lookLater();
        }
    }

    private void lookLater() {
        lookComes = true;
        shard.wakeAt(shard.nowMs() + LOOK_MS, this::beginRound);
    }

    private void beginRound() {
        toLookAt = watches.size();
        look();
    }

    private void look() {
        try {
            for (int n = 0; n < QUEUES_A_TURN && toLookAt != 0; n++) {
                toLookAt--;
                Watch watch = watches.remove();
                if (lookAt(watch)) {
                    watches.add(watch);
                }
            }
        } finally {
            goOn();
        }
    }

    private void goOn() {
        if (toLookAt != 0) {
            shard.nextTurn(this::look);
        } else if (!watches.isEmpty()) {
            lookLater();
        } else {
            lookComes = false;
            watches = new ArrayDeque<>();
        }
    }

    /** Returns whether it is watched further. */
    private boolean lookAt(Watch watch) {
        BrokerQueue queue = watch.queue;
        if (queue.shard() != shard || queue.watchedBy() != watch || queue.isDeleted()) {
            return false;
        }
        long counted = queue.counters().total();
        if (counted == watch.counted && !queue.machine().idle()) {
            queue.watchedBy(null);
            return false;
        }
        watch.counted = counted;
        return true;
    }
}
