package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Exposition out = new Exposition(bytes);

    private String text() throws IOException {
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFamilyStandsBehindItsTypeAndHelp() throws IOException {
        out.family("p_", "n_total", MetricType.COUNTER, "How many \"things\"\nand \\ there are");
        out.sample("p_", "n_total").value(3);
        out.sample("p_", "n_total").label("a", "x").label("b", "y").value(0.5);
        assertThat(text())
                .isEqualTo("# TYPE p_n_total counter\n"
                        + "# HELP p_n_total How many \"things\"\\nand \\\\ there are\n"
                        + "p_n_total 3\np_n_total{a=\"x\",b=\"y\"} 0.5\n");
        assertThat(TextFormat.read(text())).containsOnlyKeys("p_n_total");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "-7, -7",
        "1234567890123, 1234567890123",
        "9007199254740991, 9007199254740991",
        "1e300, 1.0E300",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf",
        "0.001, 0.001"
    })
    void numbersAreWrittenAsPrometheusReadsThem(double value, String text) throws IOException {
        out.sample("", "n").value(value);
        assertThat(text()).isEqualTo("n " + text + "\n");
    }

    @Test
    void anyTextCanBeALabel() throws IOException {
        out.family("", "n", MetricType.GAUGE, "N");
        String[] values = {"", "a\\b", "say \"x\"", "two\nlines", "é ☃ 😀", "{},=", "\\n"};
        for (String value : values) {
            out.sample("", "n").label("v", value).value(1);
        }
        assertThat(TextFormat.read(text()).get("n").samples())
                .extracting(sample -> sample.labels().get("v"))
                .containsExactly(values);
    }

    @Test
    void halfACharacterIsAQuestionMark() throws IOException {
        out.sample("", "n").label("v", "a\ud83db").value(1);
        assertThat(text()).isEqualTo("n{v=\"a?b\"} 1\n");
    }

    @Test
    void randomLabelsComeBackOverManyBuffers() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        out.family("", "n", MetricType.GAUGE, "N");
        String alphabet = "ab\\\"\n é\u20ac,={}";
        String[] values = new String[3_000];
        for (int i = 0; i < values.length; i++) {
            StringBuilder value = new StringBuilder().append(i);
            for (int length = random.nextInt(20); length > 0; length--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            values[i] = value.toString();
            out.sample("", "n").label("v", values[i]).value(i);
        }
        assertThat(TextFormat.read(text()).get("n").samples())
                .as("seed " + seed)
                .extracting(sample -> sample.labels().get("v"))
                .containsExactly(values);
        assertThat(out.sizeBytes()).isEqualTo(bytes.size());
    }

    /** The reader that the other tests lean on refuses what Prometheus would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "n 1\n",
                "# TYPE n gauge\nn 1\n",
                "# TYPE n gauge\n# HELP n N\nn 1",
                "# TYPE n gauge\n# HELP n N\nn one\n",
                "# TYPE n gauge\n# HELP n N\nn 1\nn 2\n",
                "# TYPE n gauge\n# HELP n N\nm 1\n",
                "# TYPE n gauge\n# HELP n N\nn{a=\"x\"\n",
                "# TYPE n gauge\n# HELP n N\nn{a=\"\\x\"} 1\n",
                "# TYPE n gauge\n# HELP n N\nn{a=\"1\",a=\"2\"} 1\n",
                "# TYPE n gauge\n# HELP n N\n# TYPE n gauge\nn 1\n",
                "# TYPE n counter\n# HELP n N\nn -1\n",
                "# TYPE n histogram\n# HELP n N\nn_bucket{le=\"1\"} 2\nn_bucket{le=\"+Inf\"} 1\n",
                "# TYPE n histogram\n# HELP n N\nn_bucket{le=\"+Inf\"} 1\nn_sum 1\nn_count 2\n"
            })
    void theReaderIsStrict(String text) {
        assertThatThrownBy(() -> TextFormat.read(text)).isInstanceOfAny(AssertionError.class, RuntimeException.class);
    }
}
