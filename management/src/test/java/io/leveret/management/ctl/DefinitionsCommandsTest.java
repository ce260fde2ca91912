package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.definitions.DefinitionsReader;
import io.leveret.management.definitions.FakeDefinitions;
import io.leveret.management.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsCommandsTest {
    private static final String FILE = "{\"queues\":[{\"name\":\"q\",\"vhost\":\"/\"}]}";

    @TempDir
    Path directory;

    private final FakeNode node = new FakeNode();
    private final FakeDefinitions definitions = new FakeDefinitions();
    private final CommandLine line = new CommandLine(node);

    @BeforeEach
    void begin() throws Exception {
        node.definitions = definitions;
        definitions.there = DefinitionsReader.readAll(FILE);
        definitions.results = List.of(new ImportResult("queues[0]", "/", "q", Outcome.ADDED, ""));
    }

    @Test
    void whatIsExportedIsImported() throws Exception {
        Path file = directory.resolve("d.json");
        assertThat(line.ctl("export_definitions '" + file + "'")).isZero();
        assertThat(line.out()).isEqualTo("Exporting definitions in JSON to a file at \"" + file + "\" ...\n");
        assertThat((Map<?, ?>) Json.read(Files.readString(file))).hasSize(17);
        definitions.there = null;
        assertThat(line.ctl("import_definitions '" + file + "'")).isZero();
        assertThat(line.out())
                .isEqualTo("Importing definitions in JSON from a file at \"" + file + "\" ...\n"
                        + "+ queues[0] 'q' in vhost '/'\n1 added, 0 changed, 0 unchanged, 0 skipped\n");
        assertThat(definitions.there.queues()).hasSize(1);
        assertThat(definitions.asked).containsExactly(ImportOptions.PLAIN);
    }

    @Test
    void standardInputAndOutputWillDo() {
        assertThat(line.ctl("export_definitions -")).isZero();
        assertThat(Json.read(line.out())).isInstanceOf(Map.class);
        line.content = FILE.getBytes(StandardCharsets.UTF_8);
        assertThat(line.ctl("import_definitions - --dry-run --strict -q")).isZero();
        assertThat(line.out())
                .isEqualTo("+ queues[0] 'q' in vhost '/'\nWould be: 1 added, 0 changed, 0 unchanged, 0 skipped\n");
        assertThat(definitions.asked).containsExactly(new ImportOptions(true, true, null, null));
        assertThat(line.ctl("import_definitions --formatter json")).isZero();
        assertThat(Json.read(line.out())).isEqualTo(Map.of("result", "ok", "node", "n@h"));
    }

    @Test
    void whatIsUnchangedIsSkippedOnWish() {
        line.content = FILE.getBytes(StandardCharsets.UTF_8);
        assertThat(line.ctl("import_definitions --skip-if-unchanged")).isZero();
        assertThat(line.ctl("import_definitions --skip-if-unchanged -q")).isZero();
        assertThat(line.out()).isEqualTo("Definitions are those of the last import: nothing is done\n");
        assertThat(definitions.asked).hasSize(1);
        line.content = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(line.ctl("import_definitions --skip-if-unchanged")).isZero();
        assertThat(definitions.asked).hasSize(2);
    }

    @Test
    void mistakesHaveRabbitMqsExitCodes() throws Exception {
        assertThat(line.ctl("export_definitions")).isEqualTo(64);
        assertThat(line.ctl("export_definitions x --format xml")).isEqualTo(65);
        assertThat(line.ctl("export_definitions /nosuchdirectory/x")).isEqualTo(65);
        assertThat(line.err()).contains("Bad argument: Directory /nosuchdirectory does not exist");
        assertThat(line.ctl("import_definitions nosuch.json")).isEqualTo(65);
        assertThat(line.err()).contains("Bad argument: File nosuch.json does not exist");
        assertThat(line.ctl("import_definitions '" + directory + "'")).isEqualTo(65);
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThat(line.ctl("import_definitions '" + empty + "'")).isEqualTo(65);
        assertThat(line.err()).isEqualTo("Error:\nFile " + empty + " is zero-sized\n");
        line.content = "{bad".getBytes(StandardCharsets.UTF_8);
        assertThat(line.ctl("import_definitions")).isEqualTo(65);
        assertThat(line.err()).isEqualTo("Error:\nfailed_to_parse_json\n");
        line.content = FILE.getBytes(StandardCharsets.UTF_8);
        definitions.failure = new AdminException(AdminException.Kind.INVALID, "queues[0]: no");
        assertThat(line.ctl("import_definitions")).isEqualTo(65);
        assertThat(line.err()).isEqualTo("Error:\nqueues[0]: no\n");
    }
}
