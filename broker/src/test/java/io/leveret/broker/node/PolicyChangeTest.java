package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy for very many queues: how soon it holds, and how long clients wait meanwhile. */
@Timeout(120)
class PolicyChangeTest {
    private static final int QUEUES = 10_000;
    private static final long MOST_MS = 2_000;
    private static final long LONGEST_WAIT_MS = 50;

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

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * How long a change took, and the longest that a client waited for an answer meanwhile: what a shard worked between
     * its question and the answer, since by the clock other processes count too.
     */
    private record Round(long tookMs, long waitedMs) {}

    @Test
    void holdsSoonAndNobodyWaitsLong() throws Exception {
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
            assertThat(rounds).anyMatch(round -> round.tookMs < MOST_MS && round.waitedMs < LONGEST_WAIT_MS);
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
        String value = "{\"pattern\":\"^q[0-9]\",\"priority\":0,\"definition\":{\"max-length\":" + (round + 1)
                + ",\"message-ttl\":60000,\"expires\":600000}}";
        CompletableFuture<Long> changing = CompletableFuture.supplyAsync(() -> {
            long beganNanos = System.nanoTime();
            try {
                node.ports().parameters().set(new Parameter("/", ParametersAdmin.POLICY, "p", value));
            } catch (AdminException e) {
                throw new IllegalStateException(e);
            }
            return System.nanoTime() - beganNanos;
        });
        long longestNanos = 0;
        while (!changing.isDone()) {
            for (SocketClient client : clients) {
                Map<Long, Long> before = workedNanos();
                declare(client, "q1", true);
                for (Map.Entry<Long, Long> after : workedNanos().entrySet()) {
                    longestNanos = Math.max(longestNanos, after.getValue() - before.get(after.getKey()));
                }
            }
        }
        List<QueueDetails> queues = node.ports().queues().list("/");
        assertThat(queues).hasSize(QUEUES);
        assertThat(queues)
                .allMatch(queue -> queue.policy().definition().get("max-length").equals(round + 1L));
        return new Round(TimeUnit.NANOSECONDS.toMillis(changing.get()), TimeUnit.NANOSECONDS.toMillis(longestNanos));
    }

    /** The time that each shard's thread has had a processor. */
    private static Map<Long, Long> workedNanos() {
        Map<Long, Long> worked = new HashMap<>();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("shard-")) {
                worked.put(thread.getThreadId(), THREADS.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return worked;
    }
}
