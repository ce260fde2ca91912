package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.Stat;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.RouteTable;
import io.leveret.management.json.Json;
import io.leveret.management.stats.FakeFigures;
import io.leveret.management.stats.FakeFigures.Queue;
import io.leveret.management.stats.Stats;
import io.leveret.management.stats.StatsOptions;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 100,000 queues: one page of them must be there within 200 ms; here it has five times that, on whatever machine. */
class ManyQueuesTest {
    private static final int QUEUES = 100_000;
    private static final int ROUNDS = 15;
    private static final long MOST_MS = 1_000;

    private final FakeNode node = new FakeNode();
    private final FakeFigures figures = new FakeFigures();
    private long nowMs = 1_800_000_000_000L;
    private final Stats stats = new Stats(StatsOptions.byDefault(), node, () -> nowMs);
    private final RouteTable table = Api.routes(node, stats);
    private final Caller caller = Callers.of(new FakeAccess().user("root", "administrator"), "root");

    @BeforeEach
    void fill() {
        node.figures = figures;
        for (int i = 0; i < QUEUES; i++) {
            // In an order that is not the names'.
            figures.queue("/", "queue-" + (i * 7_919L) % QUEUES, QueueKind.CLASSIC).ready = i % 1_000;
        }
        stats.sampleNow();
        int moved = 0;
        for (Queue queue : figures.queues.values()) {
            if (moved++ % 3 == 0) {
                queue.add(Stat.PUBLISH, moved);
            }
        }
        nowMs += 5_000;
        stats.sampleNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/queues?page=1&page_size=100",
                "/queues?page=500&page_size=100&sort=messages&sort_reverse=true",
                "/queues?page=1&page_size=100&sort=message_stats.publish_details.rate&sort_reverse=true",
                "/queues?page=1&page_size=100&name=99&use_regex=true",
                "/overview"
            })
    void aPageOfThemIsThereSoon(String target) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // others may have the processors meanwhile
        long[] tookMs = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long startNanos = threads.getCurrentThreadCpuTime();
            Json.write(OutputStream.nullOutputStream(), Callers.json(Callers.get(table, caller, target)));
            tookMs[i] = (threads.getCurrentThreadCpuTime() - startNanos) / 1_000_000;
        }
        Arrays.sort(tookMs);
        assertThat(tookMs[ROUNDS / 2])
                .as("median of %s ms", Arrays.toString(tookMs))
                .isLessThan(MOST_MS);
    }
}
