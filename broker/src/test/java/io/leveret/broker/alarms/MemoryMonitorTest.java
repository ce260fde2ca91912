package io.leveret.broker.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.alarms.MemoryUse.Place;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.shard.HandDrivenShards;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A heap of 1,000 and buffers of 200 bytes; 600 and 120 are the watermark. */
class MemoryMonitorTest {
    private final FakeMemory memory = new FakeMemory();
    private final MemoryUse use = new MemoryUse();
    private final Alarms alarms = new Alarms(new HandDrivenShards(1).all(), "n@h", new EventBus(), () -> 0);
    private final List<Runnable> collecting = new ArrayList<>();
    private final MemoryMonitor monitor = monitor(0.6);
    private long bodiesBytes;
    private long outboundBytes;
    private long nowMs;

    private MemoryMonitor monitor(double share) {
        return new MemoryMonitor(
                memory, new MemoryLimits(1_000, 200, share), use, alarms, collecting::add, () -> nowMs);
    }

    @Test
    void anAlarmThatWasRaisedByHandStays() {
        alarms.raise(Resource.MEMORY, "by hand");
        assertThat(alarmed()).isTrue();
        alarms.clear(Resource.MEMORY);
        assertThat(alarmed()).isFalse();
    }

    @Test
    void anotherWatermarkHoldsAtOnce() {
        registered();
        memory.heapUsedBytes = 900;
        bodiesBytes = 500;
        assertThat(alarmed()).isFalse();
        monitor.limits(new MemoryLimits(1_000, 200, 0.6).withShare(1e-9));
        assertThat(alarms.isRaised(Resource.MEMORY)).isTrue();
        monitor.limits(new MemoryLimits(1_000, 200, 0.6));
        assertThat(alarms.isRaised(Resource.MEMORY)).isFalse();
    }

    @Test
    void whatIsAccountedForRaisesTheAlarmAtTheWatermarkAndClearsItBelow() {
        registered();
        memory.heapUsedBytes = 900;
        bodiesBytes = 599;
        assertThat(alarmed()).isFalse();
        bodiesBytes = 600;
        assertThat(alarmed()).isTrue();
        assertThat(alarms.raised().get(0).text()).isEqualTo("heap used: 600, allowed: 600");
        bodiesBytes = 599;
        assertThat(alarmed()).isFalse();
    }

    @Test
    void buffersHaveAWatermarkOfTheirOwn() {
        registered();
        outboundBytes = 119;
        assertThat(alarmed()).isFalse();
        outboundBytes = 120;
        assertThat(alarmed()).isTrue();
        assertThat(monitor.usedBytes()).isEqualTo(120);
    }

    @Test
    void beforeACollectionHasToldWhatHasOutlivedAYoungOneIsShownButRaisesNoAlarm() {
        memory.heapUsedBytes = 900;
        memory.heapOutlivedBytes = 700;
        assertThat(alarmed()).isFalse();
        assertThat(monitor.usedBytes()).isEqualTo(700);
        registered();
        bodiesBytes = 300;
        outboundBytes = 20;
        assertThat(alarmed()).isFalse();
        assertThat(monitor.usedBytes()).as("bodies stand in the heap").isEqualTo(720);
        memory.oldAfterCollectionBytes = 350;
        assertThat(alarmed()).isFalse();
        assertThat(monitor.usedBytes()).isEqualTo(370);
    }

    @Test
    void whatACollectionFoundIsNotCountedTwice() {
        registered();
        memory.heapUsedBytes = 1_000;
        bodiesBytes = 400;
        memory.oldAfterCollectionBytes = 500;
        assertThat(alarmed()).isFalse();
        assertThat(monitor.usedBytes()).as("400 of the 500 are bodies").isEqualTo(500);
        bodiesBytes = 500;
        assertThat(alarmed()).as("100 are others").isTrue();
        bodiesBytes = 0;
        assertThat(alarmed()).isFalse();
        assertThat(monitor.usedBytes()).isEqualTo(100);
    }

    @Test
    void itIsNeverMoreThanIsUsed() {
        registered();
        memory.heapUsedBytes = 1_000;
        memory.oldAfterCollectionBytes = 900;
        assertThat(alarmed()).isTrue();
        memory.heapUsedBytes = 300;
        assertThat(alarmed()).isFalse();
    }

    @Test
    void whileNobodyKnowsHowMuchLivesACollectionIsAskedForEveryTenSeconds() {
        memory.heapUsedBytes = 800;
        memory.oldUsedBytes = 700;
        memory.livingBytes = 700;
        assertThat(alarmed()).as("it may all be garbage").isFalse();
        assertThat(alarmed()).isFalse();
        collect(1);
        assertThat(alarms.isRaised(Resource.MEMORY)).as("it lives").isTrue();
        nowMs += MemoryMonitor.KNOWN_FOR_MS - 1;
        assertThat(alarmed()).isTrue();
        collect(0);
        memory.livingBytes = 100;
        nowMs += 1;
        assertThat(alarmed()).isTrue();
        collect(1);
        assertThat(alarms.isRaised(Resource.MEMORY)).as("it has become garbage").isFalse();
    }

    @Test
    void aCollectionThatJustWasIsGoodEnough() {
        memory.heapUsedBytes = 800;
        memory.oldUsedBytes = 700;
        memory.oldAfterCollectionBytes = 200;
        assertThat(alarmed()).isFalse();
        collect(0);
    }

    @Test
    void collectionsTakeNoMoreThanATenthOfTheTime() {
        memory.heapUsedBytes = 800;
        memory.oldUsedBytes = 700;
        memory.livingBytes = 700;
        memory.whileCollecting = () -> nowMs += 3_000;
        monitor.check();
        collect(1);
        nowMs += 29_999;
        monitor.check();
        collect(0);
        nowMs += 1;
        monitor.check();
        collect(1);
    }

    @Test
    void whatHasGrownByATenthOfTheHeapIsNotKnownAnyMore() {
        memory.heapUsedBytes = 800;
        memory.oldUsedBytes = 650;
        memory.oldAfterCollectionBytes = 200;
        monitor.check();
        memory.oldUsedBytes = 749;
        monitor.check();
        collect(0);
        memory.oldUsedBytes = 750;
        monitor.check();
        memory.livingBytes = 740;
        collect(1);
        assertThat(alarms.isRaised(Resource.MEMORY)).isTrue();
    }

    @Test
    void aWatermarkOfNothingIsAnAlarmAtAnyTime() {
        monitor(0).check();
        assertThat(alarms.isRaised(Resource.MEMORY)).isTrue();
    }

    @Test
    void partsAreReadByName() {
        registered();
        bodiesBytes = 3;
        outboundBytes = 4;
        use.register("bodies", Place.HEAP, () -> 2);
        assertThat(use.byName()).containsOnlyKeys("bodies", "outbound").containsEntry("bodies", 5L);
        assertThat(use.bytes(Place.HEAP)).isEqualTo(5);
        assertThat(use.bytes(Place.DIRECT)).isEqualTo(4);
    }

    private void registered() {
        use.register("bodies", Place.HEAP, () -> bodiesBytes);
        use.register("outbound", Place.DIRECT, () -> outboundBytes);
    }

    private boolean alarmed() {
        monitor.check();
        return alarms.isRaised(Resource.MEMORY);
    }

    /** Runs the collections that were asked for, which must be this many. */
    private void collect(int expected) {
        assertThat(collecting).hasSize(expected);
        List<Runnable> asked = List.copyOf(collecting);
        collecting.clear();
        asked.forEach(Runnable::run);
        assertThat(memory.collections).isGreaterThanOrEqualTo(expected);
    }
}
