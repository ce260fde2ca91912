package io.leveret.management.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client waits for processes that a command ends. The server of each test need only be there. */
@SuppressWarnings("try")
class AwaitedEndsTest {
    private static final long NOT_YET_MS = 300;

    @TempDir
    private Path directory;

    private final LinkedBlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Process process;

    @BeforeEach
    void prepare() throws IOException {
        process = new ProcessBuilder("cat").start(); // it ends when there is no more to read
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        process.destroyForcibly();
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private ControlServer open(ControlHandler handler) throws IOException {
        return ControlServer.open(directory, directory.toString(), "n@h", handler, complaints::add);
    }

    private int client(String... arguments) {
        List<String> command = List.of(arguments);
        return ControlClient.run("tool", command, TargetNode.of(Map.of("HOME", directory.toString()), command));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theCommandIsOverWhenTheProcessIs() throws Exception {
        ControlHandler ends = (request, session) -> {
            session.out("first\n");
            session.awaitEnd(process.pid(), "gone \u00e9\n");
            return 3;
        };
        try (ControlServer server = open(ends)) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> client("stop"));
            assertThatThrownBy(() -> code.get(NOT_YET_MS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            process.getOutputStream().close();
            assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(3);
        }
        assertThat(out()).isEqualTo("first\ngone \u00e9\n");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aNodeThatGoesBeforeItHasSaidSoHasStopped() throws Exception {
        ControlHandler breaksOff = (request, session) -> {
            session.awaitEnd(process.pid(), "gone\n");
            throw new IllegalStateException("ended");
        };
        try (ControlServer server = open(breaksOff)) {
            process.getOutputStream().close();
            assertThat(client("stop")).isZero();
        }
        assertThat(out()).isEqualTo("gone\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatIsNotThereHasEnded() throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        AwaitedEnds ends = new AwaitedEnds();
        ends.add(process.pid(), "gone\n");
        ends.await(System.out);
        assertThat(out()).isEqualTo("gone\n");
    }

    @Test
    void aProcessWhoseParentDoesNotAskHasEnded() throws Exception {
        // The shell prints the number of a child that ends at once, and becomes a process that asks for no children.
        Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec cat").start();
        try {
            long child = Long.parseLong(parent.inputReader().readLine());
            AwaitedEnds ends = new AwaitedEnds();
            ends.add(child, "gone\n");
            CompletableFuture.runAsync(() -> ends.await(System.out)).get(20, TimeUnit.SECONDS);
            assertThat(out()).isEqualTo("gone\n");
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aNodeThatIsNotThereNeedNotBeStopped() {
        assertThat(client("-n", "x@h", "stop", "--idempotent")).isZero();
        assertThat(out()).isEqualTo("Node x@h is no longer running\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(client("-n", "x@h", "stop")).isEqualTo(ControlClient.UNAVAILABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Error: unable to perform an operation");
    }
}
