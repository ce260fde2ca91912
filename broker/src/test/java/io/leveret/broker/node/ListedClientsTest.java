package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.vhost.QueueConsumers;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.TxMethod;
import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
        assertThat(connections.channels())
                .extracting(ChannelDetails::name)
                .isEqualTo(all.stream().map(each -> each.name() + " (1)").toList());
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

    /** The shard of the one consumer of a queue, and of the queue, since who declared it consumes. */
    private BrokerShard consumerShard(String queue) throws Exception {
        BrokerShard asking = node.vhosts().shards().get(0);
        CompletableFuture<List<ShardConsumer>> consumers = new CompletableFuture<>();
        asking.execute(() -> QueueConsumers.ask(node.vhosts().get("/").queue(queue), asking, consumers::complete));
        return consumers.get().get(0).end().shard();
    }

    /** So that the others do their work meanwhile, however many connections they have. */
    @Test
    void shardsThatHaveNothingToDoWithItAreNotAsked() throws Exception {
        Shards shards = node.vhosts().shards();
        for (int i = 0; i < 2; i++) {
            declare(clients.get(i), "q" + i, FieldTable.EMPTY);
            consume(clients.get(i), "q" + i, "tag");
        }
        String queue = consumerShard("q0") == shards.get(0) ? "q0" : "q1";
        assertThat(consumerShard(queue)).isSameAs(shards.get(0));
        assertThat(consumerShard(queue.equals("q0") ? "q1" : "q0")).isSameAs(shards.get(1));
        CountDownLatch over = new CountDownLatch(1);
        shards.get(1).execute(() -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            List<ConsumerDetails> consumers = node.ports().queues().consumers("/", queue);
            assertThat(consumers).extracting(ConsumerDetails::queue).containsExactly(queue);
            String name = consumers.get(0).channel().connectionName();
            ConnectionFigures figures = node.ports().figures().connections().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Map<Object, ConnectionDetails> described =
                    node.ports().connections().connections(List.of(figures.key(), "gone"));
            assertThat(described).containsOnlyKeys(figures.key());
            assertThat(described.get(figures.key()).name()).isEqualTo(name);
        } finally {
            over.countDown();
        }
    }

    /** What is read beside the shards says what they say when they are asked. */
    @Test
    void figuresSayWhatShardsSay() throws Exception {
        Map<String, ConnectionFigures> figures = new HashMap<>();
        node.ports().figures().connections().forEach(each -> figures.put(each.id(), each));
        List<ConnectionDetails> details = node.ports().connections().connections();
        assertThat(figures).hasSize(details.size());
        long number = 0;
        for (ConnectionDetails each : details) {
            ConnectionFigures one = figures.get(each.id());
            assertThat(one.number()).isGreaterThan(number);
            number = one.number();
            assertThat(one.name()).isEqualTo(each.name());
            assertThat(one.state()).isEqualTo(each.state()).isEqualTo("running");
            assertThat(one.connectedAtMs()).isEqualTo(each.connectedAtMs());
            assertThat(one.user()).isEqualTo(each.session().user());
            assertThat(one.vhost()).isEqualTo(each.session().vhost());
            assertThat(one.receivedBytes()).isEqualTo(each.traffic().receivedBytes());
            assertThat(Peer.client(one.name())).isEqualTo(each.client());
            assertThat(Peer.server(one.name())).isEqualTo(each.server());
        }
        assertThat(clients.get(0).call(1, new ConfirmMethod.Select(false))).isInstanceOf(ConfirmMethod.SelectOk.class);
        assertThat(clients.get(1).call(1, new TxMethod.Select())).isInstanceOf(TxMethod.SelectOk.class);
        Map<String, ChannelFigures> channels = new HashMap<>();
        node.ports().figures().channels().forEach(each -> channels.put(each.id(), each));
        for (ChannelDetails each : node.ports().connections().channels()) {
            ChannelFigures one = channels.get(each.id());
            assertThat(one.confirm()).isEqualTo(each.confirm());
            assertThat(one.transactional()).isEqualTo(each.transactional());
            assertThat(one.connectionNumber())
                    .isEqualTo(figures.get(each.connectionId()).number());
        }
        assertThat(channels.values().stream().filter(ChannelFigures::confirm)).hasSize(1);
        assertThat(channels.values().stream().filter(ChannelFigures::transactional))
                .hasSize(1);
    }
}
