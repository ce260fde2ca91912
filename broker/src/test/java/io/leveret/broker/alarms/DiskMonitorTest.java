package io.leveret.broker.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.events.EventBus;
import io.leveret.broker.shard.HandDrivenShards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskMonitorTest {
    private static final long LIMIT_BYTES = 50_000_000;

    private final Alarms alarms = new Alarms(new HandDrivenShards(1).all(), "n@h", new EventBus(), () -> 0);
    private final DiskMonitor monitor = new DiskMonitor(() -> freeBytes(), LIMIT_BYTES, alarms);
    private long freeBytes;

    private long freeBytes() {
        return freeBytes;
    }

    @Test
    void anAlarmThatWasRaisedByHandStays() {
        freeBytes = LIMIT_BYTES;
        monitor.check();
        alarms.raise(Resource.DISK, "by hand");
        monitor.check();
        assertThat(alarms.isRaised(Resource.DISK)).isTrue();
        alarms.clear(Resource.DISK);
        monitor.check();
        assertThat(alarms.raised()).isEmpty();
    }

    @Test
    void anotherLimitHoldsAtOnce() {
        freeBytes = LIMIT_BYTES;
        monitor.limitBytes(LIMIT_BYTES + 1);
        assertThat(alarms.isRaised(Resource.DISK)).isTrue();
        monitor.limitBytes(LIMIT_BYTES);
        assertThat(alarms.raised()).isEmpty();
        assertThat(monitor.limitBytes()).isEqualTo(LIMIT_BYTES);
    }

    @Test
    void belowTheLimitItIsRaisedAndAtTheLimitItIsCleared() {
        assertThat(monitor.freeBytes()).isEqualTo(-1);
        freeBytes = LIMIT_BYTES;
        monitor.check();
        assertThat(alarms.raised()).isEmpty();
        freeBytes = LIMIT_BYTES - 1;
        assertThat(monitor.check()).isEqualTo(10_000);
        assertThat(alarms.raised())
                .containsExactly(new Alarm(Resource.DISK, "free bytes: 49999999, limit: 50000000", 0));
        freeBytes = LIMIT_BYTES;
        monitor.check();
        assertThat(alarms.raised()).isEmpty();
        assertThat(monitor.freeBytes()).isEqualTo(LIMIT_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "50000000, 100", "500000000, 1000", "4999999999, 9999", "9000000000000, 10000"})
    void theNearerTheLimitTheSoonerItLooksAgain(long aboveBytes, long expectedMs) {
        freeBytes = LIMIT_BYTES + aboveBytes;
        assertThat(monitor.check()).isEqualTo(expectedMs);
    }
}
