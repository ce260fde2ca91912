package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "65536, 65536, 65536",
        "1k, 1000, 1024",
        "1kB, 1000, 1024",
        "2KB, 2000, 2048",
        "1KiB, 1024, 1024",
        "1MB, 1000000, 1048576",
        "1mb, 1000000, 1048576",
        "1MiB, 1048576, 1048576",
        "1.5GB, 1500000000, 1610612736",
        "1 GB, 1000000000, 1073741824",
        "1TB, 1000000000000, 1099511627776",
        "1T, 1000000000000, 1099511627776",
        "10b, 10, 10"
    })
    void bytesAreReadInBothNotations(String text, long decimal, long binary) {
        assertThat(Quantity.bytes(text, 1_000)).isEqualTo(decimal);
        assertThat(Quantity.bytes(text, 1_024)).isEqualTo(binary);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1XB", "MB", "1.MB", "1e3", "9999999999999999999", "9999999TB", "1 0"})
    void whatIsNoNumberOfBytesIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.bytes(text, 1_024)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 10000",
        "10ms, 10",
        "1s, 1000",
        "1m, 60000",
        "1.5h, 5400000",
        "1h30m, 5400000",
        "30m1h, 5400000",
        "1d, 86400000",
        "1w, 604800000",
        "1f, 1209600000",
        "1H, 3600000",
        ".5s, 500"
    })
    void durationsAreReadAsCuttlefishReadsThem(String text, long ms) {
        assertThat(Quantity.durationMs(text, 1)).isEqualTo(ms);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1x", "h", "1h 30m", "-1s", "1h30", "99999999999999999999s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.durationMs(text, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
