package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.management.stats.Retention;
import io.leveret.management.stats.StatsOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code management.sample_retention_policies}. */
class RetentionSettingsTest {
    private static StatsOptions of(String... policies) throws Exception {
        List<String> sets = Arrays.stream(policies)
                .map(each -> "management.sample_retention_policies." + each)
                .toList();
        return ManagementServing.statistics(
                new SettingsSources(Map.of()).sets(sets).read(SettingsTable.load(), false));
    }

    @Test
    void whatIsSetOfASectionStandsForAllOfIt() throws Exception {
        StatsOptions options = of("global.day=1200", "global.minute=5", "global.hour=60", "basic.minute=10");
        assertThat(options.global())
                .containsExactly(new Retention(60, 5), new Retention(3_600, 60), new Retention(86_400, 1_200));
        assertThat(options.basic()).containsExactly(new Retention(60, 10));
    }

    @Test
    void whatIsNotSetIsAsByDefault() throws Exception {
        assertThat(of().global()).isEqualTo(Retention.GLOBAL);
        assertThat(of("global.minute=5", "detailed.minute=5").basic()).isEqualTo(Retention.BASIC);
    }
}
