package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.cli.ConfigInspector.EffectiveSetting;
import io.leveret.management.cli.ConfigInspector.Findings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {
    private static final String END = System.lineSeparator();

    private final List<StartOptions> asked = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Findings findings = new Findings(
            List.of(),
            List.of(
                    new EffectiveSetting("default_pass", "********", "f:3", true, ""),
                    new EffectiveSetting("heartbeat", "60", "default", true, ""),
                    new EffectiveSetting("motd_file", "a # b", "f:7", false, "nobody reads it")));

    @Test
    void aCheckSaysWhatHasNoEffectAndThatAllIsInOrder() {
        assertThat(run("config", "check", "f", "--set", "a=b")).isZero();
        assertThat(out.toString())
                .isEqualTo("without effect: motd_file at f:7: nobody reads it" + END
                        + "in order: 2 settings, 1 of them without effect" + END);
        assertThat(asked)
                .containsExactly(new StartOptions(Optional.of(Path.of("f")), Path.of("data"), List.of("a=b"), false));
    }

    @Test
    void aCheckThatFindsSomethingEndsWith78AndALineForEach() {
        findings = new Findings(List.of("one", "two"), List.of());
        assertThat(run("config", "check")).isEqualTo(78);
        assertThat(err.toString()).isEqualTo("one" + END + "two" + END);
        assertThat(run("config", "show")).isEqualTo(78);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void settingsAreShownAsAFileHasThemWithWhereTheyComeFrom() {
        assertThat(run("config", "show", "--config", "f")).isZero();
        assertThat(out.toString())
                .isEqualTo("default_pass = ******** # f:3" + END + "heartbeat = 60 # default" + END
                        + "motd_file = 'a # b' # f:7, without effect" + END);
    }

    @Test
    void thoseThatAreSetAreShownAsJson() {
        assertThat(run("config", "show", "--changed", "-o", "json")).isZero();
        assertThat(out.toString())
                .isEqualTo("[{\"key\":\"default_pass\",\"value\":\"********\",\"source\":\"f:3\",\"effect\":true},"
                        + "{\"key\":\"motd_file\",\"value\":\"a # b\",\"source\":\"f:7\",\"effect\":false}]" + END);
    }

    @Test
    void withoutACommandItIsAnError() {
        assertThat(run("config")).isEqualTo(64);
        assertThat(run("config", "nosuch")).isEqualTo(64);
        assertThat(run("config", "show", "-o", "xml")).isEqualTo(64);
        assertThat(err.toString()).contains("Usage: leveret config");
    }

    private int run(String... arguments) {
        ConfigInspector inspector = options -> {
            asked.add(options);
            return findings;
        };
        return new LeveretCommand(options -> 0, inspector, "1.2.3")
                .execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
