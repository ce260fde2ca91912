package io.leveret.broker.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.events.EventBus;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsException;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.shard.HandDrivenShards;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMonitorsTest {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    @TempDir
    Path data;

    private final Alarms alarms = new Alarms(new HandDrivenShards(1).all(), "n@h", new EventBus(), () -> 0);

    /** Of the heap of 1,000 and the buffers of 200. */
    @ParameterizedTest
    @CsvSource({
        "'', 720, 600, 120",
        "vm_memory_high_watermark.relative=0.4, 480, 400, 80",
        "vm_memory_high_watermark.relative=1.5, 1200, 1000, 200",
        "vm_memory_high_watermark.relative=0, 0, 0, 0",
        "vm_memory_high_watermark.absolute=300, 300, 250, 50",
        "vm_memory_high_watermark.absolute=1MB, 1200, 1000, 200",
        "vm_memory_high_watermark.relative=0.4;vm_memory_high_watermark.absolute=300, 300, 250, 50"
    })
    void theWatermarkIsAShareOfEachLimit(String set, long bytes, long heapBytes, long directBytes) throws Exception {
        MemoryLimits limits = MemoryLimits.of(settings(set), new FakeMemory());
        assertThat(limits.processBytes()).isEqualTo(1_200);
        assertThat(limits.watermarkBytes()).isEqualTo(bytes);
        assertThat(limits.heapBytes()).isEqualTo(heapBytes);
        assertThat(limits.directBytes()).isEqualTo(directBytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 50000000",
        "disk_free_limit.absolute=2GB, 2000000000",
        "disk_free_limit.absolute=1GiB, 1073741824",
        "disk_free_limit.absolute=123, 123",
        "disk_free_limit.relative=1.5, 1500",
        "disk_free_limit.relative=1.5;disk_free_limit.absolute=2GB, 2000000000"
    })
    void theDiskLimitIsAbsoluteOrAMultipleOfMemory(String set, long bytes) throws Exception {
        assertThat(ResourceMonitors.diskLimitBytes(settings(set), 1_000)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "NaN", "Infinity", "half"})
    void aShareThatIsNoneIsRefused(String value) {
        assertThatThrownBy(() -> settings("vm_memory_high_watermark.relative=" + value))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("expected a number of at least 0");
    }

    @Test
    void bodiesMayTakeHalfOfTheHeapsPartOrWhatIsSet() throws Exception {
        MemoryLimits limits = new MemoryLimits(1L << 30, 1L << 28, 0.5);
        assertThat(MemoryBudget.of(settings(""), limits).bodiesBytes()).isEqualTo(1 << 28);
        assertThat(MemoryBudget.of(settings("limits.body_bytes_in_memory=16MiB"), limits)
                        .bodiesBytes())
                .isEqualTo(16 << 20);
        assertThat(MemoryBudget.of(settings("limits.body_bytes_in_memory=16GiB"), limits)
                        .bodiesBytes())
                .as("never more than the watermark")
                .isEqualTo(1 << 29);
    }

    @Test
    void alarmsThatAreTrueAtTheStartAreRaisedBeforeItReturns() throws Exception {
        try (ResourceMonitors monitors =
                monitors("vm_memory_high_watermark.absolute=0;disk_free_limit.absolute=900000TB")) {
            monitors.start();
            assertThat(alarms.raised()).extracting(Alarm::resource).containsExactly(Resource.DISK, Resource.MEMORY);
            assertThat(monitors.diskFreeBytes()).isPositive();
        }
    }

    @Test
    void memoryIsMeasuredAgainAtIntervals() throws Exception {
        try (ResourceMonitors monitors = monitors("memory_monitor_interval=20")) {
            monitors.start();
            assertThat(alarms.raised()).isEmpty();
            monitors.memoryUse().register("much", MemoryUse.Place.DIRECT, monitors.memoryLimits()::directMaxBytes);
            awaitAlarm();
            assertThat(monitors.memoryUsedBytes())
                    .isGreaterThanOrEqualTo(monitors.memoryLimits().directMaxBytes());
        }
    }

    @Test
    void whoseBudgetIsUsedUpNeedNotWaitForTheInterval() throws Exception {
        try (ResourceMonitors monitors = monitors("memory_monitor_interval=10000000")) {
            monitors.start();
            monitors.memoryUse().register("much", MemoryUse.Place.DIRECT, monitors.memoryLimits()::directMaxBytes);
            monitors.memoryIsShort();
            awaitAlarm();
        }
    }

    @Test
    void theJvmSaysWhatItMayUseAndWhatACollectionLeaves() {
        JvmMemory memory = new JvmMemory();
        assertThat(memory.heapMaxBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(memory.directMaxBytes()).isPositive();
        byte[][] living = new byte[64][];
        for (int i = 0; i < living.length; i++) {
            living[i] = new byte[1 << 20];
        }
        memory.collect();
        assertThat(memory.oldUsedBytes()).isGreaterThan(living.length << 20);
        assertThat(memory.heapUsedBytes()).isGreaterThanOrEqualTo(memory.oldUsedBytes());
    }

    @Test
    void theJvmTellsWhenTheHeapIsMuchUsed() {
        JvmMemory memory = new JvmMemory();
        AtomicInteger told = new AtomicInteger();
        Runnable end = memory.whenOldReaches(1, told::incrementAndGet);
        try {
            memory.collect();
            long endNanos = System.nanoTime() + DEADLINE_NANOS;
            while (told.get() == 0 && System.nanoTime() < endNanos) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(told).hasPositiveValue();
        } finally {
            end.run();
            memory.whenOldReaches(0, () -> {}).run();
        }
    }

    private void awaitAlarm() {
        long endNanos = System.nanoTime() + DEADLINE_NANOS;
        while (!alarms.isRaised(Resource.MEMORY) && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(alarms.isRaised(Resource.MEMORY)).isTrue();
    }

    private ResourceMonitors monitors(String set) throws SettingsException {
        return new ResourceMonitors(settings(set), data, alarms, System::currentTimeMillis);
    }

    private static Settings settings(String set) throws SettingsException {
        return new SettingsSources(Map.of())
                .sets(set.isEmpty() ? List.of() : List.of(set.split(";")))
                .read(SettingsTable.load(), false);
    }

    /** A JVM that runs tests holds some megabytes, from its start on. */
    @Test
    void whatHasOutlivedACollectionIsAPartOfTheHeap() {
        JvmMemory memory = new JvmMemory();
        assertThat(memory.heapOutlivedBytes()).isBetween(1_000_000L, memory.heapMaxBytes());
        memory.collect();
        assertThat(memory.heapOutlivedBytes()).isBetween(1_000_000L, memory.heapMaxBytes());
    }
}
