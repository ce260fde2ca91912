package io.leveret.broker.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/leveret} in a distribution of empty files, with a java that only shows what it was given. */
class LauncherScriptTest {
    @TempDir
    Path directory;

    private Path home;
    private Path javaHome;

    @BeforeEach
    void makeDistribution() throws IOException {
        home = directory.toRealPath().resolve("a distribution");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(Path.of("..", "bin", "leveret"), home.resolve("bin/leveret"));
        for (String jar : List.of("leveret-broker-1", "leveret-management-1", "picocli-4", "jackson-core-3")) {
            Files.createFile(home.resolve("lib/" + jar + ".jar"));
        }
        javaHome = directory.toRealPath().resolve("jdk");
        Files.createDirectories(javaHome.resolve("bin"));
        Path java = Files.writeString(
                javaHome.resolve("bin/java"), "#!/bin/sh\necho \"pid $$\"\nfor a in \"$@\"; do echo \"$a\"; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        version("17.0.15");
    }

    @Test
    void theProcessBecomesTheJvmAndArgumentsStayWhole() throws IOException, InterruptedException {
        Result result = run(Map.of(), "start", "--set", "default_user=a  b");
        assertThat(result.code()).isZero();
        assertThat(result.out().lines())
                .startsWith("pid " + result.pid())
                .containsSubsequence(
                        "-Dleveret.home=" + home,
                        "-cp",
                        home + "/lib/leveret-broker-1.jar",
                        "io.leveret.broker.Main",
                        "start",
                        "--set",
                        "default_user=a  b")
                .contains("-XX:+ExitOnOutOfMemoryError", "-XX:+UseG1GC")
                .noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    }

    @Test
    void furtherOptionsComeAfterTheDefaultsAndMayNameAnotherCollector() throws IOException, InterruptedException {
        Files.createFile(home.resolve("lib/leveret.jsa"));
        Result result = run(
                Map.of("JAVA_OPTS", "-XX:+UseSerialGC -Da=b", "LEVERET_JAVA_OPTS", "-XX:MaxRAMPercentage=20"), "start");
        assertThat(result.out().lines())
                .containsSubsequence(
                        "-XX:MaxRAMPercentage=50",
                        "-XX:SharedArchiveFile=" + home + "/lib/leveret.jsa",
                        "-XX:+UseSerialGC",
                        "-Da=b",
                        "-XX:MaxRAMPercentage=20",
                        "-cp")
                .doesNotContain("-XX:+UseG1GC");
    }

    /** The JVM's own idea of the machine's memory knows of control groups, too. */
    @Test
    void buffersOutsideTheHeapGetAnEighthOfTheMemory() throws IOException, InterruptedException {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        long expected = Math.max(32 << 20, memory / 8);
        assertThat(run(Map.of("JAVA_OPTS", "-XX:MaxDirectMemorySize=1g"), "start")
                        .out()
                        .lines())
                .containsSubsequence("-XX:MaxDirectMemorySize=" + expected, "-XX:MaxDirectMemorySize=1g");
    }

    @Test
    void itIsFoundThroughASymbolicLink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(directory.resolve("lv"), home.resolve("bin/leveret"));
        Process process = process(link, Map.of(), "--version").start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("-Dleveret.home=" + home);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "status", "--data x queues list"})
    void allButAStartIsAnotherSmallerProgram(String line) throws IOException, InterruptedException {
        Result result = run(Map.of("LANG", "C", "LC_ALL", ""), line.isEmpty() ? new String[0] : line.split(" "));
        String lib = home + "/lib/";
        List<String> expected = new ArrayList<>(List.of(
                "pid " + result.pid(),
                "-XX:+UseSerialGC",
                "-cp",
                lib + "leveret-management-1.jar:" + lib + "picocli-4.jar:" + lib + "jackson-core-3.jar",
                "io.leveret.management.cli.ClientProgram"));
        expected.addAll(line.isEmpty() ? List.of() : List.of(line.split(" ")));
        assertThat(result.out().lines())
                .containsSubsequence(expected)
                .doesNotContain("-XX:+UseG1GC", "-Dleveret.terminal=true")
                .noneMatch(each -> each.startsWith("-XX:SharedArchiveFile"));
        Files.createFile(home.resolve("lib/client.jsa"));
        assertThat(run(Map.of(), "status").out().lines()).contains("-XX:SharedArchiveFile=" + lib + "client.jsa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
    void anOlderJavaIsRefusedClearly(String version) throws IOException, InterruptedException {
        version(version);
        Result result = run(Map.of(), "start");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("leveret: ").contains(" is Java ", "Java 17 or newer is needed");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void newerOnesMayLoadNativeCode() throws IOException, InterruptedException {
        version("25");
        assertThat(run(Map.of(), "start").out().lines()).contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws IOException, InterruptedException {
        Result result = run(Map.of("JAVA_HOME", "/nosuch"), "start");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("JAVA_HOME is /nosuch, but there is no /nosuch/bin/java");
    }

    @Test
    void anIncompleteDistributionIsNamed() throws IOException, InterruptedException {
        Files.delete(home.resolve("lib/leveret-broker-1.jar"));
        Result result = run(Map.of(), "start");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no leveret-broker jar");
    }

    private void version(String version) throws IOException {
        Files.writeString(javaHome.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Process process =
                process(home.resolve("bin/leveret"), environment, arguments).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                process.pid(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private ProcessBuilder process(Path script, Map<String, String> environment, String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "sh";
        command[1] = script.toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(Set.of("JAVA_OPTS", "LEVERET_JAVA_OPTS"));
        builder.environment().remove("LEVERET_CLASS_LIST");
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    /** What a run left. */
    private record Result(int code, long pid, String out, String err) {}
}
