package io.leveret.broker.simulation;

import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.SaslMechanism;
import io.leveret.broker.access.User;
import io.leveret.broker.access.Users;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.ConnectionSettings;
import io.leveret.broker.connection.DirectReplies;
import io.leveret.broker.connection.ServerProperties;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.MemoryPages;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.broker.vhost.Definitions;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A broker over simulated threads, sockets and disk, with the virtual host "/" and the user guest. */
final class SimulatedBroker {
    /** Limits small enough to be met in a short run. */
    record Limits(long linkBytes, long parkedBytes, int heartbeatSeconds, long memoryBytes) {
        /** With memory for all messages. */
        Limits(long linkBytes, long parkedBytes, int heartbeatSeconds) {
            this(linkBytes, parkedBytes, heartbeatSeconds, 1 << 30);
        }
    }

    /** Groups that may wait for the disk before publishers are slowed down. */
    private static final long UNSYNCED_GROUPS = 50;

    private static final PasswordHash GUEST = PasswordHash.create("guest");

    private final Simulation simulation;
    private final CountingAllocator allocator = new CountingAllocator();
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final Shards shards;
    private final SimulatedDefinitions store;
    private final SimulatedLog log;
    private final ChurnCounters churn = new ChurnCounters();
    private final Alarms alarms;
    private final ConnectionServices services;
    private int connections;

    SimulatedBroker(Simulation simulation, int shardCount, Limits limits) {
        this.simulation = simulation;
        for (int i = 0; i < shardCount; i++) {
            threads.add(simulation.newThread());
        }
        this.shards = new Shards(threads, limits.linkBytes());
        this.store = new SimulatedDefinitions(simulation);
        EventBus events = new EventBus();
        VirtualHosts vhosts = new VirtualHosts(shards, new Definitions(store), events, churn, limits.memoryBytes());
        this.log = new SimulatedLog(simulation);
        ShardLogs logs = new ShardLogs(shards, log::writer, 0, log::unsyncedBytes, UNSYNCED_GROUPS);
        vhosts.begin(new NodeStorage(logs, log, new MemoryPages()), 0);
        vhosts.add("/");
        Users users = new Users();
        users.put(new User("guest", GUEST, Set.of("administrator")));
        Permissions permissions = new Permissions();
        permissions.put(new Permission("guest", "/", ".*", ".*", ".*"));
        Authenticator authenticator = new Authenticator(users, Set.of(), Set.of(SaslMechanism.PLAIN), null);
        ConnectionSettings settings = new ConnectionSettings(
                131_072, 4096, 2047, limits.heartbeatSeconds(), 10_000, 16 << 20, 0, limits.parkedBytes(), 64 << 20, 0);
        this.alarms = new Alarms(shards, "simulation", events, () -> 0);
        this.services = new ConnectionServices(
                shards,
                vhosts,
                authenticator,
                permissions,
                events,
                churn,
                new DirectReplies(),
                alarms,
                ServerProperties.of("simulation", "test"),
                settings);
    }

    /** A client connects; it lets {@code highBytes} wait for it before the broker is told to stop writing. */
    SimulatedTransport connect(int shardIndex, int highBytes) {
        return new SimulatedTransport(this, shardIndex, "client" + ++connections + " -> broker", highBytes);
    }

    Simulation simulation() {
        return simulation;
    }

    Shards shards() {
        return shards;
    }

    SimulatedThread thread(int shardIndex) {
        return threads.get(shardIndex);
    }

    ConnectionServices services() {
        return services;
    }

    Alarms alarms() {
        return alarms;
    }

    SimulatedDefinitions store() {
        return store;
    }

    SimulatedLog log() {
        return log;
    }

    ChurnCounters churn() {
        return churn;
    }

    VirtualHost vhost() {
        return services.vhosts().get("/");
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Bytes of buffers that were taken and not given back. */
    long usedBufferBytes() {
        return allocator.usedBytes();
    }
}
