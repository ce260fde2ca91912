package io.leveret.broker.storage;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogWriter;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The ends of the log on all shards of a node. */
public final class ShardLogs {
    private static final int SHARD_BITS = 10;

    private final LongSupplier unsyncedBytes;
    private final long limitBytes;
    private final ShardLog[] all;
    private final long firstCount;

    /**
     * @param writers makes a shard's way into the log
     * @param highestBodyId that the log has seen: ids of this life stand above it
     * @param unsyncedBytes what waits for the disk, over all shards
     * @param limitBytes of it, above which publishers wait
     */
    public ShardLogs(
            Shards shards,
            Function<LogListener, LogWriter> writers,
            long highestBodyId,
            LongSupplier unsyncedBytes,
            long limitBytes) {
        this.unsyncedBytes = unsyncedBytes;
        this.limitBytes = limitBytes;
        this.firstCount = (highestBodyId >>> SHARD_BITS) + 1;
        this.all = new ShardLog[shards.count()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new ShardLog(shards.get(i), this, writers);
        }
    }

    /** The end on one shard; for its thread. */
    public ShardLog of(BrokerShard shard) {
        return all[shard.index()];
    }

    /** No id is given twice: each shard counts on from what the log has seen. */
    long bodyId(int shard, long count) {
        return firstCount + count << SHARD_BITS | shard;
    }

    boolean isFull() {
        return unsyncedBytes.getAsLong() > limitBytes;
    }

    boolean isDrained() {
        return unsyncedBytes.getAsLong() <= limitBytes / 2;
    }
}
