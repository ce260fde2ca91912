package io.leveret.it.harness;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of others, which tests run as they are: out of Debian's packages, fetched and unpacked below {@code target};
 * nothing is installed. For any thread of one process.
 */
public final class DebianPackages {
    private static final Path BELOW = Path.of("target", "debian").toAbsolutePath();
    private static final long COMMAND_SECONDS = 120;

    private DebianPackages() {}

    /**
     * The root directory that these packages are unpacked in, without those that they depend on; none where they cannot
     * be had.
     */
    public static synchronized Optional<Path> unpacked(String... packages) throws IOException, InterruptedException {
        Path root = BELOW.resolve(packages[0]);
        Path complete = root.resolve(".complete");
        if (Files.exists(complete)) {
            return Optional.of(root);
        }
        Files.createDirectories(root);
        if (!fetched(root, packages)) {
            return Optional.empty();
        }
        for (Path archive : archives(root)) {
            if (!run(root, List.of("dpkg", "-x", archive.toString(), "."))) {
                return Optional.empty();
            }
        }
        Files.createFile(complete);
        return Optional.of(root);
    }

    /**
     * What was found. If nothing was, the test is skipped and says why; it fails where {@code CI} stands in the
     * environment, so that nobody believes it to be run there.
     */
    public static Path orSkipped(Optional<Path> found, String why) {
        if (found.isEmpty() && !System.getenv().getOrDefault("CI", "").isBlank()) {
            throw new AssertionError(why);
        }
        assumeThat(found).as(why).isPresent();
        return found.orElseThrow();
    }

    /** A machine that never asked for the lists of packages is made to ask once, if it may. */
    private static boolean fetched(Path root, String... packages) throws IOException, InterruptedException {
        List<String> download = new ArrayList<>(List.of("apt-get", "download", "-q"));
        download.addAll(List.of(packages));
        return run(root, download) || run(root, List.of("apt-get", "update", "-q")) && run(root, download);
    }

    private static List<Path> archives(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.toString().endsWith(".deb")).toList();
        }
    }

    private static boolean run(Path directory, List<String> command) throws InterruptedException {
        try {
            Process running = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("fetch.log").toFile())
                    .start();
            if (!running.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().onExit().join();
                return false;
            }
            return running.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program: another system than Debian
        }
    }
}
