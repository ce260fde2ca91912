package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        Path page = Path.of("..", "docs", "settings.md");
        String expected = SettingsPage.of(SettingsTable.load());
        if ("write".equals(System.getProperty("settings.page"))) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page))
                .as("written anew as the page's head says")
                .isEqualTo(expected);
    }
}
