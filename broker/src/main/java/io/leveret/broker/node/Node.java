package io.leveret.broker.node;

import io.leveret.broker.admin.Administration;
import io.leveret.broker.admin.OnDisk;
import io.leveret.broker.admin.VhostDefaults;
import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.alarms.MemoryUse.Place;
import io.leveret.broker.alarms.ResourceMonitors;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.connection.ClientCounts;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.ConnectionSettings;
import io.leveret.broker.connection.DirectReplies;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.ServerProperties;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.eventexchange.EventExchange;
import io.leveret.broker.eventexchange.LogExchange;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventLog;
import io.leveret.broker.logs.LogSink;
import io.leveret.broker.settings.ListenerAddress;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.broker.tls.TlsContexts;
import io.leveret.broker.vhost.Definitions;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.log.WriteAheadLog;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node: definitions, shards, listeners. Opened once, started, closed. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** How long clients may take to answer the last close before their sockets are closed. */
    private static final long SHUTDOWN_WAIT_MS = 5_000;

    /** How often what is under way may cause more of it: a channel ends, its messages go back, are dead-lettered. */
    private static final int SHUTDOWN_HOPS = 3;

    private final Settings settings;
    private final NodeDisks disks;
    private final DefinitionsStore store;
    private final WriteAheadLog log;
    private final EventLoops loops;
    private final EventBus events = new EventBus();
    private final OpenConnections open;
    private final ResourceMonitors monitors;
    private final ConnectionServices services;
    private final BrokerPorts ports;
    private final TlsServing tls;
    private final LogExchange logLines;
    private final Listeners listeners;

    /**
     * Reads definitions and messages and makes the threads; listens to nothing yet.
     *
     * @param runtime what can change while it runs
     * @param disks closed with the node
     * @param tls closed with the node; null if it does not serve TLS
     * @throws IOException the log cannot be read or written
     */
    Node(Settings settings, RuntimeSettings runtime, NodeName name, NodeDisks disks, TlsServing tls, String version)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.tls = tls;
        this.disks = disks;
        this.store = disks.definitions();
        this.loops = new EventLoops(shardCount(settings));
        this.open = new OpenConnections(settings.integer("ranch_connection_max"), System::currentTimeMillis);
        Shards shards = new Shards(loops.shardThreads(), settings.bytes("limits.mailbox_bytes_per_link"));
        Alarms alarms = new Alarms(shards, name.toString(), events, System::currentTimeMillis);
        this.monitors = new ResourceMonitors(settings, disks.directory(), alarms, System::currentTimeMillis);
        monitors.memoryUse().register("outbound", Place.DIRECT, open::unsentBytes);
        ChurnCounters churn = new ChurnCounters();
        Definitions definitions = new Definitions(store);
        VirtualHosts vhosts = new VirtualHosts(
                shards, definitions, events, churn, monitors.memoryBudget().bodiesBytes());
        prepare(vhosts, settings);
        monitors.memoryUse().register("queues", Place.HEAP, vhosts::memoryBytes);
        vhosts.histories().limitBytes(settings.bytes("limits.recent_history_bytes"));
        monitors.memoryUse().register("recent history", Place.HEAP, vhosts.histories()::usedBytes);
        vhosts.whenMemoryIsShort(monitors::memoryIsShort);
        AccessDefinitions access = new AccessDefinitions(settings);
        vhosts.limits(
                access.parameters().limits(), settings.integer("cluster_queue_limit"), settings.integer("vhost_max"));
        this.log = new NodeRecovery(disks, vhosts, access)
                .run(settings, new LogAlarms(alarms.forLog(), disks.definitions()));
        monitors.memoryUse().register("log", Place.DIRECT, log::unsyncedBytes);
        // No more than one file holds: of those that are kept for a full disk it must not take all.
        long mostUnsynced = Math.min(settings.bytes("limits.unsynced_bytes"), settings.bytes("log.file_size"));
        ShardLogs logs = new ShardLogs(shards, log::writer, log.highestBodyId(), log::unsyncedBytes, mostUnsynced);
        store.write(
                vhosts.begin(new NodeStorage(logs, log.reader(), disks.pages()), log.highestStream()),
                vhosts.unansweredWrite());
        VhostDefaults defaults = new VhostDefaults(settings, access.parameters(), access.stored());
        FirstStart.ensureDefaults(settings, vhosts, access, defaults, store);
        ClusterName clusterName = new ClusterName(defaultClusterName(settings, name), access.parameters());
        this.services = new ConnectionServices(
                shards,
                vhosts,
                access.authenticator(settings, runtime),
                access.users(),
                access.permissions(),
                events,
                churn,
                new DirectReplies(),
                alarms,
                () -> ServerProperties.of(clusterName.get(), version),
                connectionSettings(settings),
                runtime,
                new ClientCounts(
                        access.parameters().limits(),
                        name.toString(),
                        settings.integer("connection_max"),
                        settings.integer("channel_max_per_node")));
        access.permissions().whenChanged(open::permissionsChanged);
        long creation = System.currentTimeMillis() / 1000;
        events.subscribe(new EventExchange(vhosts, name.toString(), creation));
        this.logLines = new LogExchange(vhosts, name.toString());
        this.listeners = new Listeners(new AmqpListener(loops, settings, services, open), tls);
        this.ports = ports(name.toString(), creation, access, defaults);
    }

    private BrokerPorts ports(String name, long creation, AccessDefinitions access, VhostDefaults defaults) {
        return Administration.of(
                name,
                creation,
                services,
                open,
                access.stored(),
                access.parameters(),
                defaults,
                monitors,
                new OnDisk(disks.directory(), disks.use(), log));
    }

    /** What the cluster is called until somebody gives it a name. */
    static String defaultClusterName(Settings settings, NodeName name) {
        return settings.has("cluster_name") ? settings.text("cluster_name") : name.toString();
    }

    /** One shard for each two processors: the load's own work, syncs and collections want the rest. */
    private static int shardCount(Settings settings) {
        int set = settings.integer("shards");
        return set > 0 ? set : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** What must be known before any virtual host is put back. */
    private static void prepare(VirtualHosts vhosts, Settings settings) {
        vhosts.eventVhost(
                settings.text(settings.has("event_exchange.vhost") ? "event_exchange.vhost" : "default_vhost"));
        vhosts.logVhost(settings.bool("log.exchange") ? settings.text("default_vhost") : "");
        if (ManagementServing.statistics(settings).countsPairs()) {
            vhosts.countPairs();
        }
        vhosts.consumerTimeoutMs(settings.durationMs("consumer_timeout"));
        vhosts.defaultQueueType(QueueType.named(settings.text("default_queue_type")));
    }

    private static ConnectionSettings connectionSettings(Settings settings) {
        return new ConnectionSettings(
                (int) settings.bytes("frame_max"),
                (int) settings.bytes("initial_frame_max"),
                settings.integer("heartbeat"),
                settings.durationMs("handshake_timeout"),
                settings.bytes("max_message_size"),
                settings.integer("consumer_max_per_channel"),
                settings.bytes("limits.parked_bytes_per_connection"),
                settings.bytes("limits.uncommitted_bytes_per_connection"),
                settings.bytes("limits.unconfirmed_bytes_per_connection"),
                settings.durationMs("tcp_listen_options.send_timeout"));
    }

    /** Begins to serve. */
    public void start() throws ListenException {
        events.subscribe(new EventLog());
        events.start();
        monitors.start();
        for (ListenerAddress address : settings.tcpListeners()) {
            listeners.add(address, "amqp");
        }
        for (ListenerAddress address : settings.sslListeners()) {
            listeners.add(address, "amqp/ssl");
        }
        LOG.info("shards: {}, sockets: {}", services.shards().count(), loops.kind());
    }

    /** For those who administer it. */
    BrokerPorts ports() {
        return ports;
    }

    /** What publishes lines of the log that are given to it. */
    LogSink logLines() {
        return logLines;
    }

    /** Where it listens. */
    Listeners listeners() {
        return listeners;
    }

    /** Looks now whether the files of certificates have changed. */
    void lookAtCertificates() {
        if (tls != null) {
            tls.lookAtCertificates();
        }
    }

    /** The certificates of TLS listeners; null if there are none. */
    TlsContexts certificates() {
        return tls == null ? null : tls.contexts();
    }

    VirtualHosts vhosts() {
        return services.vhosts();
    }

    ResourceMonitors monitors() {
        return monitors;
    }

    int connectionCount() {
        return open.count();
    }

    int queueCount() {
        return services.vhosts().queueCount();
    }

    /** Where it listens, for people: "*:5672, [::1]:5671 (TLS)"; a star stands for every address. */
    public String addresses() {
        return listeners.list().stream().map(Listeners.Listening::text).collect(Collectors.joining(", "));
    }

    /**
     * What shards have sent each other is served, and what that causes: so that the log does not end within a
     * transaction, and queues hear what was given back to them.
     */
    private void serveWhatIsUnderWay() {
        Shards shards = services.shards();
        long deadlineNanos = System.nanoTime() + SHUTDOWN_WAIT_MS * 1_000_000;
        for (int hop = 0; hop < SHUTDOWN_HOPS; hop++) {
            CountDownLatch served = new CountDownLatch(shards.count());
            for (int i = 0; i < shards.count(); i++) {
                BrokerShard shard = shards.get(i);
                shard.execute(() -> shards.barrier(shard, served::countDown));
            }
            try {
                if (!served.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("The node stops though commands between its queues are under way");
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Tells clients, waits for them a little, and ends everything. */
    @Override
    public void close() {
        listeners.close();
        ports.jobs().end();
        open.shutdown();
        long deadlineNanos = System.nanoTime() + SHUTDOWN_WAIT_MS * 1_000_000;
        while (open.count() > 0 && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(5_000_000);
        }
        monitors.close();
        serveWhatIsUnderWay();
        loops.close();
        if (tls != null) {
            tls.close();
        }
        store.close();
        log.close();
        disks.pages().close();
        events.close();
    }
}
