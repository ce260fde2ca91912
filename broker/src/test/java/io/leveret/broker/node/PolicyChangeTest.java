package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.vhost.QueueWatch;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy for very many queues: how soon it holds, and how often shards look at their sockets meanwhile. */
@Timeout(120)
class PolicyChangeTest {
    private static final int QUEUES = 10_000;
    private static final long MOST_MS = 2_000;
    /** Queues that a shard changes between two looks at its sockets: those of one turn, or the ends of two. */
    private static final int MOST_CHANGED = 128;

    /** Other work of the machine may get in the way of one, but hardly of all. */
    private static final int ROUNDS = 5;

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void findAPort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** How long a change took, and the most queues that a shard changed without a look at its sockets. */
    private record Round(long tookMs, int mostChanged) {}

    @Test
    void holdsSoonAndShardsLookAtTheirSocketsMeanwhile() throws Exception {
        Settings settings = new SettingsSources(Map.of())
                .sets(List.of("listeners.tcp.local=127.0.0.1:" + port, "shards=2"))
                .read(SettingsTable.load(), false);
        RuntimeSettings runtime = new RuntimeSettings(List.of("guest"), 2_047);
        NodeDisks disks = NodeDisks.open(directory, false);
        try (Node node = new Node(settings, runtime, new NodeName("n", "h"), disks, null, "1");
                SocketClient one = open(node);
                SocketClient other = new SocketClient(port)) {
            other.open("guest", "guest");
            other.call(1, new ChannelMethod.Open());
            for (int i = 0; i < QUEUES; i++) {
                declare(i % 2 == 0 ? one : other, "q" + i, false);
            }
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(change(node, i, one, other));
            }
            assertThat(rounds).anyMatch(round -> round.tookMs < MOST_MS);
            assertThat(rounds).allMatch(round -> round.mostChanged > 0 && round.mostChanged <= MOST_CHANGED);
        }
    }

    private SocketClient open(Node node) throws Exception {
        node.start();
        SocketClient client = new SocketClient(port);
        client.open("guest", "guest");
        client.call(1, new ChannelMethod.Open());
        return client;
    }

    private static void declare(SocketClient client, String queue, boolean passive) throws Exception {
        assertThat(client.call(
                        1, new QueueMethod.Declare(queue, passive, false, false, false, false, FieldTable.EMPTY)))
                .isInstanceOf(QueueMethod.DeclareOk.class);
    }

    private static Round change(Node node, int round, SocketClient... clients) throws Exception {
        long expiresMs = 600_000 + round;
        String value = "{\"pattern\":\"^q[0-9]\",\"priority\":0,\"definition\":{\"max-length\":" + (round + 1)
                + ",\"message-ttl\":60000,\"expires\":" + expiresMs + "}}";
        Shards shards = node.vhosts().shards();
        List<BrokerShard> all =
                IntStream.range(0, shards.count()).mapToObj(shards::get).toList();
        List<CompletableFuture<Integer>> watched = QueueWatch.begin(
                node.vhosts().queues(), all, queue -> queue.options().expiresMs() == expiresMs);
        CompletableFuture<Long> changing = CompletableFuture.supplyAsync(() -> {
            long beganNanos = System.nanoTime();
            try {
                node.ports().parameters().set(new Parameter("/", ParametersAdmin.POLICY, "p", value));
            } catch (AdminException e) {
                throw new IllegalStateException(e);
            }
            return System.nanoTime() - beganNanos;
        });
        while (!changing.isDone()) {
            for (SocketClient client : clients) {
                declare(client, "q1", true);
            }
        }
        List<QueueDetails> queues = node.ports().queues().list("/");
        assertThat(queues).hasSize(QUEUES);
        assertThat(queues)
                .allMatch(queue -> queue.policy().definition().get("max-length").equals(round + 1L));
        int most = 0;
        for (CompletableFuture<Integer> each : watched) {
            most = Math.max(most, each.get());
        }
        return new Round(TimeUnit.NANOSECONDS.toMillis(changing.get()), most);
    }
}
