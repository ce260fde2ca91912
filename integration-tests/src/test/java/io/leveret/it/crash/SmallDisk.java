package io.leveret.it.crash;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own, which a test can fill: in memory, mounted here, unmounted when it is closed. */
final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one; where this process may not mount, the test is aborted, and its report says so. */
    static SmallDisk mount(int mebibytes) throws IOException {
        Path path = Files.createTempDirectory("leveret-small-disk-");
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString());
        if (!refusal.isEmpty()) {
            Files.delete(path);
        }
        assumeThat(refusal)
                .as("a full disk cannot be tested here: mounting a small one needs root and was refused")
                .isEmpty();
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    long freeBytes() {
        return path.toFile().getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        String refusal = run("umount", path.toString());
        if (!refusal.isEmpty()) {
            throw new IOException("cannot unmount " + path + ": " + refusal);
        }
        Files.delete(path);
    }

    /** What it says if it fails, else nothing. */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.onExit().join().exitValue() == 0 ? "" : String.join(" ", command) + ": " + output.strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
