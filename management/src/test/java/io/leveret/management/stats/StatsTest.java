package io.leveret.management.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.PairFigures.Kind;
import io.leveret.management.admin.Stat;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.stats.FakeFigures.Queue;
import io.leveret.management.stats.Ranges.Range;
import io.leveret.management.stats.StatsOptions.RatesMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** On a clock that the test sets: a sample every five seconds, of figures that it sets, too. */
class StatsTest {
    private static final long START_MS = 1_800_000_000_000L;
    private static final Ranges LAST_MINUTE =
            new Ranges(new Range(60, 5), new Range(60, 5), new Range(60, 5), new Range(60, 5));

    private final FakeNode node = new FakeNode();
    private final FakeFigures figures = new FakeFigures();
    private long nowMs = START_MS;
    private Stats stats = stats(StatsOptions.byDefault());

    StatsTest() {
        node.figures = figures;
        figures.vhosts.put("/", new FakeFigures.Counts());
    }

    private Stats stats(StatsOptions options) {
        return new Stats(options, node, () -> nowMs);
    }

    private void tick() {
        nowMs += 5_000;
        stats.sampleNow();
    }

    private Map<String, Object> of(Queue queue, Ranges ranges) {
        Map<String, Object> object = new LinkedHashMap<>();
        stats.putQueue(object, queue, ranges);
        return object;
    }

    private static Map<?, ?> at(Map<?, ?> object, String field) {
        return (Map<?, ?>) object.get(field);
    }

    private static Object rate(Map<?, ?> object, String name) {
        return at(object, name + "_details").get("rate");
    }

    private Queue queue(String name) {
        return figures.queue("/", name, QueueKind.CLASSIC);
    }

    private static StatsOptions options(RatesMode mode, long intervalMs, long historyBytes) {
        return new StatsOptions(false, false, mode, intervalMs, Retention.GLOBAL, Retention.BASIC, historyBytes);
    }

    @Test
    void aRateIsTheGrowthBetweenTheLastTwoSamples() {
        Queue queue = queue("q");
        tick();
        queue.add(Stat.PUBLISH, 100);
        queue.ready = 100;
        tick();
        queue.add(Stat.PUBLISH, 10);
        queue.add(Stat.DELIVER, 30);
        queue.add(Stat.GET, 5);
        queue.ready = 75;
        queue.unacked = 35;
        tick();
        queue.add(Stat.PUBLISH, 1_000);
        Map<String, Object> object = of(queue, Ranges.NONE);
        assertThat(at(object, "message_stats").get("publish"))
                .as("as it is now")
                .isEqualTo(1_110L);
        assertThat(rate(at(object, "message_stats"), "publish")).isEqualTo(2.0);
        assertThat(at(object, "message_stats").get("deliver_get")).isEqualTo(35L);
        assertThat(rate(at(object, "message_stats"), "deliver_get")).isEqualTo(7.0);
        assertThat(object.get("messages")).isEqualTo(110L);
        assertThat(rate(object, "messages_ready")).isEqualTo(-5.0);
        assertThat(rate(object, "messages")).isEqualTo(2.0);
        tick();
        tick();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(0.0);
    }

    @Test
    void samplesCanBeForgotten() {
        Queue queue = queue("q");
        tick();
        queue.add(Stat.PUBLISH, 50);
        tick();
        stats.reset();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(0.0);
        assertThat(at(of(queue, Ranges.NONE), "message_stats").get("publish")).isEqualTo(50L);
        tick();
        queue.add(Stat.PUBLISH, 10);
        tick();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(2.0);
    }

    /** Samples of a time to come would be the latest for as long as the clock was set back. */
    @Test
    void aClockThatIsSetBackBeginsAnew() {
        Queue queue = queue("q");
        tick();
        queue.ready = 7;
        tick();
        nowMs -= 3_600_000;
        tick();
        queue.add(Stat.PUBLISH, 10);
        queue.ready = 20;
        tick();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(2.0);
        List<?> samples =
                (List<?>) at(of(queue, LAST_MINUTE), "messages_details").get("samples");
        assertThat(samples.stream().map(each -> ((Map<?, ?>) each).get("timestamp")))
                .isNotEmpty()
                .allSatisfy(at -> assertThat((Long) at).isLessThanOrEqualTo(nowMs));
        assertThat(((Map<?, ?>) samples.get(0)).get("sample")).isEqualTo(20L);
    }

    /** As clocks are when they are kept right. */
    @Test
    void aClockThatGoesBackALittleForgetsNothing() {
        Queue queue = queue("q");
        tick();
        nowMs -= 4_000;
        stats.sampleNow();
        nowMs += 4_000;
        queue.add(Stat.PUBLISH, 10);
        tick();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(2.0);
    }

    @Test
    void aQueueThatIsNewHasBegunWithNothing() {
        tick();
        Queue queue = queue("q");
        queue.add(Stat.PUBLISH, 50);
        tick();
        assertThat(rate(at(of(queue, Ranges.NONE), "message_stats"), "publish")).isEqualTo(10.0);
    }

    @Test
    void whatIsFoundAtTheFirstSampleIsAsItWas() {
        Queue queue = queue("q");
        queue.add(Stat.PUBLISH, 50);
        queue.ready = 50;
        tick();
        Map<String, Object> object = of(queue, Ranges.NONE);
        assertThat(rate(at(object, "message_stats"), "publish")).isEqualTo(0.0);
        assertThat(rate(object, "messages")).isEqualTo(0.0);
    }

    @Test
    void messageStatsComeInGroupsOnceThereIsSomething() {
        Queue queue = queue("q");
        tick();
        assertThat(of(queue, Ranges.NONE)).doesNotContainKey("message_stats");
        queue.add(Stat.PUBLISH, 1);
        assertThat(at(of(queue, Ranges.NONE), "message_stats").keySet())
                .asString()
                .isEqualTo("[publish, publish_details]");
        queue.add(Stat.GET_EMPTY, 1);
        assertThat(at(of(queue, Ranges.NONE), "message_stats").keySet())
                .hasSize(18)
                .asString()
                .contains("deliver_get_details", "redeliver, ");
    }

    @Test
    void samplesGoBackFromTheLastWholeStep() {
        Queue queue = queue("q");
        for (int i = 0; i < 20; i++) {
            queue.add(Stat.PUBLISH, 10);
            tick();
        }
        Map<?, ?> details = at(at(of(queue, LAST_MINUTE), "message_stats"), "publish_details");
        List<?> samples = (List<?>) details.get("samples");
        assertThat(samples).hasSize(13);
        assertThat(samples.get(0)).isEqualTo(Map.of("sample", 200L, "timestamp", START_MS + 100_000));
        assertThat(samples.get(12)).isEqualTo(Map.of("sample", 80L, "timestamp", START_MS + 40_000));
        assertThat(details.get("rate")).isEqualTo(2.0);
        assertThat(details.get("avg_rate")).isEqualTo(2.0);
        assertThat(details.get("avg")).isEqualTo(140.0);
    }

    @Test
    void aDayOfTheNodeIsThere() {
        tick();
        for (int i = 1; i <= 24 * 720; i++) {
            figures.all.add(Stat.PUBLISH, 5);
            tick();
        }
        Ranges day = new Ranges(null, new Range(86_400, 1_800), null, null);
        Map<?, ?> publish = at(stats.messages(figures, null, day), "publish_details");
        List<?> samples = (List<?>) publish.get("samples");
        assertThat(samples).hasSize(49);
        assertThat((Double) publish.get("avg_rate")).isBetween(0.99, 1.01);
    }

    @Test
    void queuesWithNothingToShowCostNothing() {
        for (int i = 0; i < 1_000; i++) {
            queue("q" + i);
        }
        tick();
        tick();
        assertThat(stats.sampler().trackCount()).isZero();
        assertThat(stats.sampler().usedBytes()).isZero();
        queue("q7").add(Stat.PUBLISH, 1);
        tick();
        assertThat(stats.sampler().trackCount()).isOne();
    }

    @Test
    void whatIsGoneIsForgotten() {
        queue("q").add(Stat.PUBLISH, 1);
        tick();
        figures.queues.clear();
        tick();
        assertThat(stats.sampler().trackCount()).isZero();
    }

    @Test
    void aFlatLineNeedsNoHistory() {
        Queue queue = queue("q");
        tick();
        queue.add(Stat.PUBLISH, 1);
        tick();
        assertThat(stats.sampler().of(queue.key()).hasHistory()).isTrue();
        for (int i = 0; i < 3_700 / 5; i++) {
            tick();
        }
        assertThat(stats.sampler().of(queue.key()).hasHistory()).isFalse();
        Map<?, ?> details = at(at(of(queue, LAST_MINUTE), "message_stats"), "publish_details");
        assertThat((List<?>) details.get("samples"))
                .hasSize(13)
                .allSatisfy(sample -> assertThat(sample).asString().contains("sample=1,"));
    }

    @Test
    void withinTheBudgetThoseOfInterestHaveHistory() {
        long one = History.bytesOf(Retention.BASIC, Column.USUAL);
        stats = stats(options(RatesMode.BASIC, 5_000, 3 * one));
        tick();
        for (int i = 0; i < 3; i++) {
            moveAll(queue("old" + i));
        }
        tick();
        assertThat(histories()).containsExactly("old0", "old1", "old2");
        moveAll(queue("new"));
        tick();
        tick();
        assertThat(histories()).as("nobody is idle for long").containsExactly("old0", "old1", "old2");
        for (int i = 0; i < 15; i++) {
            moveAll(queue("new"));
            moveAll(queue("old1"));
            moveAll(queue("old2"));
            tick();
        }
        assertThat(histories()).containsExactlyInAnyOrder("old1", "old2", "new");
        moveAll(queue("asked"));
        tick();
        for (int i = 0; i < 3; i++) {
            of(queue("asked"), LAST_MINUTE);
            moveAll(queue("asked"));
            moveAll(queue("new"));
            moveAll(queue("old1"));
            moveAll(queue("old2"));
            tick();
        }
        assertThat(histories()).contains("asked").hasSize(3);
        assertThat(stats.sampler().usedBytes()).isLessThanOrEqualTo(3 * one);
    }

    private static void moveAll(Queue queue) {
        for (int i = 0; i < Column.USUAL; i++) {
            queue.add(Stat.values()[i], 1);
        }
    }

    private List<String> histories() {
        return figures.queues.values().stream()
                .filter(queue -> stats.sampler().of(queue.key()).hasHistory())
                .map(Queue::name)
                .toList();
    }

    @Test
    void anotherBrokerBeginsAnew() {
        Queue queue = queue("q");
        figures.all.add(Stat.PUBLISH, 1_000);
        tick();
        queue.add(Stat.PUBLISH, 5);
        tick();
        FakeFigures others = new FakeFigures();
        others.all.add(Stat.PUBLISH, 1);
        node.figures = others;
        tick();
        assertThat(stats.sampler().of(queue.key())).isNull();
        assertThat(rate(stats.messages(others, null, Ranges.NONE), "publish")).isEqualTo(0.2);
        node.running = false;
        tick();
        assertThat(stats.sampler().ofVhost("/")).isNull();
    }

    @Test
    void withoutRatesThereAreDepthsAlone() {
        stats = stats(options(RatesMode.NONE, 5_000, 1 << 20));
        Queue queue = queue("q");
        tick();
        queue.add(Stat.PUBLISH, 10);
        queue.ready = 10;
        tick();
        Map<String, Object> object = of(queue, LAST_MINUTE);
        assertThat(object).doesNotContainKey("message_stats");
        assertThat(rate(object, "messages")).isEqualTo(2.0);
    }

    @Test
    void pairsHaveRatesAndHistory() {
        FakeFigures.Channel channel = new FakeFigures.Channel("<n.1.1.1>", "/");
        FakeFigures.Counts publishes = figures.pairs.add(channel, "/", "x", null);
        FakeFigures.Counts deliveries = figures.pairs.add(channel, "/", null, "q");
        FakeFigures.Counts routed = figures.pairs.add(null, "/", "x", "q");
        tick();
        publishes.add(Stat.PUBLISH, 10);
        deliveries.add(Stat.DELIVER, 20);
        deliveries.add(Stat.GET, 5);
        routed.add(Stat.PUBLISH, 30);
        tick();
        Map<String, Object> published =
                stats.pair(figures.pairs.all(Kind.CHANNEL_EXCHANGE).get(0), LAST_MINUTE);
        assertThat(published).containsEntry("publish", 10L).containsEntry("confirm", 0L);
        assertThat(rate(published, "publish")).isEqualTo(2.0);
        assertThat((List<?>) at(published, "publish_details").get("samples")).hasSize(13);
        Map<String, Object> delivered =
                stats.pair(figures.pairs.all(Kind.CHANNEL_QUEUE).get(0), Ranges.NONE);
        assertThat(delivered).containsEntry("deliver", 20L).containsEntry("deliver_get", 25L);
        assertThat(rate(delivered, "deliver_get")).isEqualTo(5.0);
        Map<String, Object> passed =
                stats.pair(figures.pairs.all(Kind.EXCHANGE_QUEUE).get(0), Ranges.NONE);
        assertThat(passed).containsOnlyKeys("publish", "publish_details").containsEntry("publish", 30L);
        assertThat(rate(passed, "publish")).isEqualTo(6.0);
    }

    @Test
    void connectionsTellBytesAndExchangesWhatPassed() {
        FakeFigures.Connection connection = new FakeFigures.Connection("1", "a:1 -> b:2", "guest", "/", new long[4]);
        FakeFigures.Exchange exchange = new FakeFigures.Exchange("/", "x", "direct");
        figures.connections.add(connection);
        figures.exchanges.put("/x", exchange);
        tick();
        connection.traffic()[0] = 500;
        exchange.add(Stat.PUBLISH_IN, 5);
        tick();
        Map<String, Object> object = new LinkedHashMap<>();
        stats.putConnection(object, connection, Ranges.NONE);
        assertThat(object).containsEntry("recv_oct", 500L).containsEntry("send_cnt", 0L);
        assertThat(rate(object, "recv_oct")).isEqualTo(100.0);
        stats.putExchange(object, exchange, Ranges.NONE);
        assertThat(at(object, "message_stats").keySet())
                .asString()
                .isEqualTo("[publish_in, publish_in_details, publish_out, publish_out_details]");
    }

    /** With values of every 20 seconds for an hour, and nothing finer. */
    @Test
    void valuesAreAsFarApartAsIsSet() throws Exception {
        List<Retention> kept = List.of(Retention.within(3_600, 20));
        stats = stats(new StatsOptions(false, false, RatesMode.BASIC, 5_000, kept, kept, 1 << 20));
        Queue queue = queue("q");
        nowMs = 1_000_000;
        for (int i = 0; i < 24; i++) {
            queue.ready = i;
            queue.add(Stat.PUBLISH, 1);
            tick();
        }
        Map<?, ?> details = at(of(queue, LAST_MINUTE), "messages_details");
        assertThat((List<?>) details.get("samples"))
                .map(each -> ((Map<?, ?>) each).get("sample"))
                .isEqualTo(List.of(23L, 19L, 19L, 19L, 19L, 15L, 15L, 15L, 15L, 11L, 11L, 11L, 11L));
    }

    @Test
    void agesAreShownRoundAndValuesAreNotMoreThanThereMayBe() {
        assertThat(Retention.GLOBAL).map(Retention::shownSeconds).containsExactly(600, 3_600, 28_800, 86_400);
        assertThat(Retention.BASIC).map(Retention::shownSeconds).containsExactly(600, 3_600);
        assertThat(new Retention(7_200, 60).shownSeconds()).isEqualTo(7_200);
        assertThat(Retention.within(86_400, 1)).isEqualTo(new Retention(86_400, 9));
        assertThat(Retention.within(86_400, 1_200)).isEqualTo(new Retention(86_400, 1_200));
        assertThat(Retention.within(60, 5).slots()).isEqualTo(13);
    }

    @Test
    void theThreadTakesSamplesUntilItIsClosed() throws InterruptedException {
        Stats running = new Stats(options(RatesMode.BASIC, 1_000, 1 << 20), node, System::currentTimeMillis);
        running.start();
        long deadlineNanos = System.nanoTime() + 20_000_000_000L;
        while (running.sampler().lastMs() == 0 && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        running.close();
        assertThat(running.sampler().lastMs()).isPositive();
    }
}
