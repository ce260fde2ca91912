package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.json.Json;
import io.leveret.management.remote.FakeCarrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions in files. */
class DefinitionVerbsTest {
    private static final String DIFF = """
            {"dry_run":true,"added":1,"changed":0,"unchanged":1,"skipped":1,"objects":[
              {"place":"queues[0]","vhost":"/","name":"q","outcome":"unchanged"},
              {"place":"queues[1]","vhost":"/","name":"r","outcome":"added"},
              {"place":"queues[2]","vhost":"/","name":"s","outcome":"skipped","reason":"a stream"}]}""";

    @TempDir
    private Path directory;

    private final FakeTerminal terminal = new FakeTerminal();
    private final FakeCarrier node =
            new FakeCarrier().answer("GET /overview?columns=product_name", 200, "{\"product_name\":\"Leveret\"}");
    private final ClientProgram program = new ClientProgram(terminal, call -> node, "1");

    private int run(String... words) {
        return program.run(words);
    }

    @Test
    void theyAreExportedToAFileForItsOwnerAlone() throws IOException {
        node.answer("GET /definitions", 200, "{\"users\":[]}\n").answer("GET /definitions/v", 404, "");
        Path file = directory.resolve("broker.json");
        assertThat(run("definitions", "export", file.toString())).isZero();
        assertThat(file).hasContent("{\"users\":[]}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(terminal.takeOut()).isEqualTo("exported to " + file + "\n");
        assertThat(run("definitions", "export")).isZero();
        assertThat(terminal.takeOut()).isEqualTo("{\"users\":[]}\n");
        assertThat(run("definitions", "export", "-p", "v", file.toString())).isEqualTo(65);
        assertThat(file).hasContent("{\"users\":[]}");
        assertThat(run("definitions", "export", "/nosuch/dir/file")).isEqualTo(73);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void theyAreImportedFromAFileOrStandardInput() throws IOException {
        node.answer("POST /definitions?strict=false", 200, DIFF.replace("true", "false"))
                .answer("POST /definitions/v?strict=true", 400, "{\"reason\":\"bad\"}");
        Path file = Files.writeString(directory.resolve("broker.json"), "{\"queues\":[]}");
        assertThat(run("definitions", "import", file.toString())).isZero();
        assertThat(node.asked).containsExactly("POST /definitions?strict=false {\"queues\":[]}");
        assertThat(terminal.takeOut()).contains("imported " + file + ": 1 added");
        terminal.input = "{}";
        assertThat(run("definitions", "import", "-", "-p", "v", "--strict")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: bad\n");
        assertThat(run("definitions", "import", directory.resolve("nosuch").toString()))
                .isEqualTo(65);
    }

    @Test
    void whatIsSkippedIsTold() throws IOException {
        node.answer("POST /definitions?strict=false", 200, DIFF.replace("true", "false"));
        Path file = Files.writeString(directory.resolve("broker.json"), "{}");
        assertThat(run("definitions", "import", file.toString())).isZero();
        assertThat(terminal.takeOut()).isEqualTo("""
                outcome  place      vhost  name  reason
                skipped  queues[2]  /      s     a stream
                imported %s: 1 added, 0 changed, 1 unchanged, 1 skipped
                """.formatted(file));
        assertThat(run("definitions", "import", file.toString(), "-o", "json")).isZero();
        assertThat(Json.read(terminal.takeOut())).isInstanceOf(Map.class);
    }

    @Test
    void whatIsWrongWithAFileIsSaid() throws IOException {
        node.answer("POST /definitions?strict=false", 400, "{\"reason\":\"failed_to_parse_json\"}")
                .answer("GET /definitions", 200, "{}");
        Path file = Files.writeString(directory.resolve("broker.json"), "{bad");
        assertThat(run("definitions", "import", file.toString())).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: " + file + " is no JSON\n");
        assertThat(run("definitions", "import", directory.toString())).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: cannot read " + directory + ": it is a directory\n");
        assertThat(run("definitions", "export", "/nosuch/file")).isEqualTo(73);
        assertThat(terminal.takeErr()).isEqualTo("leveret: cannot write /nosuch/file: there is no directory /nosuch\n");
    }

    /** It knows neither parameter, and imports. */
    @Test
    void aRabbitMqImportsAsItDoes() throws IOException {
        FakeCarrier rabbit = new FakeCarrier().answer("POST /definitions?strict=false", 204, "");
        Path file = Files.writeString(directory.resolve("broker.json"), "{}");
        int code = new ClientProgram(terminal, call -> rabbit, "1").run("definitions", "import", file.toString());
        assertThat(code).isZero();
        assertThat(terminal.takeOut()).isEqualTo("imported " + file + "\n");
    }

    @Test
    void whatDiffersIsShownAndNothingIsDone() throws IOException {
        node.answer("POST /definitions?dry_run=true&strict=false", 200, DIFF);
        Path file = Files.writeString(directory.resolve("broker.json"), "{}");
        assertThat(run("definitions", "diff", file.toString())).isEqualTo(1);
        assertThat(terminal.takeOut()).isEqualTo("""
                outcome  place      vhost  name  reason
                added    queues[1]  /      r
                skipped  queues[2]  /      s     a stream
                """);
        assertThat(run("definitions", "import", file.toString(), "--dry-run")).isZero();
        assertThat(terminal.takeOut()).endsWith("nothing was done\n");
        assertThat(node.asked).noneMatch(request -> request.startsWith("POST") && !request.contains("dry_run=true"));
    }

    @Test
    void whatMachinesReadIsNothingElse() throws IOException {
        node.answer("POST /definitions?dry_run=true&strict=false", 200, DIFF)
                .answer("POST /definitions?strict=false", 200, DIFF);
        Path file = Files.writeString(directory.resolve("broker.json"), "{}");
        assertThat(run("definitions", "import", file.toString(), "--dry-run", "-o", "json"))
                .isZero();
        assertThat(Json.read(terminal.takeOut())).isEqualTo(Json.read(DIFF));
        assertThat(run("definitions", "import", file.toString(), "-o", "json")).isZero();
        assertThat(Json.read(terminal.takeOut())).isEqualTo(Json.read(DIFF));
        assertThat(run("definitions", "import", file.toString(), "--dry-run", "-o", "csv"))
                .isZero();
        assertThat(terminal.takeOut()).startsWith("outcome,place,").endsWith("a stream\n");
    }

    @Test
    void aRabbitMqThatKnowsNoDryRunIsNotAskedForOne() throws IOException {
        FakeCarrier rabbit =
                new FakeCarrier().answer("GET /overview?columns=product_name", 200, "{\"product_name\":\"RabbitMQ\"}");
        Path file = Files.writeString(directory.resolve("broker.json"), "{}");
        int code = new ClientProgram(terminal, call -> rabbit, "1").run("definitions", "diff", file.toString());
        assertThat(code).isEqualTo(69);
        assertThat(rabbit.asked).hasSize(1);
    }
}
