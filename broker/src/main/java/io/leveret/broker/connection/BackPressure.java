package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.vhost.BrokerQueue;

/**
 * Slows a client down when others cannot keep up with it. One that publishes faster than another shard takes it, or
 * than the disk does, is not read until they have caught up; nor is one of whose messages too many bytes wait for their
 * confirms, whatever they wait for. One that does not read what it asks for is neither read nor served: each of its
 * frames could ask for more, so channels keep them until it has read.
 *
 * <p>On the connection's shard.
 */
final class BackPressure {
    private final BrokerShard shard;
    private final Outbound outbound;
    private final ReadingPauses pauses;
    private final long unconfirmedLimitBytes;

    /** A link is full. */
    private boolean slowed;

    /** The disk is behind. */
    private boolean ahead;

    /** The client has not read what it asked for. */
    private boolean unread;

    /** Of messages whose confirms are yet to come. */
    private long unconfirmedBytes;

    private boolean tooMuchUnconfirmed;

    /** @param unconfirmedLimitBytes of messages whose confirms are yet to come, above which the client is not read */
    BackPressure(BrokerShard shard, Outbound outbound, ReadingPauses pauses, long unconfirmedLimitBytes) {
        this.unconfirmedLimitBytes = unconfirmedLimitBytes;
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

    /** A message waits for its confirm. */
    void published(int bytes) {
        unconfirmedBytes += bytes;
        if (!tooMuchUnconfirmed && unconfirmedBytes > unconfirmedLimitBytes) {
            tooMuchUnconfirmed = true;
            pauses.pause();
        }
    }

    /** All its queues have answered. */
    void answered(int bytes) {
        unconfirmedBytes -= bytes;
        if (tooMuchUnconfirmed && unconfirmedBytes <= unconfirmedLimitBytes / 2) {
            tooMuchUnconfirmed = false;
            shard.soon(pauses::resume);
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
