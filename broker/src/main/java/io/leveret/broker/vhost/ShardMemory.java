package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.queue.MemoryMeter;

/**
 * The memory that the queues of one shard may fill with messages. When it is used up, bodies and pages leave memory, of
 * one queue after the other, until an eighth is free again.
 *
 * <p>What cannot leave (heads of queues, what is not written yet) may be more than the limit; then there is no new
 * attempt before another sixteenth has been added. Bodies of idle queues leave memory in any case ({@link IdleQueues}).
 * On the shard's thread.
 */
final class ShardMemory {
    private final BrokerShard shard;
    private final VirtualHosts vhosts;
    private final long limitBytes;
    private final IdleQueues idle;
    private final MemoryMeter meter = new MemoryMeter();
    private long triedAtBytes;

    ShardMemory(BrokerShard shard, VirtualHosts vhosts, long limitBytes) {
        this.shard = shard;
        this.vhosts = vhosts;
        this.idle = new IdleQueues(shard);
        this.limitBytes = limitBytes;
        this.triedAtBytes = limitBytes;
    }

    MemoryMeter meter() {
        return meter;
    }

    /** What the queues here have in memory. Any thread; others see it a little late. */
    long usedBytes() {
        return meter.bodyBytes() + meter.indexBytes();
    }

    /** A queue has grown: makes room if there is too much. Never while a machine runs. */
    void afterGrowth(BrokerQueue grown) {
        hasBodies(grown);
        long used = usedBytes();
        if (used > triedAtBytes) {
            makeRoom(grown, used - limitBytes + limitBytes / 8);
        }
    }

    /** A queue has, or may have, bodies in memory: they are to leave it when the queue is idle. */
    void hasBodies(BrokerQueue queue) {
        if (queue.watchedBy() == null) {
            idle.watch(queue);
        }
    }

    private void makeRoom(BrokerQueue first, long wantedBytes) {
        long wanted = wantedBytes - first.pageOut(wantedBytes);
        if (wanted > 0) {
            wanted = fromOthers(wanted);
        }
        if (wanted > 0) {
            vhosts.memoryIsShort();
        }
        triedAtBytes = Math.max(limitBytes, usedBytes() + (wanted > 0 ? limitBytes / 16 : 0));
    }

    private long fromOthers(long wantedBytes) {
        long wanted = wantedBytes;
        for (BrokerQueue queue : vhosts.queues()) {
            if (wanted <= 0) {
                break;
            }
            if (queue.shard() == shard) {
                wanted -= queue.pageOut(wanted);
            }
        }
        return wanted;
    }
}
