package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the console as they go to browsers. */
class ConsoleTest {
    /** Of our own scripts and styles together. */
    private static final long MOST_BYTES = 150_000;

    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '(\\.[^']+)'");

    private final Path directory;

    ConsoleTest() throws URISyntaxException {
        directory = Path.of(ConsoleTest.class.getResource("/console/index.html").toURI())
                .getParent();
    }

    private List<Path> own(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.startsWith(directory.resolve("lib")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itIsSmall() throws IOException {
        long bytes = 0;
        for (String suffix : List.of(".js", ".css")) {
            for (Path file : own(suffix)) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isBetween(MOST_BYTES / 2, MOST_BYTES);
    }

    @Test
    void whatScriptsImportIsThere() throws IOException {
        int imports = 0;
        for (Path file : own(".js")) {
            Matcher matcher = IMPORT.matcher(Files.readString(file));
            while (matcher.find()) {
                URI target = file.toUri().resolve(matcher.group(1));
                assertThat(Path.of(target))
                        .as("%s of %s", matcher.group(1), file)
                        .exists();
                imports++;
            }
        }
        assertThat(imports).isGreaterThan(50);
    }

    @Test
    void nothingIsInline() throws IOException {
        String page = Files.readString(directory.resolve("index.html"));
        assertThat(page)
                .doesNotContain("<style")
                .doesNotContainPattern("<script>")
                .doesNotContain(" style=");
        for (Path file : own(".js")) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContain("unsafeHTML")
                    .doesNotContain("innerHTML")
                    .doesNotContain("eval(")
                    .doesNotContainPattern("<[a-z]+[^>]* style=\"");
        }
    }
}
