package io.leveret.broker.simulation;

import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.persistence.DefinitionsStore;

/** Where a simulated broker keeps what is to outlast it, if anything is. */
interface SimulatedStorage {
    DefinitionsStore definitions();

    /** Puts back what is there; takes writes from then on. */
    NodeStorage open(Shards shards, VirtualHosts vhosts);

    /** The highest number of a queue that was ever seen. */
    long highestStream();
}
