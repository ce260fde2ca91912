package io.leveret.broker.simulation;

import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.SaslMechanism;
import io.leveret.broker.access.User;
import io.leveret.broker.access.Users;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.connection.ClientCounts;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.ConnectionSettings;
import io.leveret.broker.connection.DirectReplies;
import io.leveret.broker.connection.ServerProperties;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.vhost.Definitions;
import io.leveret.broker.vhost.VhostMetadata;
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

    /** Of a connection, before it is not read. */
    static final long UNCONFIRMED_BYTES = 64_000;

    private static final PasswordHash GUEST = PasswordHash.create("guest");

    private final Simulation simulation;
    private final CountingAllocator allocator = new CountingAllocator();
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final Shards shards;
    private final SimulatedStorage storage;
    private final ChurnCounters churn = new ChurnCounters();
    private final Alarms alarms;
    private final ConnectionServices services;
    private int connections;

    /** One that forgets everything when it ends. */
    SimulatedBroker(Simulation simulation, int shardCount, Limits limits) {
        this(simulation, shardCount, limits, new ForgetfulStorage(simulation));
    }

    SimulatedBroker(Simulation simulation, int shardCount, Limits limits, SimulatedStorage storage) {
        this.simulation = simulation;
        this.storage = storage;
        for (int i = 0; i < shardCount; i++) {
            threads.add(simulation.newThread());
        }
        this.shards = new Shards(threads, limits.linkBytes());
        EventBus events = new EventBus();
        Definitions definitions = new Definitions(storage.definitions());
        VirtualHosts vhosts = new VirtualHosts(shards, definitions, events, churn, limits.memoryBytes());
        NodeStorage opened = storage.open(shards, vhosts);
        definitions.write(vhosts.begin(opened, storage.highestStream()), vhosts.unansweredWrite());
        definitions.write(vhosts.add("/", VhostMetadata.NONE), vhosts.unansweredWrite());
        Users users = new Users();
        users.put(new User("guest", GUEST, Set.of("administrator")));
        Permissions permissions = new Permissions();
        permissions.put(new Permission("guest", "/", ".*", ".*", ".*"));
        Authenticator authenticator = new Authenticator(users, Set::of, Set.of(SaslMechanism.PLAIN), null, null);
        ConnectionSettings settings = new ConnectionSettings(
                131_072,
                4096,
                limits.heartbeatSeconds(),
                10_000,
                16 << 20,
                0,
                limits.parkedBytes(),
                64 << 20,
                UNCONFIRMED_BYTES,
                0);
        this.alarms = new Alarms(shards, "simulation", events, () -> 0);
        this.services = new ConnectionServices(
                shards,
                vhosts,
                authenticator,
                users,
                permissions,
                events,
                churn,
                new DirectReplies(),
                alarms,
                () -> ServerProperties.of("simulation", "test"),
                settings,
                new RuntimeSettings(List.of(), 2047),
                new ClientCounts(new io.leveret.broker.policies.Limits(), "n@h", Long.MAX_VALUE, Long.MAX_VALUE));
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

    /** The definitions of a broker that forgets. */
    SimulatedDefinitions store() {
        return ((ForgetfulStorage) storage).definitions();
    }

    /** The log of a broker that forgets. */
    SimulatedLog log() {
        return ((ForgetfulStorage) storage).log();
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
