package io.leveret.broker.storage;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.persistence.log.BodyReader;

/**
 * Where the queues of a node keep what is not, or not only, in memory.
 *
 * @param bodies reads messages back from the log
 * @param pages takes the indices of pages that left memory
 */
public record NodeStorage(ShardLogs logs, BodyReader bodies, PageStore pages) {
    /** The end of the log on a shard; for its thread. */
    public ShardLog log(BrokerShard shard) {
        return logs.of(shard);
    }
}
