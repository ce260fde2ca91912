package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTimesTest {
    @ParameterizedTest
    @CsvSource({
        "$D0, 2026-11-20T12:00, 2026-11-21T00:00",
        "$D12, 2026-11-20T11:59:59.9, 2026-11-20T12:00",
        "$D12, 2026-11-20T12:00, 2026-11-21T12:00",
        "$D23H59, 2026-12-31T23:59, 2027-01-01T23:59",
        "$H0, 2026-11-20T12:00, 2026-11-20T13:00",
        "$H30, 2026-11-20T12:00, 2026-11-20T12:30",
        "$W0, 2026-11-20T12:00, 2026-11-22T00:00",
        "$W5D13, 2026-11-20T12:00, 2026-11-20T13:00",
        "$W6D1H5, 2026-11-20T12:00, 2026-11-21T01:05",
        "$M1, 2026-11-20T12:00, 2026-12-01T00:00",
        "$M31D6, 2026-11-20T12:00, 2026-11-30T06:00",
        "$ML, 2027-02-01T00:00, 2027-02-28T00:00"
    })
    void theNextTimeIsFound(String spec, LocalDateTime now, LocalDateTime next) {
        assertThat(RotationTimes.parse(spec).after(now)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "D0", "$D24", "$D", "$W7", "$M0", "$M32", "$H60", "$D0D1", "daily", "$D0H60"})
    void whatIsNoTimeIsRefused(String spec) {
        assertThatThrownBy(() -> RotationTimes.parse(spec)).isInstanceOf(IllegalArgumentException.class);
    }
}
