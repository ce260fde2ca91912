package io.leveret.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The command line of a broker.
 *
 * @param command the program, with arguments that come before all others
 * @param home the home directory it gets, or null for that of this process
 * @param directory where it runs, or null
 */
public record ControlTool(List<String> command, Path home, Path directory) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What a command printed and how it ended. */
    public record Outcome(int exitCode, String out, String err) {}

    /** The command line that {@code -Dtarget.ctl="PROGRAM ARGUMENT..."} names; without, the test is skipped. */
    static ControlTool named() {
        String named = System.getProperty("target.ctl", "");
        assumeTrue(!named.isBlank(), "no command line is named with -Dtarget.ctl");
        return new ControlTool(List.of(named.split(" ")), null, null);
    }

    /** The same for another of its programs, such as {@code rabbitmq-diagnostics}, which stands beside it. */
    public ControlTool program(String name) {
        return new ControlTool(
                List.of(Path.of(command.get(0)).resolveSibling(name).toString()), home, directory);
    }

    /** Runs a command to its end. */
    public Outcome run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectInput(Path.of("/dev/null").toFile());
        if (home != null) {
            builder.environment().put("HOME", home.toString());
            builder.environment().remove("RABBITMQ_NODENAME");
        }
        if (directory != null && Files.isDirectory(directory)) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(line + " did not end within " + DEADLINE);
        }
        return new Outcome(process.exitValue(), out.join(), err.join());
    }

    /** Runs a command that must succeed; gives what it printed. */
    public String ok(String... arguments) throws Exception {
        Outcome outcome = run(arguments);
        if (outcome.exitCode() != 0) {
            throw new AssertionError(List.of(arguments) + " ended with " + outcome);
        }
        return outcome.out();
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
