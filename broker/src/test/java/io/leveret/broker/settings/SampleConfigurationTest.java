package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample configuration of the distribution, and what the image and the unit bring. */
class SampleConfigurationTest {
    private static final Path TREE = Path.of("..");

    @Test
    void linesOfTheSampleShowDefaultsAndThenExamplesThatAreTakenAsTheyStand() throws Exception {
        String text = Files.readString(TREE.resolve("conf/leveret.conf"));
        String[] parts = text.split("# ---- ");
        List<String> defaults = settings(parts[0]);
        List<String> examples = settings(parts[1]);
        assertThat(defaults).hasSizeGreaterThan(12);
        assertThat(examples).hasSizeGreaterThan(15);
        Settings byDefault = read(List.of());
        for (String line : defaults) {
            String key = line.substring(0, line.indexOf(" ="));
            SettingsTable table = SettingsTable.load();
            ValueType type = table.find(key).orElseThrow().type();
            assertThat(type.valueOf(line.substring(line.indexOf("= ") + 2)))
                    .as(line)
                    .isEqualTo(type.valueOf(byDefault.text(key)));
        }
        List<String> all = new ArrayList<>(defaults);
        all.addAll(examples);
        Settings read = read(all);
        assertThat(read.withoutEffect()).isEmpty();
        assertThat(read.withSources().stream().filter(each -> each.source().equals("--set")))
                .hasSize(all.size());
    }

    @Test
    void whatTheImageSetsIsTaken() throws Exception {
        Settings read = new SettingsSources(Map.of())
                .configFile(TREE.resolve("packaging/10-defaults.conf"))
                .read(SettingsTable.load(), false);
        assertThat(read.loopbackUsers()).isEmpty();
        assertThat(read.withoutEffect()).isEmpty();
    }

    private static List<String> settings(String part) {
        return part.lines()
                .filter(line -> line.matches("# [a-z_.]+ = .+"))
                .map(line -> line.substring(2))
                .toList();
    }

    private static Settings read(List<String> lines) throws SettingsException, IOException {
        return new SettingsSources(Map.of()).sets(lines).read(SettingsTable.load(), false);
    }
}
