package io.leveret.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One Leveret in a process of its own, on a free port, with a data directory of its own that outlives restarts and goes
 * with {@link #close()}. Its standard error goes to a file that is named in failures and kept. For one thread.
 */
public final class LeveretProcess implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(40);

    /** All ports that this run has given out: one that nobody listens on yet, or not at the moment, is not free. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Path launcher;
    private final Path data;
    private final Path log;
    private final Path home;
    private final int port = freePort();
    private String javaOptions = "";
    private boolean ownsData;
    private Process process;

    private LeveretProcess(Path launcher, Path data, boolean ownsData, Path log) {
        this.launcher = launcher;
        this.data = data;
        this.ownsData = ownsData;
        this.log = log;
        this.home = data.resolveSibling(data.getFileName() + "-home");
    }

    /** An instance from the distribution, not yet started. */
    public static LeveretProcess create(String label) {
        return create(label, distribution().resolve("bin").resolve("leveret"));
    }

    /** The same with its data directory below this one, to choose the file system. */
    public static LeveretProcess createIn(Path parent, String label) {
        return create(label, distribution().resolve("bin").resolve("leveret"), parent);
    }

    /** An instance from another distribution than that of the build. */
    public static LeveretProcess create(String label, Path launcher) {
        return create(label, launcher, Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static LeveretProcess create(String label, Path launcher, Path parent) {
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException("no launcher at " + launcher
                    + ": build the distribution first, or name a running broker with -Dtarget=host:port");
        }
        try {
            Path data = Files.createTempDirectory(parent, "leveret-it-" + label + "-");
            return new LeveretProcess(launcher, data, true, newLog(label));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another instance, not yet started, on the data directory of this one. */
    public LeveretProcess onSameData() {
        try {
            return new LeveretProcess(launcher, data, false, newLog("second"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newLog(String label) throws IOException {
        Path logs = Path.of(System.getProperty("leveret.logs", System.getProperty("java.io.tmpdir")));
        Files.createDirectories(logs);
        return Files.createTempFile(logs, label + "-", ".log");
    }

    /** The distribution that is tested. */
    public static Path distribution() {
        return Path.of(System.getProperty("leveret.home", "../broker/target/leveret"))
                .toAbsolutePath()
                .normalize();
    }

    /** A port that was free a moment ago, below those which the system gives to clients, and given to nobody else. */
    public static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(candidate)) {
                    return socket.getLocalPort();
                }
            } catch (BindException taken) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port found");
    }

    /** Where clients reach it. */
    public Target target() {
        return new Target("127.0.0.1", port, true);
    }

    /** Its command line. */
    public ControlTool control() {
        return new ControlTool(List.of(launcher.resolveSibling("rabbitmqctl").toString()), home, data);
    }

    /** The program that starts it, which also administers it. */
    public ControlTool program() {
        return new ControlTool(List.of(launcher.toString()), home, data);
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    /** Starts it with these settings besides its own, and waits for its line on standard output; gives the line. */
    public String start(String... settings) {
        launch(port, settings);
        CompletableFuture<String> firstLine = CompletableFuture.supplyAsync(this::readLine);
        try {
            String line = firstLine.get(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IllegalStateException("Leveret ended before it served" + logTail());
            }
            return line;
        } catch (TimeoutException e) {
            kill();
            throw new IllegalStateException("Leveret does not serve after " + START_DEADLINE + logTail(), e);
        } catch (InterruptedException | ExecutionException e) {
            kill();
            throw new IllegalStateException("Leveret did not start" + logTail(), e);
        }
    }

    /** Starts it, and kills it after this time, whether it serves by then or not. */
    public void startAndKill(Duration after, String... settings) {
        launch(port, settings);
        try {
            if (process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Leveret ended by itself" + logTail());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            kill();
        }
    }

    /** Its data directory shall outlive {@link #close()}, to be looked at. */
    public void keepData() {
        ownsData = false;
    }

    /** Starts it on this port where it must refuse to serve; gives the exit code and what it wrote to both streams. */
    public Refused startRefused(int otherPort, String... settings) {
        launch(otherPort, settings);
        CompletableFuture<String> output = CompletableFuture.supplyAsync(this::readAll);
        try {
            if (!process.waitFor(START_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Leveret did not refuse to start" + logTail());
            }
            return new Refused(process.exitValue(), output.join() + Files.readString(log));
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        } finally {
            kill();
        }
    }

    /** How a start was refused. */
    public record Refused(int exitCode, String output) {}

    /** SIGTERM, and waits for the end; gives the exit code. After a deadline it is killed, and that is an error. */
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    /** SIGTERM without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end after {@link #terminate()}; gives the exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new AssertionError("Leveret did not end within " + STOP_DEADLINE + logTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The JVM's process id. */
    public long pid() {
        return process.pid();
    }

    /** Options for the JVM of the next starts, after the launcher's own. */
    public void javaOptions(String options) {
        javaOptions = options;
    }

    /** Bytes of the heap that are in use by what is reachable, as the JVM counts them; collects garbage before. */
    public long reachableBytes() throws IOException {
        String output = histogram();
        String last = output.substring(output.lastIndexOf('\n') + 1);
        if (!last.startsWith("Total")) {
            throw new IOException("no histogram of classes: " + last);
        }
        return Long.parseLong(last.split("\\s+")[2]);
    }

    /** How many objects of a class are reachable; collects garbage before. */
    public long reachableObjects(String className) throws IOException {
        String output = histogram();
        if (!output.contains("\nTotal")) {
            throw new IOException("no histogram of classes: " + output);
        }
        return output.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(className))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    private String histogram() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Whether its process lives. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Stops it when it runs, and deletes its data directory. */
    @Override
    public void close() {
        try {
            if (isAlive()) {
                stop();
            }
        } finally {
            kill();
            if (ownsData) {
                deleteData();
            }
        }
    }

    private void launch(int onPort, String... settings) {
        if (isAlive()) {
            throw new IllegalStateException("it runs already");
        }
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "start", "--data", data.toString()));
        command.addAll(List.of("--set", "listeners.tcp.default=127.0.0.1:" + onPort, "--set", "shards=3"));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("management."))) {
            command.addAll(List.of("--set", "management.enabled=off")); // it takes a port and time
        }
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("prometheus."))) {
            command.addAll(List.of("--set", "prometheus.tcp.listener=none"));
        }
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        try {
            Files.createDirectories(home);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            if (!javaOptions.isEmpty()) {
                builder.environment().put("LEVERET_JAVA_OPTS", javaOptions);
            }
            builder.environment().put("HOME", home.toString());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + launcher, e);
        }
    }

    /** What it has logged so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    private String readLine() {
        try {
            return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readAll() {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            List<String> tail = lines.subList(Math.max(0, lines.size() - 30), lines.size());
            return "; the end of " + log + ":\n" + String.join("\n", tail);
        } catch (IOException e) {
            return "; its log " + log + " cannot be read: " + e;
        }
    }

    private void deleteData() {
        delete(data);
        if (Files.exists(home)) {
            delete(home);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
