package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.Stat;
import io.leveret.management.json.Json;
import io.leveret.management.stats.FakeFigures;
import io.leveret.management.stats.FakeFigures.Queue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of one queue, second by second. */
@Timeout(60)
class QueueReadingsTest {
    private final FakeFigures figures = new FakeFigures();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean seen = new AtomicBoolean(true);
    private final Queue queue = figures.queue("/", "q", QueueKind.CLASSIC);

    private QueueReadings readings() {
        return new QueueReadings(figures, queue, seen::get, nanos::get);
    }

    private static Object rate(Reading reading, String name) {
        return ((Map<?, ?>) reading.data().get("message_rates")).get(name);
    }

    @Test
    void depthsAreThoseOfTheMomentAndRatesThoseSinceTheLastLook() {
        queue.add(Stat.PUBLISH, 1_000);
        QueueReadings readings = readings();
        queue.add(Stat.PUBLISH, 30);
        queue.add(Stat.ACK, 5);
        queue.ready = 25;
        queue.unacked = 3;
        queue.consumers = 2;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        Reading first = readings.get();
        assertThat(first.topic()).isEqualTo("figures");
        assertThat(first.last()).isFalse();
        assertThat(first.data())
                .containsEntry("vhost", "/")
                .containsEntry("name", "q")
                .containsEntry("state", "running")
                .containsEntry("messages", 28L)
                .containsEntry("messages_ready", 25L)
                .containsEntry("messages_unacknowledged", 3L)
                .containsEntry("message_bytes", 280L)
                .containsEntry("message_bytes_ready", 250L)
                .containsEntry("message_bytes_unacknowledged", 30L)
                .containsEntry("memory", 2_800L)
                .containsEntry("consumers", 2);
        assertThat(rate(first, "publish")).isEqualTo(15.0);
        assertThat(rate(first, "ack")).isEqualTo(2.5);
        assertThat(rate(first, "redeliver")).isEqualTo(0.0);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(rate(readings.get(), "publish")).as("nothing more").isEqualTo(0.0);
    }

    @Test
    void theyEndWhenTheQueueIsDeleted() {
        QueueReadings readings = readings();
        figures.queues.clear();
        Reading last = readings.get();
        assertThat(last.topic()).isEqualTo("gone");
        assertThat(last.last()).isTrue();
        assertThat(last.data()).containsEntry("vhost", "/").containsEntry("name", "q");
        figures.queue("/", "q", QueueKind.CLASSIC);
        assertThat(readings.get().last()).as("another of that name").isTrue();
    }

    @Test
    void theyEndForWhoeverMayNotSeeThemAnyMore() {
        QueueReadings readings = readings();
        assertThat(readings.get().last()).isFalse();
        seen.set(false);
        assertThat(readings.get().topic()).isEqualTo("gone");
    }

    private ServedRoutes served() throws Exception {
        EventsAdmin nothingHappens = listener -> () -> {};
        ServedRoutes routes = new ServedRoutes(ports -> List.of(new EventRoutes(ports)));
        routes.node.figures = figures;
        routes.node.events = nothingHappens;
        return routes;
    }

    @Test
    void aStreamTellsThemUntilTheQueueIsGone() throws Exception {
        try (ServedRoutes routes = served()) {
            queue.ready = 7;
            Iterator<String> lines = routes.lines("app", "/x/events?vhost=%2F&queue=q&types=figures")
                    .iterator();
            assertThat(lines.next()).isEqualTo("event: figures");
            assertThat(data(lines.next())).containsEntry("name", "q").containsEntry("messages_ready", 7L);
            figures.queues.clear();
            List<String> rest = new ArrayList<>();
            lines.forEachRemaining(rest::add);
            assertThat(rest).as("then it ends").containsOnlyOnce("event: gone");
            assertThat(rest.subList(rest.indexOf("event: gone"), rest.size())).hasSizeLessThanOrEqualTo(3);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String line) {
        return (Map<String, Object>) Json.read(line.substring("data:".length()));
    }

    @Test
    void itIsForWhoeverCouldGetTheQueue() throws Exception {
        figures.queue("v", "q", QueueKind.CLASSIC);
        try (ServedRoutes routes = served()) {
            assertThat(routes.get("app", "/x/events?vhost=%2F&queue=nope").status())
                    .isEqualTo(404);
            assertThat(routes.get("app", "/x/events?vhost=v&queue=q").status()).isEqualTo(401);
            assertThat(routes.get("app", "/x/events?queue=q").reason()).isEqualTo("queue needs a vhost");
        }
    }
}
