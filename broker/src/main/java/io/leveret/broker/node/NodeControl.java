package io.leveret.broker.node;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.TlsContexts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.LogsAdmin;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.api.Api;
import io.leveret.management.control.ControlServer;
import io.leveret.management.ctl.ControlCommands;
import io.leveret.management.stats.Stats;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's process as administrators see it: the control channel, which is there from beginning to end, and the
 * {@link Node} in it, which they can stop and start. A start makes a new one out of what is on disk, so that what such
 * a stop leaves behind is what the end of the process would.
 */
final class NodeControl implements NodeAdmin, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeControl.class);

    private final Settings settings;
    private final RuntimeSettings runtime;
    private final DataDirectory directory;
    private final NodeName name;
    private final String version;
    private final NodeLogs logs;
    private final Runnable end;
    private final Stats stats;
    private ControlServer server;

    /** Null while stopped. Changed under the lock. */
    private volatile Node node;

    /** Null while stopped. Changed under the lock. */
    private volatile ManagementServing management;

    private boolean ended;
    private volatile boolean maintenance;

    /** @param end has the process end, soon */
    NodeControl(
            Settings settings, DataDirectory directory, NodeName name, String version, NodeLogs logs, Runnable end) {
        this.settings = settings;
        this.runtime = new RuntimeSettings(List.copyOf(settings.loopbackUsers()), settings.integer("channel_max"));
        this.directory = directory;
        this.name = name;
        this.version = version;
        this.logs = logs;
        this.end = end;
        this.stats = new Stats(ManagementServing.statistics(settings), this, System::currentTimeMillis);
    }

    /** Begins to take commands. A node that cannot serves all the same: its clients need no administrator. */
    void open() {
        String home = System.getenv("HOME");
        ControlCommands commands = new ControlCommands(this, runtime, version, () -> Api.routes(this, stats));
        try {
            server = ControlServer.open(
                    directory.path(),
                    home == null ? System.getProperty("user.home") : home,
                    name.toString(),
                    commands,
                    text -> LOG.warn("control channel: {}", text));
            LOG.info("commands are taken at {}", server.socket());
        } catch (IOException e) {
            LOG.error("no commands are taken: {}", e.getMessage());
        }
    }

    /** Makes a node and has it serve. */
    synchronized void start() throws IOException, InterruptedException, ListenException, ImportRefusedException {
        TlsServing tls = TlsServing.of(settings); // first, since a bad certificate is known before the log is read
        NodeDisks disks = null;
        Node made = null;
        boolean serves = false;
        try {
            disks = NodeDisks.open(directory.path(), settings.bool("definitions.accept_loss"));
            made = new Node(settings, runtime, name, disks, tls, version);
            BootDefinitions.load(settings, made.ports());
            made.start();
            Node serving = made;
            ManagementServing http = ManagementServing.start(
                    settings, this, stats, () -> serving.ports().access(), version);
            node = made;
            logs.exchange(made.logLines());
            management = http;
            serves = true;
        } finally {
            if (!serves) {
                closeAll(made, disks, tls);
            }
        }
    }

    /** A node closes what it was given. */
    private static void closeAll(Node made, NodeDisks disks, TlsServing tls) {
        if (made != null) {
            made.close();
            return;
        }
        if (disks != null) {
            disks.close();
        }
        if (tls != null) {
            tls.close();
        }
    }

    /** Where the node listens, for people: "AMQP at *:5672, HTTP at *:15672, metrics at *:15692". */
    synchronized String addresses() {
        return "AMQP at " + node.addresses() + management.addresses();
    }

    @Override
    public String name() {
        return name.toString();
    }

    @Override
    public Optional<BrokerPorts> broker() {
        return Optional.ofNullable(node).map(Node::ports);
    }

    @Override
    public NodeStatus status() {
        Node running = node;
        return new NodeStatus(
                name.toString(),
                version,
                ProcessHandle.current().pid(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                directory.path().toString(),
                running == null ? 0 : running.monitors().memoryUsedBytes(),
                running == null ? 0 : running.monitors().memoryLimits().watermarkBytes(),
                running == null ? 0 : running.monitors().diskFreeBytes(),
                running == null ? 0 : running.monitors().diskFreeLimitBytes(),
                running == null ? 0 : running.connectionCount(),
                running == null ? 0 : running.queueCount(),
                listeners(running));
    }

    private List<Listener> listeners(Node running) {
        List<Listener> listeners = new ArrayList<>();
        if (running != null) {
            running.listeners().list().forEach(each -> listeners.add(listener(each)));
        }
        ManagementServing http = management;
        if (http != null) {
            listeners.addAll(http.listeners());
        }
        return listeners;
    }

    private static Listener listener(Listeners.Listening listening) {
        InetSocketAddress address = listening.address();
        String host = address.getAddress().isAnyLocalAddress()
                ? "::"
                : address.getAddress().getHostAddress();
        return new Listener(host, address.getPort(), listening.protocol());
    }

    @Override
    public List<ListenerCertificate> certificates() {
        Node running = node;
        ManagementServing http = management;
        List<ListenerCertificate> certificates = new ArrayList<>();
        if (running != null && running.certificates() != null) {
            running.listeners().list().stream()
                    .map(NodeControl::listener)
                    .filter(each -> each.protocol().equals("amqp/ssl"))
                    .forEach(each -> certificates.add(certificate(each, running.certificates())));
        }
        if (http != null) {
            http.certificates().forEach((each, contexts) -> certificates.add(certificate(each, contexts)));
        }
        return certificates;
    }

    private static ListenerCertificate certificate(Listener listener, TlsContexts contexts) {
        Path authorities = contexts.options().caFile();
        Instant authoritiesExpireAt = contexts.current().authoritiesExpireAt();
        return new ListenerCertificate(
                listener,
                contexts.options().certificateFile().toString(),
                authorities == null ? "" : authorities.toString(),
                contexts.current().certificate().getNotAfter().getTime(),
                authoritiesExpireAt == null ? 0 : authoritiesExpireAt.toEpochMilli());
    }

    @Override
    public int connectionMax() {
        int most = settings.integer("connection_max");
        return most == Integer.MAX_VALUE ? 0 : most;
    }

    @Override
    public String defaultClusterName() {
        return Node.defaultClusterName(settings, name);
    }

    @Override
    public SortedMap<String, String> effectiveSettings() {
        return settings.effective();
    }

    @Override
    public void lookAtCertificates() {
        Node running = node;
        if (running != null) {
            running.lookAtCertificates();
        }
        ManagementServing http = management;
        if (http != null) {
            http.lookAtCertificates();
        }
    }

    @Override
    public LogsAdmin logs() {
        return logs;
    }

    @Override
    public synchronized void suspendListeners() {
        if (node != null) {
            node.listeners().suspend();
            LOG.warn("no more connections are taken, as the operator wishes");
        }
    }

    @Override
    public synchronized void resumeListeners() throws AdminException {
        if (node == null) {
            return;
        }
        try {
            node.listeners().resume();
            LOG.info("connections are taken again at {}", node.addresses());
        } catch (ListenException e) {
            throw new AdminException(Kind.FAILED, e.getMessage(), e);
        }
    }

    @Override
    public void maintenance(boolean on) {
        maintenance = on;
    }

    @Override
    public boolean maintenance() {
        return maintenance;
    }

    @Override
    public synchronized void stopBroker() {
        if (node != null) {
            LOG.info("stopping the broker; the process goes on");
            closeNode();
            LOG.info("the broker is stopped");
        }
    }

    private void closeNode() {
        Node stopped = node;
        node = null;
        logs.exchange(null);
        if (management != null) {
            management.close();
            management = null;
        }
        stopped.close();
    }

    @Override
    public synchronized void startBroker() throws AdminException {
        if (node != null || ended) {
            return;
        }
        try {
            start();
            LOG.info("the broker serves {}", addresses());
        } catch (IOException | ListenException | ImportRefusedException | RuntimeException e) {
            LOG.error("the broker could not be started", e);
            throw new AdminException(Kind.FAILED, e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(Kind.FAILED, "interrupted", e);
        }
    }

    @Override
    public void stop() {
        end.run();
    }

    /** Stops the node, then the control channel. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            if (node != null) {
                closeNode();
            }
        }
        if (server != null) {
            server.close();
        }
    }
}
