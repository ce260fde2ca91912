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

    /** Texts stand out from what they stand on, in both themes: 4.5 to 1 as WCAG 2.2 wants it (1.4.3). */
    @Test
    void textsCanBeRead() throws IOException {
        String css = Files.readString(directory.resolve("console.css"));
        for (String ground : List.of("bg", "surface", "sunken", "raised")) {
            for (String text : List.of("text", "muted", "faint", "accent-text")) {
                assertReadable(css, text, ground);
            }
        }
        for (String kind : List.of("good", "warn", "bad", "info")) {
            assertReadable(css, kind, kind + "-soft");
        }
        assertReadable(css, "on-accent", "accent");
        assertReadable(css, "accent-text", "accent-soft");
    }

    private static void assertReadable(String css, String text, String ground) {
        for (int theme = 1; theme <= 2; theme++) {
            double one = luminance(colour(css, text, theme));
            double other = luminance(colour(css, ground, theme));
            double contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            assertThat(contrast).as("%s on %s, theme %d", text, ground, theme).isGreaterThanOrEqualTo(4.5);
        }
    }

    private static String colour(String css, String name, int theme) {
        Matcher matcher = Pattern.compile("--" + name + ": light-dark\\((#[0-9a-f]+), (#[0-9a-f]+)\\)")
                .matcher(css);
        assertThat(matcher.find()).as(name).isTrue();
        String hex = matcher.group(theme).substring(1);
        return hex.length() == 6 ? hex : hex.replaceAll("(.)", "$1$1");
    }

    private static double luminance(String hex) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(hex.substring(i * 2, i * 2 + 2), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
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
