package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import java.util.function.Consumer;

/**
 * What a queue is woken for: times that its machine asks for, and its own end when nobody used it for long
 * ({@code x-expires}; used means consumed, got from or declared, rabbit_amqqueue_process:ensure_expiry_timer).
 *
 * <p>A wake-up cannot be taken back. It comes on the shard that the queue lived on when it was asked for, finds the
 * queue from there, and does nothing for one that was deleted: all it then keeps in memory is this object.
 *
 * <p>On the queue's shard, but for the wake-ups themselves.
 */
final class QueueWakeups {
    /** Most queues that come and go live for less; others are woken this often in vain. */
    private static final long LONGEST_SLEEP_MS = 60_000;

    /** Null once it is deleted. Read by shards that it lived on. */
    private volatile BrokerQueue queue;

    private long expiresMs;
    private long usedAtMs;
    private boolean expiryAsked;

    /** @param expiresMs how long it may be unused, 0 for ever */
    QueueWakeups(BrokerQueue queue, long expiresMs) {
        this.queue = queue;
        this.expiresMs = expiresMs;
    }

    /** Has the machine look at the clock when it reaches this time. */
    void machineAt(BrokerShard here, long atMs) {
        ask(here, atMs, woken -> woken.command(here, () -> timeReached(woken, atMs)));
    }

    /** Where the queue has moved to the clock may be a turn behind. */
    private void timeReached(BrokerQueue woken, long atMs) {
        BrokerShard now = woken.shard();
        if (now.nowMs() < atMs) {
            machineAt(now, atMs);
        } else {
            woken.machine().timeReached(now.nowMs());
        }
    }

    /** A far time is reached by steps, so that what a deleted queue asked for is soon forgotten. */
    private void ask(BrokerShard here, long atMs, Consumer<BrokerQueue> due) {
        here.wakeAt(Math.min(atMs, here.nowMs() + LONGEST_SLEEP_MS), () -> {
            BrokerQueue woken = queue;
            if (woken == null) {
                return;
            }
            if (here.nowMs() < atMs) {
                ask(here, atMs, due);
            } else {
                due.accept(woken);
            }
        });
    }

    /** It is used, or its last consumer left: from now on it may be unused for its full time. */
    void used(BrokerShard here) {
        if (expiresMs != 0) {
            usedAtMs = here.nowMs();
            askForExpiry(here);
        }
    }

    /** From now on it may be unused for this long, 0 for ever; what it was unused so far does not count. */
    void expiresMs(BrokerShard here, long changedMs) {
        usedAtMs = here.nowMs();
        expiresMs = changedMs;
        expiryAsked = false;
        if (changedMs != 0) {
            askForExpiry(here);
        }
    }

    /** One wake-up at a time is enough: one that comes too early asks for the next. */
    private void askForExpiry(BrokerShard here) {
        if (!expiryAsked) {
            expiryAsked = true;
            ask(here, usedAtMs + expiresMs, woken -> woken.command(here, () -> expiryReached(woken)));
        }
    }

    /** It may have been unused for long enough to go. */
    private void expiryReached(BrokerQueue woken) {
        expiryAsked = false;
        if (woken.isDeleted() || expiresMs == 0 || woken.machine().consumerCount() != 0) {
            return;
        }
        BrokerShard now = woken.shard();
        if (now.nowMs() - usedAtMs >= expiresMs) {
            woken.end(Actor.BROKER);
        } else {
            askForExpiry(now);
        }
    }

    /** The queue is deleted. */
    void end() {
        queue = null;
    }
}
