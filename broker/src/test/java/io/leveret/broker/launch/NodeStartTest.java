package io.leveret.broker.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.Main;
import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.DataDirectoryException;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.logs.NodeLogs;
import io.leveret.broker.settings.Settings;
import io.leveret.management.cli.StartRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStartTest {
    @TempDir
    Path directory;

    private final List<String> ran = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aStartRunsTheNodeWithItsSettingsNameAndDirectoryAndLetsGoOfIt() throws IOException, DataDirectoryException {
        Path data = directory.resolve("data");
        int code =
                run(this::record, "start", "--data", data.toString(), "--set", "node.name=a@b", "--set", "heartbeat=7");
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(ran).containsExactly("a@b " + data + " 7");
        DataDirectory.open(data, Optional.empty(), new NodeName("x", "y"), Clock.systemUTC())
                .close();
    }

    @Test
    void badSettingsAreRefusedWithOneLineEachAndNothingIsMade() throws IOException {
        Path conf = Files.writeString(directory.resolve("l.conf"), "heartbet = 1\n");
        Path data = directory.resolve("data");
        assertThat(run(this::record, "start", "--config", conf.toString(), "--data", data.toString()))
                .isEqualTo(78);
        assertThat(err.toString())
                .isEqualTo("leveret: unknown key \"heartbet\" at " + conf + ":1; the nearest known key is \"heartbeat\""
                        + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
        assertThat(data).doesNotExist();
        assertThat(ran).isEmpty();
        assertThat(run(
                        this::record,
                        "start",
                        "--config",
                        conf.toString(),
                        "--data",
                        data.toString(),
                        "--config-lenient"))
                .isZero();
    }

    @Test
    void aMissingConfigurationFileAndABadNodeNameAreConfigurationErrors() {
        String data = directory.resolve("data").toString();
        assertThat(run(this::record, "start", "--data", data, "--config", directory + "/nosuch.conf"))
                .isEqualTo(78);
        assertThat(run(this::record, "start", "--data", data, "--set", "node.name=a b"))
                .isEqualTo(78);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("there is no file", "nosuch.conf"),
                        second -> assertThat(second).contains("node.name", "a b"));
    }

    @Test
    void aDirectoryInUseIsRefusedWithCodeOne() throws IOException, DataDirectoryException {
        try (DataDirectory held =
                DataDirectory.open(directory, Optional.empty(), new NodeName("x", "y"), Clock.systemUTC())) {
            assertThat(run(this::record, "start", "--data", held.path().toString()))
                    .isEqualTo(1);
        }
        assertThat(err.toString().lines()).singleElement().asString().contains(directory.toString(), "in use");
    }

    @Test
    void aRunnerThatCannotServeIsShownAndTheDirectoryIsFree() throws IOException, DataDirectoryException {
        NodeRunner refusing = (settings, held, name, logs) -> {
            throw new StartRefusedException("port 5672 is taken", StartRefusedException.OTHER);
        };
        assertThat(run(refusing, "start", "--data", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("leveret: port 5672 is taken" + System.lineSeparator());
        DataDirectory.open(directory, Optional.empty(), new NodeName("x", "y"), Clock.systemUTC())
                .close();
    }

    private int run(NodeRunner runner, String... arguments) {
        return new Main(runner).run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private void record(Settings settings, DataDirectory held, NodeName name, NodeLogs logs) {
        ran.add(name + " " + held.path() + " " + settings.integer("heartbeat"));
    }
}
