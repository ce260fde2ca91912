package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, packed, and unpacked in an empty directory. */
@LeveretOnly("it packs and unpacks the broker")
class DistributionIT {
    private static final long DEADLINE_SECONDS = 120;
    private static final Pattern LINK = Pattern.compile("]\\(([a-z][^):#]*)[)#]");

    @TempDir
    Path directory;

    @Test
    void everyLibraryStandsInTheNotice() throws IOException {
        Path distribution = LeveretProcess.distribution();
        List<String> beginnings = new ArrayList<>();
        for (String line : Files.readAllLines(distribution.resolve("NOTICE"))) {
            if (line.startsWith("  ") && line.contains("https://")) {
                beginnings.add(line.strip().split(" ")[0]);
            }
        }
        assertThat(jars(distribution))
                .hasSizeGreaterThan(20)
                .allSatisfy(jar -> assertThat(beginnings)
                        .as("NOTICE has no line for " + jar)
                        .anyMatch(jar::startsWith));
    }

    @Test
    void theSameFilesGiveTheSameArchive() throws Exception {
        Path first = pack("first.tar.gz");
        Path second = pack("second.tar.gz");
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        String listed = run(Map.of(), "tar", "-tvzf", first.toString());
        assertThat(listed)
                .contains("leveret-x/bin/leveret", "leveret-x/LICENSE", "leveret-x/conf/leveret.conf")
                .contains("leveret-x/packaging/leveret.service", "leveret-x/packaging/Dockerfile")
                .doesNotContain(".jsa", ".built");
        assertThat(listed.lines()).allSatisfy(line -> assertThat(line).contains(" 0/0 "));
    }

    @Test
    void unpackedInAnEmptyDirectoryItServes() throws Exception {
        Path home = unpack();
        assertThat(run(Map.of(), home + "/bin/leveret", "config", "check")).contains("in order: 0 settings");
        serves(home);
        run(Map.of(), "sh", home + "/lib/archive-classes.sh", home.toString());
        assertThat(home.resolve("lib/leveret.jsa")).exists();
        serves(home);
    }

    private static void serves(Path home) throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("unpacked", home.resolve("bin/leveret"))) {
            leveret.start();
            publishAndGet(leveret.target(), "guest", "guest");
            assertThat(leveret.control().ok("status")).contains("Leveret");
            assertThat(leveret.control().program("rabbitmq-diagnostics").ok("ping"))
                    .contains("Ping succeeded");
            assertThat(leveret.stop()).isIn(0, 143);
        }
    }

    @Test
    void itsPagesLeadToPagesThatAreThere() throws Exception {
        Path home = unpack();
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(pages).hasSizeGreaterThan(5);
            for (Path page : pages) {
                Matcher link = LINK.matcher(Files.readString(page));
                while (link.find()) {
                    assertThat(page.resolveSibling(link.group(1)))
                            .as("linked from " + page)
                            .exists();
                }
            }
        }
    }

    @Test
    void theImagesEntryStartsANodeByTheVariablesOfTheImage() throws Exception {
        Path home = unpack();
        Path secret = Files.writeString(directory.resolve("secret"), "from a file\n");
        int port = LeveretProcess.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                home + "/packaging/docker-entrypoint.sh", "rabbitmq-server", "--set", "management.enabled=off");
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        home + "/bin:" + System.getenv("PATH"),
                        "HOME",
                        directory.toString(),
                        "RABBITMQ_DATA_DIR",
                        directory.resolve("data").toString(),
                        "RABBITMQ_CONFIG_FILE",
                        home + "/packaging/10-defaults.conf",
                        "RABBITMQ_NODE_IP_ADDRESS",
                        "127.0.0.1",
                        "RABBITMQ_NODE_PORT",
                        Integer.toString(port),
                        "RABBITMQ_DEFAULT_USER",
                        "app",
                        "RABBITMQ_DEFAULT_PASS_FILE",
                        secret.toString()));
        Process process =
                builder.redirectError(directory.resolve("log").toFile()).start();
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = CompletableFuture.supplyAsync(() -> {
                        try {
                            return out.readLine();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as(Files.readString(directory.resolve("log"))).contains("serves");
            publishAndGet(new Target("127.0.0.1", port, true), "app", "from a file");
            assertThat(directory.resolve("data/leveret/node.json")).exists();
        } finally {
            process.destroy();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        assertThat(run(Map.of(), home + "/packaging/docker-entrypoint.sh", "echo", "as it is"))
                .isEqualTo("as it is\n");
    }

    private static void publishAndGet(Target target, String user, String password) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(target.host());
        factory.setPort(target.port());
        factory.setUsername(user);
        factory.setPassword(password);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare("q", true, false, false, null);
            channel.basicPublish("", "q", null, "text".getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(10_000);
            assertThat(channel.basicGet("q", true).getBody()).asString().isEqualTo("text");
        }
    }

    private Path unpack() throws Exception {
        Path archive = pack("leveret.tar.gz");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        run(Map.of(), "tar", "-xzf", archive.toString(), "-C", empty.toString());
        return empty.toRealPath().resolve("leveret-x");
    }

    private Path pack(String name) throws Exception {
        Path distribution = LeveretProcess.distribution();
        Path script = distribution.resolve("../../src/build/pack.sh").normalize();
        Path archive = directory.resolve(name);
        run(Map.of(), "sh", script.toString(), distribution.toString(), "leveret-x", "1700000000", archive.toString());
        return archive;
    }

    private String run(Map<String, String> environment, String... command) throws Exception {
        Path out = Files.createTempFile(directory, "out", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
        builder.redirectErrorStream(true).environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " does not end");
        }
        assertThat(process.exitValue())
                .as(List.of(command) + ": " + Files.readString(out))
                .isZero();
        return Files.readString(out);
    }

    private static List<String> jars(Path distribution) throws IOException {
        try (Stream<Path> files = Files.list(distribution.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("leveret-"))
                    .toList();
        }
    }
}
