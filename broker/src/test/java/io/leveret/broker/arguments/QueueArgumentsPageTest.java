package io.leveret.broker.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QueueArgumentsPageTest {
    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        Path page = Path.of("..", "docs", "queue-arguments.md");
        String expected = QueueArgumentsPage.of();
        if ("write".equals(System.getProperty("arguments.page"))) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page))
                .as("written anew as the page's head says")
                .isEqualTo(expected);
    }
}
