package io.leveret.broker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    private static final NodeName NAME = new NodeName("leveret", "here");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

    @TempDir
    Path parent;

    @Test
    void theFirstStartMakesItAndKeepsTheName() throws IOException, DataDirectoryException {
        Path path = parent.resolve("a/b");
        try (DataDirectory directory = open(path, Optional.empty())) {
            assertThat(directory.nodeName()).isEqualTo(NAME);
            assertThat(directory.path()).isEqualTo(path.toAbsolutePath());
        }
        assertThat(path.resolve("node.json"))
                .hasContent(
                        "{\"name\":\"leveret@here\",\"format_version\":1,\"created\":\"2026-01-02T03:04:05.678Z\"}");
        try (DataDirectory directory =
                DataDirectory.open(path, Optional.empty(), new NodeName("other", "there"), CLOCK)) {
            assertThat(directory.nodeName()).isEqualTo(NAME);
        }
        assertThat(Files.getPosixFilePermissions(path)).hasSize(3);
    }

    @Test
    void anotherNameThanTheOneKeptIsRefusedAndTheDirectoryStaysUsable() throws IOException, DataDirectoryException {
        open(parent, Optional.of(NAME)).close();
        assertThatThrownBy(() -> open(parent, Optional.of(new NodeName("rabbit", "here"))))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContainingAll(parent.toString(), "belongs to node leveret@here", "rabbit@here");
        open(parent, Optional.of(NAME)).close();
    }

    @Test
    void twiceInOneProcessIsRefusedAndTheFirstKeepsIt() throws IOException, DataDirectoryException {
        try (DataDirectory directory = open(parent, Optional.empty())) {
            assertThatThrownBy(() -> open(parent, Optional.empty())).hasMessageContaining("in use by this process");
            assertThatThrownBy(() -> open(directory.path(), Optional.empty()))
                    .as("also after a refusal")
                    .hasMessageContaining("in use by this process");
        }
        open(parent, Optional.empty()).close();
    }

    @Test
    void whileAnotherProcessHasItItIsRefusedAndFreeWhenThatIsKilled()
            throws IOException, DataDirectoryException, InterruptedException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> open(parent, Optional.empty()))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContainingAll(parent.toString(), "in use by another process, pid " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        open(parent, Optional.empty()).close();
    }

    @Test
    void aNewerFormatIsRefusedWhateverElseItSays() throws IOException {
        Files.writeString(parent.resolve("node.json"), "{\"format_version\": 2, \"nodes\": [1, {}]}");
        assertThatThrownBy(() -> open(parent, Optional.empty()))
                .hasMessageContainingAll(parent.toString(), "format 2", "newer version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"name\":\"a@b\",\"format_version\":1}",
                "{\"name\":\"a b\",\"format_version\":1,\"created\":\"2026-01-02T03:04:05Z\"}",
                "{\"name\":\"a@b\",\"format_version\":1,\"created\":\"yesterday\"}"
            })
    void aDamagedNodeFileIsRefusedAndLeftAsItIs(String json) throws IOException {
        Files.writeString(parent.resolve("node.json"), json);
        assertThatThrownBy(() -> open(parent, Optional.empty()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContainingAll("node.json", "damaged");
        assertThat(parent.resolve("node.json")).hasContent(json);
    }

    @Test
    void aDirectoryOfSomethingElseIsNotTaken() throws IOException {
        Files.writeString(parent.resolve("thesis.txt"), "x");
        assertThatThrownBy(() -> open(parent, Optional.empty())).hasMessageContaining("is not empty");
        assertThat(parent.resolve("lock")).doesNotExist();
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("f"), "x");
        assertThatThrownBy(() -> open(file, Optional.empty()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "rabbit@host.domain", "r-1_x@10.0.0.1"})
    void aFullNameIsTakenAsItStands(String text) {
        assertThat(NodeName.parse(text, "h")).hasToString(text);
    }

    @Test
    void aNameAloneIsOnThisHost() {
        assertThat(NodeName.parse("rabbit", "box.example.org")).hasToString("rabbit@box");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "a@", "@b", "a b@c", "a@b@c", "a\"@c"})
    void whatIsNoNodeNameIsRefused(String text) {
        assertThatThrownBy(() -> NodeName.parse(text, "h")).isInstanceOf(IllegalArgumentException.class);
    }

    private static DataDirectory open(Path path, Optional<NodeName> wanted) throws DataDirectoryException {
        return DataDirectory.open(path, wanted, NAME, CLOCK);
    }

    /** Holds a directory until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws DataDirectoryException, IOException {
            DataDirectory directory = open(Path.of(arguments[0]), Optional.empty());
            try (PrintStream out =
                    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
                out.println("held");
                System.in.read();
            }
            directory.close();
        }
    }
}
