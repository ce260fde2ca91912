package io.leveret.it.process;

import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A RabbitMQ with its HTTP API and shovels, of the version that Debian has (3.10 in Debian 12), out of packages that
 * are unpacked and not installed; in a temporary directory and processes that end with {@link #close()}. For one
 * thread.
 */
final class DebianRabbitMq implements AutoCloseable {
    /** What the server cannot be without of Erlang, which is cut into many packages. */
    private static final String[] ERLANG = Stream.of(
                    "base asn1 crypto eldap ftp inets mnesia os-mon parsetools public-key runtime-tools snmp ssl"
                            .split(" "),
                    "syntax-tools tftp tools xmerl".split(" "))
            .flatMap(Stream::of)
            .map(part -> "erlang-" + part)
            .toArray(String[]::new);

    private static final long START_SECONDS = 180;
    private static final long STOP_SECONDS = 30;

    private final Path directory;
    private final Target target;
    private final int httpPort;
    private Process portMapper;
    private Process server;

    private DebianRabbitMq(Path directory) {
        this.directory = directory;
        this.target = new Target("127.0.0.1", LeveretProcess.freePort(), false);
        this.httpPort = LeveretProcess.freePort();
    }

    /** Starts one; the test is skipped, or fails in continuous integration, where the packages cannot be had. */
    static DebianRabbitMq start() throws IOException, InterruptedException {
        String why = "Debian's packages of RabbitMQ and Erlang cannot be fetched (apt-get download rabbitmq-server)";
        Path packaged = DebianPackages.orSkipped(DebianPackages.unpacked("rabbitmq-server"), why);
        Path erlang =
                DebianPackages.orSkipped(DebianPackages.unpacked(ERLANG), why).resolve("usr/lib/erlang");
        DebianRabbitMq started = new DebianRabbitMq(Files.createTempDirectory("leveret-it-rabbitmq-"));
        try {
            started.start(packaged.resolve("usr/lib/rabbitmq/bin/rabbitmq-server"), erlang);
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void start(Path program, Path erlang) throws IOException {
        Path runtime;
        try (Stream<Path> found = Files.list(erlang)) {
            runtime = found.filter(each -> each.getFileName().toString().startsWith("erts-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin");
        }
        int mapperPort = LeveretProcess.freePort();
        portMapper = process(runtime.resolve("epmd"), "epmd.log", Map.of("ERL_EPMD_PORT", "" + mapperPort));
        await(portMapper, "epmd.log", () -> isOpen(mapperPort));
        Path settings = Files.writeString(
                directory.resolve("rabbitmq.conf"),
                "management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = " + httpPort + "\n");
        Path plugins = Files.writeString(
                directory.resolve("enabled_plugins"), "[rabbitmq_management,rabbitmq_shovel_management].\n");
        server = process(
                program,
                "server.log",
                Map.ofEntries(
                        Map.entry("PATH", erlang(erlang, runtime) + ":" + System.getenv("PATH")),
                        Map.entry("ERL_EPMD_PORT", "" + mapperPort),
                        Map.entry("RABBITMQ_NODENAME", "old@localhost"),
                        Map.entry("RABBITMQ_NODE_IP_ADDRESS", target.host()),
                        Map.entry("RABBITMQ_NODE_PORT", "" + target.port()),
                        Map.entry("RABBITMQ_DIST_PORT", "" + LeveretProcess.freePort()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", directory + "/none"),
                        Map.entry("RABBITMQ_CONFIG_FILE", settings.toString()),
                        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                        Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", directory + "/config"),
                        Map.entry("RABBITMQ_MNESIA_BASE", directory + "/data"),
                        Map.entry("RABBITMQ_LOG_BASE", directory + "/log"),
                        Map.entry("RABBITMQ_LOGS", "-")));
        await(server, "server.log", this::serves);
    }

    /** A directory with a program {@code erl} that knows where Erlang is; the packaged one knows where it was to be. */
    private Path erlang(Path erlang, Path runtime) throws IOException {
        Path erl = Files.createDirectories(directory.resolve("bin")).resolve("erl");
        Files.writeString(erl, """
                #!/bin/sh
                export ROOTDIR='%s' BINDIR='%s' EMU=beam PROGNAME=erl
                exec "$BINDIR/erlexec" "$@"
                """.formatted(erlang, runtime));
        if (!erl.toFile().setExecutable(true)) {
            throw new IOException(erl + " cannot be made a program");
        }
        return erl.getParent();
    }

    private Process process(Path program, String log, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(program.toString()));
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        builder.environment().putAll(environment);
        return builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(log).toFile())
                .start();
    }

    private void await(Process process, String log, BooleanSupplier ready) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - deadlineNanos > 0) {
                throw new IOException("RabbitMQ did not start: " + Files.readString(directory.resolve(log)));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean serves() {
        try {
            return api().get("/health/checks/port-listener/" + target.port()).status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Where it speaks AMQP. */
    Target target() {
        return target;
    }

    /** Its API as its administrator, {@code guest}. */
    HttpApi api() {
        return new HttpApi("http://127.0.0.1:" + httpPort, "guest", "guest");
    }

    @Override
    public void close() throws IOException {
        end(Optional.ofNullable(server));
        end(Optional.ofNullable(portMapper));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The start script hands the wish to end on to Erlang; whatever is left then is ended by force. */
    private static void end(Optional<Process> ended) {
        ended.ifPresent(process -> {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroy();
            try {
                process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly().onExit().join();
            for (ProcessHandle each : descendants) {
                each.destroyForcibly();
                each.onExit().join();
            }
        });
    }
}
