package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.vhost.BrokerQueue;

/**
 * Slows a client down when others cannot keep up with it. One that publishes faster than another shard takes it, or
 * than the disk does, is not read until they have caught up. One that does not read what it asks for is neither read
 * nor served: each of its frames could ask for more, so channels keep them until it has read.
 *
 * <p>On the connection's shard.
 */
final class BackPressure {
    private final BrokerShard shard;
    private final Outbound outbound;
    private final ReadingPauses pauses;

    /** A link is full. */
    private boolean slowed;

    /** The disk is behind. */
    private boolean ahead;

    /** The client has not read what it asked for. */
    private boolean unread;

    BackPressure(BrokerShard shard, Outbound outbound, ReadingPauses pauses) {
        this.shard = shard;
        this.outbound = outbound;
        this.pauses = pauses;
    }

    /** A channel feeds a queue of another shard faster than that takes it: stops reading until it has caught up. */
    void slowDownFor(BrokerQueue queue) {
        slowDownFor(queue.linkFrom(shard));
    }

    /** As for a queue, given the link that leads to it; null if none does. */
    void slowDownFor(ShardLink link) {
        if (link != null && link.isFull() && !slowed) {
            slowed = true;
            pauses.pause();
            link.whenDrained(() -> {
                slowed = false;
                pauses.resume();
            });
        }
    }

    /** A channel appends to the log faster than the disk takes it: stops reading until it has caught up. */
    void slowDownFor(ShardLog log) {
        if (log.isFull() && !ahead) {
            ahead = true;
            pauses.pause();
            log.whenDrained(() -> {
                ahead = false;
                pauses.resume();
            });
        }
    }

    /** Whether frames must wait because the client does not read what it asks for. */
    boolean mustWait() {
        if (!unread && outbound.isOverfull()) {
            unread = true;
            pauses.pause();
        }
        return unread;
    }

    /** The client has read; true if frames waited for that. */
    boolean hasRead() {
        if (!unread) {
            return false;
        }
        unread = false;
        pauses.resume();
        return true;
    }
}
