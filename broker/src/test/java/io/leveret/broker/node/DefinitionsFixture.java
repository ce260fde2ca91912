package io.leveret.broker.node;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.definitions.DefinitionsReader;
import io.leveret.management.definitions.DefinitionsWriter;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node on a disk, which listens to nothing, and its definitions as files. */
final class DefinitionsFixture implements AutoCloseable {
    private final Path directory;
    private final List<String> sets;
    private Node node;

    DefinitionsFixture(Path directory, String... sets) throws Exception {
        this.directory = directory;
        this.sets = List.of(sets);
        open();
    }

    Settings settings() throws Exception {
        return new SettingsSources(Map.of()).sets(sets).read(SettingsTable.load(), false);
    }

    private void open() throws Exception {
        RuntimeSettings runtime = new RuntimeSettings(List.of("guest"), 2_047);
        node = new Node(settings(), runtime, new NodeName("n", "h"), NodeDisks.open(directory, false), null, "1");
    }

    void restart() throws Exception {
        node.close();
        open();
    }

    BrokerPorts ports() {
        return node.ports();
    }

    VirtualHosts vhosts() {
        return node.vhosts();
    }

    List<ImportResult> load(String file) throws AdminException {
        return load(file, ImportOptions.PLAIN);
    }

    List<ImportResult> load(String file, ImportOptions options) throws AdminException {
        return ports().definitions().load(DefinitionsReader.readAll(file), options);
    }

    List<ImportResult> loadInto(String vhost, String file) throws AdminException {
        return ports().definitions().load(DefinitionsReader.readVhost(file, vhost), ImportOptions.PLAIN);
    }

    String export() throws AdminException {
        return Json.write(DefinitionsWriter.node(ports().definitions().export(null), "c", "1"));
    }

    String export(String vhost) throws AdminException {
        return Json.write(DefinitionsWriter.vhost(ports().definitions().export(vhost), "1"));
    }

    /** Those of an outcome by place. */
    static List<String> places(List<ImportResult> results, Outcome outcome) {
        return results.stream()
                .filter(each -> each.outcome() == outcome)
                .map(ImportResult::place)
                .toList();
    }

    static String resource(String name) throws IOException {
        try (InputStream in = DefinitionsFixture.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
