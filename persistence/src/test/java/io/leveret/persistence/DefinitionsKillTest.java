package io.leveret.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves everything that it was told is durable. */
class DefinitionsKillTest {
    private static final int KILLS = 3;
    private static final int ANSWERED_BEFORE_KILL = 150;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void everythingAnsweredIsThere() throws Exception {
        int answered = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            answered = writeAndKill(answered + 1);
            Map<String, Integer> found = contents();
            assertThat(found.get("last")).isGreaterThanOrEqualTo(answered);
            for (int i = 0; i <= answered; i++) {
                assertThat(found).containsEntry("k" + i, i);
            }
            assertThat(found).hasSize(found.get("last") + 2);
        }
    }

    /** The last number that the process said to be durable before it was killed. */
    private int writeAndKill(int from) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        directory.toString(),
                        Integer.toString(from))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int last = -1;
            for (int i = 0; i < ANSWERED_BEFORE_KILL; i++) {
                last = number(output.readLine());
            }
            process.toHandle().destroyForcibly(); // the process itself would close the stream
            // What it had said before it died counts as well; the last line may be cut off.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line.endsWith(".") ? number(line) : last;
            }
            return last;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.length() - 1));
    }

    private Map<String, Integer> contents() throws IOException {
        Map<String, Integer> found = new HashMap<>();
        try (H2Definitions store = H2Definitions.open(directory)) {
            store.readAll((kind, key, value) ->
                    found.put(key, Integer.parseInt(new String(value, StandardCharsets.US_ASCII))));
        }
        return found;
    }

    /** The process that writes until it is killed, saying what is durable. */
    public static final class Writer {
        /** Arguments: the data directory, the first number. */
        public static void main(String[] arguments) throws Exception {
            H2Definitions store = H2Definitions.open(Path.of(arguments[0]));
            Semaphore inFlight = new Semaphore(20);
            PrintStream answers =
                    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
            for (int i = Integer.parseInt(arguments[1]); ; i++) {
                int number = i;
                byte[] value = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                inFlight.acquire();
                store.write(
                        List.of(
                                new DefinitionsStore.Change((byte) 1, "k" + i, value),
                                new DefinitionsStore.Change((byte) 1, "last", value)),
                        new DefinitionsStore.Completion() {
                            @Override
                            public void durable() {
                                answers.println(number + ".");
                                inFlight.release();
                            }

                            @Override
                            public void failed(Exception cause) {
                                throw new AssertionError(cause);
                            }
                        });
            }
        }
    }
}
