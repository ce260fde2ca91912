package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsException;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.leveret.management.cli.StartRefusedException;
import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.H2Definitions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node, with sockets and a disk. */
@Timeout(60)
class NodeTest {
    private static final NodeName NAME = new NodeName("n", "h");
    private static final RuntimeSettings RUNTIME = new RuntimeSettings(List.of("guest"), 2047);
    private static final FieldTable NONE = FieldTable.EMPTY;

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void findAPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @Test
    void aNodeServesTellsItsClientsWhenItStopsAndLeavesNothingBehind() throws Exception {
        Set<Thread> before = threads();
        Node node = start();
        assertThat(node.addresses()).isEqualTo("127.0.0.1:" + port);
        try (SocketClient client = new SocketClient(port)) {
            assertThat(client.open("guest", "guest")).isEqualTo(new ConnectionMethod.OpenOk());
            Thread closing = new Thread(node::close, "closing");
            closing.start();
            assertThat(client.read())
                    .isEqualTo(new ConnectionMethod.Close(
                            320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", 0, 0));
            client.send(0, new ConnectionMethod.CloseOk());
            assertThat(client.read()).isNull();
            closing.join();
        }
        awaitNoThreadsBut(before);
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        H2Definitions.open(directory).close();
    }

    @Test
    void aClientThatDoesNotFinishItsHandshakeDoesNotHoldTheNodeUp() throws Exception {
        Node node = start();
        try (SocketClient client = new SocketClient(port)) {
            node.close();
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void definitionsSurviveARestart() throws Exception {
        try (Node first = start();
                SocketClient client = openChannel()) {
            assertThat(first.addresses()).contains(Integer.toString(port));
            for (boolean durable : new boolean[] {true, false}) {
                String name = durable ? "durable" : "transient";
                call(client, new ExchangeMethod.Declare(name, "topic", false, durable, false, false, false, NONE));
                call(client, new QueueMethod.Declare(name, false, durable, false, false, false, NONE));
                call(client, new QueueMethod.Bind(name, name, "k", false, NONE));
            }
            close(client);
        }
        try (Node second = start();
                SocketClient client = openChannel()) {
            assertThat(second.addresses()).contains(Integer.toString(port));
            assertThat(call(client, new QueueMethod.Declare("durable", true, false, false, false, false, NONE)))
                    .isEqualTo(new QueueMethod.DeclareOk("durable", 0, 0));
            assertThat(call(client, new ExchangeMethod.Delete("durable", true, false)))
                    .as("in use by its binding")
                    .isInstanceOfSatisfying(
                            ChannelMethod.Close.class,
                            close -> assertThat(close.replyCode()).isEqualTo(406));
            client.send(1, new ChannelMethod.CloseOk());
            client.call(1, new ChannelMethod.Open());
            assertThat(call(client, new QueueMethod.Declare("transient", true, false, false, false, false, NONE)))
                    .isInstanceOfSatisfying(
                            ChannelMethod.Close.class,
                            close -> assertThat(close.replyText())
                                    .isEqualTo("NOT_FOUND - no queue 'transient' in vhost '/'"));
            close(client);
        }
    }

    @Test
    void theFirstStartAloneMakesTheDefaultUser() throws Exception {
        start("default_user=alice", "default_pass=a").close();
        try (Node again = start("default_user=bob", "default_pass=b")) {
            assertThat(again.addresses()).contains(Integer.toString(port));
            try (SocketClient alice = new SocketClient(port)) {
                assertThat(alice.open("alice", "a")).isEqualTo(new ConnectionMethod.OpenOk());
                close(alice);
            }
            try (SocketClient bob = new SocketClient(port)) {
                assertThat(bob.open("bob", "b"))
                        .isInstanceOfSatisfying(
                                ConnectionMethod.Close.class,
                                close -> assertThat(close.replyCode()).isEqualTo(403));
                bob.send(0, new ConnectionMethod.CloseOk());
            }
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (Node first = start()) {
            assertThat(first.addresses()).contains(Integer.toString(port));
            Path other = directory.resolve("other");
            assertThat(other.toFile().mkdir()).isTrue();
            try (Node second = new Node(settings(), RUNTIME, NAME, NodeDisks.open(other, false), null, "1")) {
                assertThatThrownBy(second::start)
                        .isInstanceOf(ListenException.class)
                        .hasMessageContaining("cannot listen for AMQP at ")
                        .hasMessageContaining(Integer.toString(port));
            }
            H2Definitions.open(other).close();
        }
    }

    @Test
    void moreSocketsThanTheLimitAreClosedAtOnce() throws Exception {
        try (Node node = start("ranch_connection_max=1");
                SocketClient first = new SocketClient(port)) {
            assertThat(node.addresses()).contains(Integer.toString(port));
            assertThat(first.open("guest", "guest")).isEqualTo(new ConnectionMethod.OpenOk());
            try (java.net.Socket second = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
                second.setSoTimeout(20_000);
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            close(first);
        }
    }

    @Test
    void moreConnectionsThanTheLimitAreRefusedAsInRabbitMq() throws Exception {
        try (Node node = start("connection_max=1");
                SocketClient first = new SocketClient(port);
                SocketClient second = new SocketClient(port)) {
            assertThat(first.open("guest", "guest")).isEqualTo(new ConnectionMethod.OpenOk());
            assertThat(second.open("guest", "guest")).isInstanceOfSatisfying(ConnectionMethod.Close.class, close -> {
                assertThat(close.replyCode()).isEqualTo(530);
                assertThat(close.replyText())
                        .isEqualTo("NOT_ALLOWED - connection refused: node connection limit (1) is reached");
            });
            assertThat(node.connectionCount()).isPositive();
            close(first);
        }
    }

    @Test
    void definitionsOfANewerVersionRefuseTheStartAndAreLetGo() throws Exception {
        DataDirectory.open(directory, Optional.empty(), NAME, Clock.systemUTC()).close();
        byte vhostKind = 1;
        try (DefinitionsStore store = H2Definitions.open(directory)) {
            store.write(List.of(new Change(vhostKind, "v", new byte[] {99})), new Ignored());
        }
        StringWriter out = new StringWriter();
        ServeNode serving = new ServeNode(new PrintWriter(out), "1");
        try (DataDirectory data = DataDirectory.open(directory, Optional.empty(), NAME, Clock.systemUTC());
                NodeLogs logs = NodeLogs.open(settings(), directory, NAME.toString())) {
            assertThatThrownBy(() -> serving.run(settings(), data, NAME, logs))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("newer version of Leveret");
        }
        assertThat(out.toString()).isEmpty();
        H2Definitions.open(directory).close();
    }

    /** Nobody waits. */
    private static final class Ignored implements DefinitionsStore.Completion {
        @Override
        public void durable() {}

        @Override
        public void failed(Exception cause) {
            throw new AssertionError(cause);
        }
    }

    private Node start(String... settings) throws Exception {
        Node node = new Node(settings(settings), RUNTIME, NAME, NodeDisks.open(directory, false), null, "1");
        try {
            node.start();
            return node;
        } catch (ListenException e) {
            node.close();
            throw e;
        }
    }

    private Settings settings(String... more) throws SettingsException {
        List<String> sets = new ArrayList<>(List.of(more));
        sets.add("listeners.tcp.local=127.0.0.1:" + port);
        sets.add("shards=2");
        return new SettingsSources(Map.of()).sets(sets).read(SettingsTable.load(), false);
    }

    private SocketClient openChannel() throws Exception {
        SocketClient client = new SocketClient(port);
        client.open("guest", "guest");
        client.call(1, new ChannelMethod.Open());
        return client;
    }

    private static Method call(SocketClient client, Method method) throws Exception {
        return client.call(1, method);
    }

    private static void close(SocketClient client) throws Exception {
        assertThat(client.call(0, new ConnectionMethod.Close(200, "bye", 0, 0)))
                .isEqualTo(new ConnectionMethod.CloseOk());
    }

    /** A thread may be seen for a moment after it has said that it ends, those of the test before among them. */
    private static void awaitNoThreadsBut(Set<Thread> before) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!before.containsAll(threads()) && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(before).as("threads of the node").containsAll(threads());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(shard|acceptor|events|definitions).*"))
                .collect(Collectors.toSet());
    }
}
