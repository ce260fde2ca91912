package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A configuration with all that operators of RabbitMQ set. */
class ReferenceConfigurationTest {
    private static final Path FILE =
            Path.of("src", "test", "resources", "io", "leveret", "broker", "settings", "rabbitmq-4.0.5.conf");

    @Test
    void everyLineIsTakenWithItsValue() throws Exception {
        Settings settings = new SettingsSources(Map.of()).configFile(FILE).read(SettingsTable.load(), false);
        List<String> lines = Files.readAllLines(FILE);
        List<String> written =
                lines.stream().filter(line -> line.contains(" = ")).toList();
        assertThat(settings.withSources().stream().filter(each -> each.source().startsWith(FILE.toString())))
                .hasSize(written.size())
                .filteredOn(each -> !each.value().equals("***"))
                .allSatisfy(each -> {
                    int number = Integer.parseInt(
                            each.source().substring(each.source().lastIndexOf(':') + 1));
                    assertThat(lines.get(number - 1)).endsWith(" = " + each.value());
                });
    }
}
