package io.leveret.it.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself, with a shell script in the place of the launcher. */
class LeveretProcessTest {
    @TempDir
    Path directory;

    private LeveretProcess withLauncher(String script) throws IOException {
        Path launcher = directory.resolve("launcher");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return LeveretProcess.create("fake", launcher);
    }

    @Test
    void startsStopsAndStartsAgainOnTheSameData() throws IOException {
        LeveretProcess process = withLauncher("echo \"$@\"; exec sleep 60");
        Path data = process.data();
        try (process) {
            assertThat(process.start("a=b"))
                    .isEqualTo("start --data " + data + " --set listeners.tcp.default=127.0.0.1:"
                            + process.target().port() + " --set shards=3 --set management.enabled=off"
                            + " --set prometheus.tcp.listener=none --set a=b");
            assertThat(process.isAlive()).isTrue();
            assertThat(process.stop()).isEqualTo(143);
            assertThat(process.start()).contains(data.toString());
            process.kill();
            assertThat(process.isAlive()).isFalse();
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void anEndBeforeTheLineFailsWithTheLog() throws IOException {
        try (LeveretProcess process = withLauncher("echo 'no way' >&2; exit 3")) {
            assertThatThrownBy(process::start)
                    .hasMessageContaining("before it served")
                    .hasMessageContaining("no way");
        }
    }

    @Test
    void aRefusalGivesCodeAndOutput() throws IOException {
        try (LeveretProcess process = withLauncher("echo out; echo \"port taken\" >&2; exit 3")) {
            LeveretProcess.Refused refused = process.startRefused(1);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.output()).contains("out").contains("port taken");
        }
    }

    @Test
    void aMissingLauncherIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> LeveretProcess.create("fake", missing)).hasMessageContaining(missing.toString());
    }
}
