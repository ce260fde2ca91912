package io.leveret.management.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.Audience;
import io.leveret.management.http.LocalApi;
import io.leveret.management.http.Response;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefinitionsRoutesTest {
    private static final String FILE = "{\"vhosts\":[{\"name\":\"/\",\"description\":\"\",\"tags\":[],"
            + "\"metadata\":{\"default_queue_type\":\"classic\",\"protected_from_deletion\":false}}],"
            + "\"global_parameters\":[{\"name\":\"cluster_name\",\"value\":\"ours\"}],"
            + "\"queues\":[{\"name\":\"b\",\"vhost\":\"/\"},{\"name\":\"a\",\"vhost\":\"/\"}]}";

    private final FakeNode node = new FakeNode();
    private final FakeDefinitions definitions = new FakeDefinitions();
    private final LocalApi api = new LocalApi(() -> new RouteTable(List.of(new DefinitionsRoutes(node))));

    @BeforeEach
    void begin() throws Exception {
        node.definitions = definitions;
        definitions.there = DefinitionsReader.readAll(FILE);
    }

    private Response send(Verb verb, String target, String body) {
        return send(verb, target, Map.of(), body);
    }

    private Response send(Verb verb, String target, Map<String, String> headers, String body) {
        return api.answer(verb, target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Response response) throws IOException {
        if (response.body() instanceof Response.Body.JsonValue json) {
            return Json.write(json.value());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((Response.Body.Stream) response.body()).writer().write(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theyAreForAdministratorsAlone() {
        assertThat(new DefinitionsRoutes(node).routes())
                .hasSize(6)
                .allMatch(route -> route.audience() == Audience.ADMINISTRATOR);
    }

    @Test
    void aFileHasALineForEachObject() throws Exception {
        String file = text(send(Verb.GET, "/definitions", ""));
        assertThat(file.lines())
                .contains(
                        "  \"original_cluster_name\": \"ours\",",
                        "  \"explanation\": \"Definitions of cluster 'ours'\",",
                        "  \"users\": [],",
                        "    {\"name\":\"b\",\"vhost\":\"/\",\"durable\":true,\"auto_delete\":false,\"arguments\":{}},",
                        "    {\"name\":\"a\",\"vhost\":\"/\",\"durable\":true,\"auto_delete\":false,\"arguments\":{}}");
        assertThat(Json.read(file)).isEqualTo(Json.read(text(send(Verb.GET, "/all-configuration", ""))));
    }

    @Test
    void theFileOfAVirtualHostNamesItOnce() throws Exception {
        Map<?, ?> file = (Map<?, ?>) Json.read(text(send(Verb.GET, "/definitions/%2F", "")));
        assertThat(file.get("original_vhost_name")).isEqualTo("/");
        assertThat(file.get("explanation")).isEqualTo("Definitions of virtual host '/'");
        assertThat(Json.write(file.get("queues"))).doesNotContain("vhost");
        assertThat(file.keySet().stream().map(Object::toString))
                .containsExactly(
                        "rabbit_version",
                        "rabbitmq_version",
                        "product_name",
                        "product_version",
                        "rabbitmq_definition_format",
                        "original_vhost_name",
                        "explanation",
                        "metadata",
                        "description",
                        "default_queue_type",
                        "limits",
                        "parameters",
                        "policies",
                        "queues",
                        "exchanges",
                        "bindings");
    }

    @Test
    void aNameForTheFileIsAHeader() {
        assertThat(send(Verb.GET, "/definitions?download=x.json", "").headers())
                .containsEntry("content-disposition", "attachment; filename=x.json");
        assertThat(send(Verb.GET, "/definitions?download=a%0D%0Ab", "").status())
                .isEqualTo(400);
    }

    @Test
    void anImportIsAnsweredAsByRabbitMq() throws Exception {
        assertThat(send(Verb.POST, "/definitions", FILE).status()).isEqualTo(204);
        assertThat(definitions.asked).containsExactly(ImportOptions.PLAIN);
        Response bad = send(Verb.POST, "/definitions", "{bad");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(text(bad)).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"failed_to_parse_json\"}");
        definitions.failure = new AdminException(Kind.INVALID, "queues[0]: no");
        assertThat(text(send(Verb.POST, "/definitions", FILE)))
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"queues[0]: no\"}");
    }

    @Test
    void virtualHostsThatAreNotThereAreToldAsByRabbitMq() throws Exception {
        Response get = send(Verb.GET, "/definitions/nosuch", "");
        assertThat(get.status()).isEqualTo(400);
        assertThat(text(get)).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"vhost_not_found\"}");
        Response post = send(Verb.POST, "/definitions/nosuch", "{}");
        assertThat(post.status()).isEqualTo(404);
        assertThat(text(post)).isEqualTo("{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
    }

    @Test
    void everythingComesToTheVirtualHostOfThePath() {
        assertThat(send(Verb.POST, "/definitions/%2F", "{\"queues\":[{\"name\":\"q\"}]}")
                        .status())
                .isEqualTo(204);
        assertThat(definitions.there.queues())
                .singleElement()
                .matches(queue -> queue.vhost().equals("/") && queue.name().equals("q"));
    }

    @Test
    void aDryRunIsAnsweredWithADifference() throws Exception {
        definitions.results = List.of(
                new ImportResult("queues[0]", "/", "a", Outcome.ADDED, ""),
                new ImportResult("queues[1]", "/", "b", Outcome.UNCHANGED, ""),
                new ImportResult("queues[2]", "/", "c", Outcome.SKIPPED, "a reason"));
        assertThat(text(send(Verb.POST, "/definitions?dry_run=true", FILE)))
                .isEqualTo("{\"dry_run\":true,\"added\":1,\"changed\":0,\"unchanged\":1,\"skipped\":1,\"objects\":["
                        + "{\"place\":\"queues[0]\",\"vhost\":\"/\",\"name\":\"a\",\"outcome\":\"added\"},"
                        + "{\"place\":\"queues[1]\",\"vhost\":\"/\",\"name\":\"b\",\"outcome\":\"unchanged\"},"
                        + "{\"place\":\"queues[2]\",\"vhost\":\"/\",\"name\":\"c\",\"outcome\":\"skipped\","
                        + "\"reason\":\"a reason\"}]}");
        assertThat(text(send(Verb.POST, "/definitions?strict=true&dry_run=true&format=text", FILE)))
                .isEqualTo("+ queues[0] 'a' in vhost '/'\n! queues[2] 'c' in vhost '/': a reason\n"
                        + "Would be: 1 added, 0 changed, 1 unchanged, 1 skipped\n");
        assertThat(text(send(Verb.POST, "/definitions?dry_run=false", FILE))).startsWith("{\"dry_run\":false,");
        assertThat(definitions.asked)
                .containsExactly(
                        new ImportOptions(true, false, null, null),
                        new ImportOptions(true, true, null, null),
                        ImportOptions.PLAIN);
    }

    /** Who wants nothing done must not be misunderstood. */
    @Test
    void whatIsNeitherTrueNorFalseImportsNothing() throws Exception {
        for (String query : List.of(
                "dry_run",
                "dry_run=",
                "dry_run=1",
                "dry_run=True",
                "dry_run=yes",
                "strict=1",
                "strict=true%20",
                "strict",
                "dry_run=false&dry_run=true",
                "strict=true&dry_run=TRUE")) {
            for (String path : List.of("/definitions?", "/definitions/%2F?", "/all-configuration?")) {
                Response refused = send(Verb.POST, path + query, FILE);
                assertThat(refused.status()).as(path + query).isEqualTo(400);
                assertThat(text(refused)).contains("must be true or false");
            }
        }
        assertThat(definitions.asked).isEmpty();
    }

    // ---- forms

    private Response form(String body) {
        Map<String, String> headers = Map.of("content-type", "multipart/form-data; boundary=XX");
        return send(Verb.POST, "/definitions", headers, body.replace("\n", "\r\n"));
    }

    @Test
    void aFormBringsAFile() {
        String file = "--XX\nContent-Disposition: form-data; name=\"file\"; filename=\"d.json\"\n"
                + "Content-Type: application/json\n\n{\"queues\":[{\"name\":\"\u00fc\",\"vhost\":\"/\"}]}\n";
        assertThat(form(file + "--XX--\n").status()).isEqualTo(204);
        assertThat(definitions.there.queues().get(0).name()).isEqualTo("\u00fc");
        Response redirected =
                form(file + "--XX\nContent-Disposition: form-data; name=\"redirect\"\n\n../#/import\n--XX--\n");
        assertThat(redirected.status()).isEqualTo(303);
        assertThat(redirected.headers()).containsEntry("location", "../#/import");
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        assertThat(form("--XX\nContent-Disposition: form-data; name=\"other\"\n\n{}\n--XX--\n")
                        .status())
                .isEqualTo(400);
        assertThat(form("--XX\nContent-Disposition: form-data; name=\"file\"\n\n{}")
                        .status())
                .isEqualTo(400);
        assertThat(form("nothing").status()).isEqualTo(400);
        assertThat(definitions.asked).isEmpty();
    }
}
