package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections, channels and consumers of several shards, more than are asked for in one turn. */
@Timeout(120)
class ListedClientsTest {
    private static final int CLIENTS = 150;

    @TempDir
    Path directory;

    private final List<SocketClient> clients = new ArrayList<>();
    private Node node;

    @BeforeEach
    void connect() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        node = new Node(
                new SettingsSources(Map.of())
                        .sets(List.of("listeners.tcp.local=127.0.0.1:" + port, "shards=2"))
                        .read(SettingsTable.load(), false),
                new RuntimeSettings(List.of("guest"), 2_047),
                new NodeName("n", "h"),
                NodeDisks.open(directory, false),
                null,
                "1");
        node.start();
        for (int i = 0; i < CLIENTS; i++) {
            SocketClient client = new SocketClient(port);
            clients.add(client);
            client.open("guest", "guest");
            client.call(1, new ChannelMethod.Open());
        }
    }

    @AfterEach
    void disconnect() throws Exception {
        for (SocketClient client : clients) {
            client.close();
        }
        node.close();
    }

    private void declare(SocketClient client, String queue, FieldTable arguments) throws Exception {
        assertThat(client.call(1, new QueueMethod.Declare(queue, false, true, false, false, false, arguments)))
                .isInstanceOf(QueueMethod.DeclareOk.class);
    }

    private void consume(SocketClient client, String queue, String tag) throws Exception {
        assertThat(client.call(1, new BasicMethod.Consume(queue, tag, false, false, false, false, FieldTable.EMPTY)))
                .isInstanceOf(BasicMethod.ConsumeOk.class);
    }

    @Test
    void eachIsThereOnceAndInOrder() throws Exception {
        ConnectionsAdmin connections = node.ports().connections();
        List<ConnectionDetails> all = connections.connections();
        assertThat(all).extracting(ConnectionDetails::name).hasSize(CLIENTS).doesNotHaveDuplicates();
        assertThat(all).extracting(ConnectionDetails::connectedAtMs).isSorted();
        assertThat(connections.channels())
                .extracting(ChannelDetails::connectionName)
                .isEqualTo(all.stream().map(ConnectionDetails::name).toList());
        ConnectionDetails last = all.get(CLIENTS - 1);
        assertThat(connections.connection(last.name()).orElseThrow().id()).isEqualTo(last.id());
        assertThat(connections.channels(last.name()))
                .extracting(ChannelDetails::name)
                .containsExactly(last.name() + " (1)");
        assertThat(connections.connection("nobody")).isEmpty();
        assertThat(connections.channels("nobody")).isEmpty();
    }

    @Test
    void ofSeveralConsumersOneIsActiveWhereOneAtATimeIs() throws Exception {
        FieldTable single =
                FieldTable.builder().bool("x-single-active-consumer", true).build();
        declare(clients.get(0), "single", single);
        declare(clients.get(0), "plain", FieldTable.EMPTY);
        consume(clients.get(CLIENTS - 1), "single", "first");
        consume(clients.get(0), "single", "second");
        consume(clients.get(1), "plain", "a");
        consume(clients.get(2), "plain", "b");
        List<ConsumerDetails> consumers = node.ports().queues().consumers("/", "single");
        assertThat(consumers).extracting(ConsumerDetails::tag).containsExactly("first", "second");
        assertThat(consumers).extracting(ConsumerDetails::active).containsExactly(true, false);
        assertThat(consumers).extracting(ConsumerDetails::activity).containsExactly("single_active", "waiting");
        assertThat(node.ports().queues().consumers("/"))
                .extracting(ConsumerDetails::tag)
                .containsExactly("a", "b", "first", "second");
        assertThat(node.ports().queues().consumers("/", "plain"))
                .extracting(ConsumerDetails::activity)
                .containsExactly("up", "up");
        String connection = consumers.get(0).channel().connectionName();
        assertThat(node.ports().queues().consumersOf(connection))
                .extracting(ConsumerDetails::tag)
                .containsExactly("first");
        assertThat(node.ports().queues().consumers("/", "nope")).isEmpty();
        assertThat(clients.get(CLIENTS - 1).call(1, new BasicMethod.Cancel("first", false)))
                .isInstanceOf(BasicMethod.CancelOk.class);
        assertThat(node.ports().queues().consumers("/", "single"))
                .extracting(ConsumerDetails::activity)
                .containsExactly("single_active");
    }
}
