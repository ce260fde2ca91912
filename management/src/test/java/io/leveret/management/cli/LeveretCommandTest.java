package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeveretCommandTest {
    private final List<StartOptions> started = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void startTakesAllItsOptions() {
        assertThat(run("start", "--config", "f", "--data=d", "--set", "a=b", "--set=c=d=e", "--config-lenient"))
                .isZero();
        assertThat(started)
                .containsExactly(
                        new StartOptions(Optional.of(Path.of("f")), Path.of("d"), List.of("a=b", "c=d=e"), true));
    }

    @Test
    void startNeedsNoOption() {
        assertThat(run("start")).isZero();
        assertThat(started).containsExactly(new StartOptions(Optional.empty(), Path.of("data"), List.of(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nosuch",
                "--nosuch",
                "start --nosuch",
                "start --data",
                "start extra",
                "start --data a --data b"
            })
    void whatIsNotUnderstoodShowsTheUsageOnStandardErrorAndExitsWith64(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(64);
        assertThat(err.toString()).contains("Usage: leveret");
        assertThat(out.toString()).isEmpty();
        assertThat(started).isEmpty();
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(run("start", "--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("Usage: leveret [", "Usage: leveret start", "leveret 1.2.3 (Java ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aRefusedStartIsOneLineAndItsCode() {
        NodeLauncher refusing = options -> {
            throw new StartRefusedException("no", StartRefusedException.CONFIG);
        };
        int code = new LeveretCommand(refusing, "1").execute(new PrintWriter(out), new PrintWriter(err, true), "start");
        assertThat(code).isEqualTo(78);
        assertThat(err.toString()).isEqualTo("leveret: no" + System.lineSeparator());
    }

    private int run(String... arguments) {
        NodeLauncher launcher = options -> {
            started.add(options);
            return 0;
        };
        return new LeveretCommand(launcher, "1.2.3")
                .execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
