package io.leveret.broker.simulation;

import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.MemoryPages;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.broker.vhost.VirtualHosts;

/** Begins empty and ends with the broker. */
final class ForgetfulStorage implements SimulatedStorage {
    /** Groups that may wait for the disk before publishers are slowed down. */
    private static final long UNSYNCED_GROUPS = 50;

    private final SimulatedDefinitions store;
    private final SimulatedLog log;

    ForgetfulStorage(Simulation simulation) {
        this.store = new SimulatedDefinitions(simulation);
        this.log = new SimulatedLog(simulation);
    }

    @Override
    public SimulatedDefinitions definitions() {
        return store;
    }

    @Override
    public NodeStorage open(Shards shards, VirtualHosts vhosts) {
        ShardLogs logs = new ShardLogs(shards, log::writer, 0, log::unsyncedBytes, UNSYNCED_GROUPS);
        return new NodeStorage(logs, log, new MemoryPages());
    }

    @Override
    public long highestStream() {
        return 0;
    }

    SimulatedLog log() {
        return log;
    }
}
