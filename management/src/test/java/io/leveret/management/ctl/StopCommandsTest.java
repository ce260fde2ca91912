package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a node is waited for by the client, which is told what to wait for; texts are RabbitMQ 4.0.5's. */
class StopCommandsTest {
    @TempDir
    private Path directory;

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    @BeforeEach
    void where() {
        line.directory = directory.toString();
    }

    @Test
    void aShutdownIsOverWhenTheProcessIs() {
        assertThat(line.ctl("-q shutdown")).isZero();
        assertThat(line.out())
                .isEqualTo("Shutting down RabbitMQ node n@h running at PID 42\nWaiting for PID 42 to terminate\n");
        assertThat(line.ends).containsExactly("42 RabbitMQ node n@h running at PID 42 successfully shut down\n");
        assertThat(node.done).containsExactly("stop");
        line.ends.clear();
        assertThat(line.ctl("shutdown --wait")).isZero();
        assertThat(line.ends).hasSize(1);
    }

    @Test
    void aShutdownThatIsNotWaitedForSaysNothing() {
        assertThat(line.ctl("shutdown --no-wait")).isZero();
        assertThat(line.out()).isEmpty();
        assertThat(line.ends).isEmpty();
        assertThat(node.done).containsExactly("stop");
    }

    @Test
    void aStopIsOverWhenTheProcessIs() {
        assertThat(line.ctl("stop")).isZero();
        assertThat(line.out()).isEqualTo("Stopping and halting node n@h ...\n");
        assertThat(line.ends).containsExactly("42 ");
        assertThat(node.done).containsExactly("stop");
    }

    @Test
    void aStopWaitsForTheProcessInThePidFileToo() throws IOException {
        Files.writeString(directory.resolve("n.pid"), " 4711 \n");
        assertThat(line.ctl("stop n.pid")).isZero();
        assertThat(line.out()).isEqualTo("Stopping and halting node n@h (will monitor pid file n.pid) ...\n");
        assertThat(line.ends)
                .containsExactly("42 ", "4711 process 4711 (take from pid file n.pid) is no longer running\n");
        assertThat(node.done).containsExactly("stop");
    }

    @Test
    void aPidFileThatIsNoneIsTold() throws IOException {
        Files.writeString(directory.resolve("n.pid"), "abc\n");
        assertThat(line.ctl("-q stop n.pid")).isEqualTo(69);
        assertThat(line.err()).isEqualTo("Error:\ncould not read pid from file n.pid. File contents: abc\n\n");
        assertThat(line.ends).as("the node is stopped all the same").containsExactly("42 ");
        assertThat(node.done).containsExactly("stop");
        assertThat(line.ctl("-q stop nosuch.pid")).isEqualTo(69);
        assertThat(line.err()).startsWith("Error:\ncould not read pid from file nosuch.pid. Error: ");
    }
}
