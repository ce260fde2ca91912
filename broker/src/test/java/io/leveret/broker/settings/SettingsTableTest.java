package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTableTest {
    private final SettingsTable table = SettingsTable.load();

    @Test
    void noKeyStandsTwice() {
        assertThat(table.all()).extracting(row -> row.key().text()).doesNotHaveDuplicates();
    }

    @Test
    void allKeysOfTheReferenceAreThere() {
        // 533 of RabbitMQ 4.3.5, and those of 4.0.5 that are made from templates or are gone since.
        long own = table.all().stream()
                .map(row -> row.key().text())
                .filter(key -> key.startsWith("limits.")
                        || key.equals("shards")
                        || key.equals("node.name")
                        || key.startsWith("log.audit.")
                        || key.equals("log.file_size")
                        || key.equals("log.rewriting")
                        || key.startsWith("durability")
                        || key.startsWith("config_entry_decoder.")
                        || key.equals("definitions.accept_loss")
                        || key.equals("compatibility.extensions")
                        || key.equals("management.enabled")
                        || key.equals("track_auth_attempt_source")
                        || key.equals("listeners.tcp.default"))
                .count();
        assertThat(own).isEqualTo(32);
        assertThat(table.all().size() - own).isEqualTo(598);
    }

    @ParameterizedTest
    @CsvSource({
        "listeners.tcp.default, listeners.tcp.default",
        "listeners.tcp.x, listeners.tcp.$name",
        "channel_max, max_channels_per_connection",
        "ssl_options.versions.1, ssl_options.versions.$version",
        "auth_backends.1.authn, auth_backends.$num.authn",
        "loopback_users.jane\\.doe, loopback_users.$user"
    })
    void aKeyFindsItsRow(String key, String row) {
        assertThat(table.find(key)).map(setting -> setting.key().text()).contains(row);
    }

    @ParameterizedTest
    @CsvSource({"listeners.tcp.a.b", "nosuch", "ssl_options.nosuch", "loopback_users.", "heartbeat.x"})
    void whatIsNoKeyFindsNone(String key) {
        assertThat(table.find(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, abc, 0", "abc, '', 3", "flaw, lawn, 2"})
    void distancesAreThoseOfLevenshtein(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
    }
}
