package io.leveret.broker.node;

import static io.leveret.broker.node.DefinitionsFixture.places;
import static io.leveret.broker.node.DefinitionsFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports into a node as it is, and what comes out of it. */
@Timeout(120)
class ImportTest {
    private static final List<String> LISTS = List.of(
            "users",
            "vhosts",
            "permissions",
            "topic_permissions",
            "parameters",
            "global_parameters",
            "policies",
            "queues",
            "exchanges",
            "bindings");

    @TempDir
    Path directory;

    private DefinitionsFixture node;

    @BeforeEach
    void open() throws Exception {
        node = new DefinitionsFixture(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static Map<String, TreeSet<String>> objects(String file) {
        Map<String, TreeSet<String>> objects = new LinkedHashMap<>();
        Map<?, ?> read = (Map<?, ?>) Json.read(file);
        for (String list : LISTS) {
            TreeSet<String> texts = new TreeSet<>();
            ((List<?>) read.get(list)).forEach(each -> texts.add(Json.write(sorted(each))));
            objects.put(list, texts);
        }
        return objects;
    }

    private static Object sorted(Object json) {
        if (json instanceof Map<?, ?> fields) {
            Map<String, Object> byName = new TreeMap<>();
            fields.forEach((key, value) -> byName.put(key.toString(), sorted(value)));
            return byName;
        }
        return json instanceof List<?> list
                ? list.stream().map(ImportTest::sorted).toList()
                : json;
    }

    /** What RabbitMQ 4.0.5 exported, reduced; streams are the only thing that stays away. */
    @Test
    void whatRabbitMqExportsComesOutAsItWentIn() throws Exception {
        String file = resource("rabbitmq-4.0.5.json");
        List<ImportResult> results = node.load(file);
        assertThat(results.stream().filter(each -> each.outcome() == Outcome.SKIPPED))
                .extracting(ImportResult::name)
                .containsExactlyInAnyOrder("events", "topics -> events (#)");
        Map<String, TreeSet<String>> wanted = objects(file);
        wanted.get("queues").removeIf(each -> each.contains("\"stream\""));
        wanted.get("bindings").removeIf(each -> each.contains("\"events\""));
        Map<String, TreeSet<String>> found = objects(node.export());
        wanted.forEach((list, objects) -> assertThat(found.get(list)).as(list).containsAll(objects));
        assertThat(fields(node.export()).keySet()).isEqualTo(fields(file).keySet());

        assertThat(places(node.load(file), Outcome.ADDED)).isEmpty();
        assertThat(places(node.load(file), Outcome.CHANGED)).isEmpty();
        assertThat(node.ports().users().authenticate("ex_u", "pw")).isTrue();
        String before = node.export();
        node.restart();
        Map<String, TreeSet<String>> lasting = objects(before);
        lasting.values().forEach(each -> each.removeIf(object -> object.contains("passing")));
        assertThat(objects(node.export())).isEqualTo(lasting);
    }

    @Test
    void aFileOfAnOldRabbitMqIsImported() throws Exception {
        List<ImportResult> results = node.load(resource("rabbitmq-3.5.json"));
        for (String user : List.of("old_admin", "old_two", "very_old")) {
            assertThat(node.ports().users().authenticate(user, "secret")).isTrue();
        }
        assertThat(node.export())
                .contains("\"name\":\"very_old\"", "[\"management\",\"policymaker\"]")
                .contains("\"federation-upstream\"", "\"shovel\"")
                .contains("{\"vhost\":\"shop\",\"name\":\"mirrored-short\",\"pattern\":\"^s\\\\.\","
                        + "\"apply-to\":\"queues\",\"definition\":{\"max-length\":7},\"priority\":1}")
                .doesNotContain("ha-mode", "\"mirrored\"", "federated");
        assertThat(results.stream().filter(each -> each.outcome() == Outcome.SKIPPED))
                .extracting(each -> each.place() + ": " + each.reason())
                .containsExactly(
                        "policies[0]: no policy has ha-mode, ha-sync-mode here",
                        "policies[1]: no policy has ha-mode, ha-params here; the rest of it is imported",
                        "policies[2]: no policy has federation-upstream-set here",
                        "exchanges[1]: exchanges whose names begin with 'amq.' and the default one are the broker's",
                        "exchanges[2]: unknown exchange type 'x-lru'",
                        "queues[2]: queues whose names begin with 'amq.' are the broker's",
                        "bindings[1]: its source is skipped",
                        "bindings[2]: its destination is skipped");
        assertThat(node.ports().queues().list("shop")).hasSize(2).anySatisfy(queue -> {
            assertThat(queue.name()).isEqualTo("s.orders");
            assertThat(queue.policy().definition()).isEqualTo(Map.of("max-length", 7L));
        });
    }

    @Test
    void whatOldFilesLeaveOutHasItsDefault() throws Exception {
        List<ImportResult> results = node.load(resource("rabbitmq-3.11.json"));
        assertThat(places(results, Outcome.SKIPPED))
                .containsExactly("vhosts[1].default_queue_type", "queues[0]", "bindings[1]");
        assertThat(node.ports().users().authenticate("app", "secret")).isTrue();
        assertThat(node.ports().vhosts().list())
                .filteredOn(vhost -> vhost.name().equals("streams"))
                .singleElement()
                .matches(VhostDetails::tracing);
        assertThat(node.export())
                .contains("{\"name\":\"untyped\",\"vhost\":\"plain\",\"durable\":true,\"auto_delete\":false,")
                .contains("\"name\":\"cluster_name\",\"value\":\"rabbit@old\"")
                .contains("\"limits\":{\"max-connections\":3}")
                .doesNotContain("imported_definition_hash_value");
    }

    // ---- all or nothing

    @Test
    void nothingIsDoneWhenAnythingIsWrong() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(
                "\"queues\":[{\"name\":\"q\",\"vhost\":\"/\",\"arguments\":{\"x-max-length\":\"a\"}}]",
                "queues[0].arguments.x-max-length: precondition_failed: invalid arg 'x-max-length' for queue 'q'"
                        + " in vhost '/': \"expected integer, got longstr\"");
        wrong.put(
                "\"queues\":[{\"name\":\"q\",\"vhost\":\"nosuch\"}]",
                "queues[0].vhost: Please create virtual host \"nosuch\" prior to importing definitions.");
        wrong.put("\"queues\":[{\"name\":\"q\"}]", "queues[0].vhost: is missing");
        wrong.put("\"queues\":[7]", "queues[0]: not an object");
        wrong.put("\"queues\":{}", "queues: not a list");
        wrong.put(
                "\"queues\":[{\"name\":\"q\",\"vhost\":\"/\",\"arguments\":{\"a\":{\"b\":[1e999]}}}]",
                "queues[0].arguments.a.b: double cannot hold Infinity");
        wrong.put("\"users\":[{\"name\":\"u\"}]", "users[0].tags: tags_not_present");
        wrong.put(
                "\"users\":[{\"name\":\"u\",\"tags\":\"\",\"password_hash\":\"!!\"}]",
                "users[0]: the password hash is not base64");
        wrong.put(
                "\"users\":[{\"name\":\"u\",\"tags\":\"\",\"password_hash\":\"\",\"hashing_algorithm\":\"rot13\"}]",
                "users[0]: unknown password hashing algorithm 'rot13'");
        wrong.put(
                "\"permissions\":[{\"user\":\"nobody\",\"vhost\":\"/\",\"configure\":\"\",\"write\":\"\","
                        + "\"read\":\"\"}]",
                "permissions[0].user: no user 'nobody'");
        wrong.put(
                "\"permissions\":[{\"user\":\"guest\",\"vhost\":\"/\",\"configure\":\"(\",\"write\":\"\","
                        + "\"read\":\"\"}]",
                "permissions[0]: ");
        wrong.put(
                "\"bindings\":[{\"source\":\"nosuch\",\"vhost\":\"/\",\"destination\":\"new\","
                        + "\"destination_type\":\"queue\",\"routing_key\":\"\"}]",
                "bindings[0]: not_found: no exchange 'nosuch' in vhost '/'");
        wrong.put(
                "\"policies\":[{\"vhost\":\"/\",\"name\":\"p\",\"pattern\":\"(\",\"definition\":{\"expires\":1}}]",
                "policies[0]: Validation failed\n\npattern should be regular expression");
        wrong.put(
                "\"parameters\":[{\"vhost\":\"/\",\"component\":\"vhost-limits\",\"name\":\"limits\","
                        + "\"value\":{\"max-queues\":\"z\"}}]",
                "parameters[0]: Validation failed\n\nmax-queues should be a number, actually was <<\"z\">>");
        String before = node.export();
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            String file = "{\"vhosts\":[{\"name\":\"w\"}],"
                    + "\"exchanges\":[{\"name\":\"new\",\"vhost\":\"/\",\"type\":\"direct\"}]," + each.getKey() + "}";
            assertThatThrownBy(() -> node.load(file))
                    .as(each.getKey())
                    .isInstanceOfSatisfying(
                            AdminException.class, e -> assertThat(e.kind()).isEqualTo(AdminException.Kind.INVALID))
                    .hasMessageStartingWith(each.getValue());
            assertThat(node.export()).as(each.getKey()).isEqualTo(before);
        }
        assertThatThrownBy(() -> node.load("{bad")).hasMessage("failed_to_parse_json");
        assertThatThrownBy(() -> node.load("[]")).hasMessage("failed_to_parse_json");
        assertThat(node.load("")).isEmpty();
        assertThat(node.load("{}")).isEmpty();
    }

    /** A store that is given what it cannot keep takes nothing any more. */
    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        String large = "x".repeat(17 << 20);
        String vhost = "{\"name\":\"v\",\"description\":\"" + large + "\"}";
        assertThatThrownBy(() -> node.load("{\"vhosts\":[" + vhost + "]}"))
                .hasMessage("vhosts[0]: is too large to be kept");
        assertThatThrownBy(() ->
                        node.load("{\"global_parameters\":[{\"name\":\"" + "n".repeat(70_000) + "\",\"value\":1}]}"))
                .hasMessage("global_parameters[0]: is too large to be kept");
        assertThatThrownBy(() -> node.load(
                        "{\"queues\":[{\"name\":\"q\",\"vhost\":\"/\",\"arguments\":{\"a\":\"" + large + "\"}}]}"))
                .hasMessageStartingWith("queues[0].arguments: has 178");
        assertThatThrownBy(
                        () -> node.load("{\"queues\":[{\"name\":\"" + "\u00e4".repeat(128) + "\",\"vhost\":\"/\"}]}"))
                .hasMessage("queues[0].name: a name has 1 to 255 bytes, this one has 256");
        node.load("{\"vhosts\":[{\"name\":\"small\"}]}");
        node.restart();
        assertThat(node.ports().vhosts().exists("small")).isTrue();
    }

    @Test
    void strictnessRefusesWhatIsSkippedOtherwise() throws Exception {
        String before = node.export();
        assertThatThrownBy(() -> node.load(resource("rabbitmq-4.0.5.json"), new ImportOptions(false, true, null, null)))
                .hasMessage("queues[1]: cannot be imported: unsupported queue type 'stream'\n"
                        + "bindings[4]: cannot be imported: its destination is skipped");
        assertThat(node.export()).isEqualTo(before);
    }

    @Test
    void aDryRunTellsAndDoesNothing() throws Exception {
        String before = node.export();
        String file = resource("rabbitmq-4.0.5.json");
        List<ImportResult> told = node.load(file, new ImportOptions(true, false, null, null));
        assertThat(node.export()).isEqualTo(before);
        assertThat(node.load(file)).isEqualTo(told);
    }

    // ---- merging

    @Test
    void whatCannotBeChangedIsKeptAndWhatCanBeIsChanged() throws Exception {
        node.load("{\"vhosts\":[{\"name\":\"v\",\"metadata\":{\"description\":\"one\",\"tags\":[\"t\"]}}],"
                + "\"users\":[{\"name\":\"u\",\"tags\":\"a\",\"password\":\"p\",\"limits\":{\"max-channels\":2}}],"
                + "\"exchanges\":[{\"name\":\"x\",\"vhost\":\"v\",\"type\":\"direct\"}],"
                + "\"queues\":[{\"name\":\"q\",\"vhost\":\"v\"}]}");
        List<ImportResult> results = node.load("{\"vhosts\":[{\"name\":\"v\",\"metadata\":{\"description\":\"two\"}}],"
                + "\"users\":[{\"name\":\"u\",\"tags\":[\"a\"],\"password\":\"p\",\"limits\":{}}],"
                + "\"policies\":[{\"vhost\":\"v\",\"name\":\"p\",\"pattern\":\"q\","
                + "\"definition\":{\"max-length\":5}}],"
                + "\"exchanges\":[{\"name\":\"x\",\"vhost\":\"v\",\"type\":\"fanout\"}],"
                + "\"queues\":[{\"name\":\"q\",\"vhost\":\"v\",\"auto_delete\":true},{\"name\":\"q\",\"vhost\":\"v\"}],"
                + "\"bindings\":[{\"source\":\"x\",\"vhost\":\"v\",\"destination\":\"q\"}]}");
        assertThat(results)
                .extracting(each -> each.place() + " " + each.outcome())
                .containsExactly(
                        "users[0] UNCHANGED",
                        "vhosts[0] CHANGED",
                        "policies[0] ADDED",
                        "exchanges[0] UNCHANGED",
                        "queues[0] UNCHANGED",
                        "queues[1] UNCHANGED",
                        "bindings[0] ADDED");
        assertThat(results.get(3).reason()).startsWith("kept as it is: inequivalent arg 'type'");
        assertThat(results.get(4).reason()).isEqualTo("kept as it is: durable true, auto_delete false");
        assertThat(node.ports().queues().list("v").get(0).policy().definition()).isEqualTo(Map.of("max-length", 5L));
        assertThat(node.export())
                .contains("\"description\":\"two\",\"tags\":[\"t\"]")
                .contains("\"tags\":[\"a\"],\"limits\":{\"max-channels\":2}");
        String before = node.export();
        node.restart();
        assertThat(node.export()).isEqualTo(before);
    }

    /** An argument may have no value; a binding has it still when it comes back. */
    @Test
    void whatHasNoValueComesOutAsItWentIn() throws Exception {
        String bound = "{\"source\":\"amq.headers\",\"vhost\":\"/\",\"destination\":\"q\","
                + "\"destination_type\":\"queue\",\"routing_key\":\"\","
                + "\"arguments\":{\"a\":null,\"b\":[null],\"x-match\":\"all\"}}";
        node.load("{\"queues\":[{\"name\":\"q\",\"vhost\":\"/\"}],\"bindings\":[" + bound + "]}");
        String exported = node.export();
        assertThat(exported)
                .doesNotContain("null")
                .contains("\"arguments\":{\"a\":\"undefined\",\"b\":[\"undefined\"],\"x-match\":\"all\"},"
                        + "\"void_arguments\":[\"a\",\"b[0]\"]");
        assertThat(places(node.load("{\"bindings\":[" + bound + "]}"), Outcome.ADDED))
                .isEmpty();
        assertThat(places(node.load(exported), Outcome.ADDED)).isEmpty();
        node.restart();
        assertThat(node.export()).isEqualTo(exported);
    }

    /** RabbitMQ 4.0.5 changes the limits that a file names, and never takes any away. */
    @Test
    void limitsOfUsersAreMerged() throws Exception {
        String limited = "{\"users\":[{\"name\":\"u\",\"tags\":\"\",\"password\":\"p\",\"limits\":%s}]}";
        node.load(limited.formatted("{\"max-channels\":7}"));
        assertThat(node.load(limited.formatted("{}")).get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(node.export()).contains("\"limits\":{\"max-channels\":7}");
        assertThat(node.load(limited.formatted("{\"max-connections\":3}"))
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.CHANGED);
        assertThat(node.export()).contains("\"limits\":{\"max-channels\":7,\"max-connections\":3}");
        assertThat(node.load(limited.formatted("{\"max-connections\":3}"))
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
        String user = "{\"name\":\"u\",\"tags\":\"\",\"password\":\"p\",\"limits\":%s}";
        node.load("{\"users\":[" + user.formatted("{\"max-connections\":4}") + ","
                + user.formatted("{\"max-channels\":-1}") + "]}");
        String exported = node.export();
        assertThat(exported).contains("\"limits\":{\"max-channels\":-1,\"max-connections\":4}");
        node.restart();
        assertThat(node.export()).isEqualTo(exported);
    }

    /** Who imports by a program that looks at the status alone is told in the log. */
    @Test
    void whatIsSkippedIsLoggedButNotWithoutEnd() throws Exception {
        StringBuilder streams = new StringBuilder("{\"queues\":[{\"name\":\"plain\",\"vhost\":\"/\"}");
        for (int i = 0; i < 150; i++) {
            streams.append(",{\"name\":\"s")
                    .append(i)
                    .append("\",\"vhost\":\"/\",\"arguments\":{\"x-queue-type\":\"stream\"}}");
        }
        String file = streams.append("]}").toString();
        try (LoggedWarnings logged = new LoggedWarnings("io.leveret.broker.admin")) {
            node.load(file, new ImportOptions(true, false, null, null));
            assertThat(logged.lines()).isEmpty();
            node.load(file);
            assertThat(logged.lines())
                    .hasSize(101)
                    .startsWith("import: queues[1] 's0' in vhost '/' is skipped: unsupported queue type 'stream'")
                    .endsWith("import: 50 more objects are skipped");
        }
    }

    @Test
    void aVirtualHostIsCarriedIntoAnother() throws Exception {
        node.load(resource("rabbitmq-4.0.5.json"));
        node.load("{\"vhosts\":[{\"name\":\"copy\",\"metadata\":{\"default_queue_type\":\"quorum\"}}]}");
        node.loadInto("copy", node.export("ex_a"));
        Map<String, Object> copy = new TreeMap<>(fields(node.export("copy")));
        Map<String, Object> original = new TreeMap<>(fields(node.export("ex_a")));
        for (String list : List.of("parameters", "policies", "queues", "exchanges", "bindings", "limits")) {
            assertThat(copy.get(list)).as(list).isEqualTo(original.get(list));
        }
        assertThat(copy).containsEntry("rabbitmq_definition_format", "single_virtual_host");
        assertThatThrownBy(() -> node.load(node.export("ex_a"))).hasMessageContaining("is missing: a file of a single");
    }

    private static Map<String, Object> fields(String json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) Json.read(json)).forEach((key, value) -> fields.put(key.toString(), value));
        return fields;
    }

    @Test
    void queuesBeyondALimitAreRefused() throws Exception {
        node.load("{\"vhosts\":[{\"name\":\"v\"}],\"queues\":[{\"name\":\"a\",\"vhost\":\"v\"}],"
                + "\"parameters\":[{\"vhost\":\"v\",\"component\":\"vhost-limits\",\"name\":\"limits\","
                + "\"value\":{\"max-queues\":2}}]}");
        String two = "{\"queues\":[{\"name\":\"a\",\"vhost\":\"v\"},{\"name\":\"b\",\"vhost\":\"v\"},"
                + "{\"name\":\"c\",\"vhost\":\"v\"}]}";
        assertThatThrownBy(() -> node.load(two))
                .hasMessage("queues: Adding 2 queue(s) to virtual host \"v\" would exceed the limit of 2 queue(s)."
                        + "\n\nThis virtual host currently has 1 queue(s) defined.\n\nImport aborted!");
    }

    @Test
    void whoBringsAVirtualHostMayUseIt() throws Exception {
        node.load("{\"vhosts\":[{\"name\":\"v\"}]}", new ImportOptions(false, false, "guest", null));
        assertThat(node.export())
                .contains("{\"user\":\"guest\",\"vhost\":\"v\",\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
    }

    @Test
    void theHashIsKeptAndNotExported() throws Exception {
        assertThat(node.ports().definitions().importedHash()).isNull();
        node.load("{}", new ImportOptions(false, false, null, "sha256:1"));
        node.restart();
        assertThat(node.ports().definitions().importedHash()).isEqualTo("sha256:1");
        assertThat(node.export()).doesNotContain("sha256:1");
    }
}
