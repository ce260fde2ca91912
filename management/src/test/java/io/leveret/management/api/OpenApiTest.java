package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.Audience;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import io.leveret.management.http.Route;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The API's document: each route is in it as it is, and it is built as OpenAPI 3.0 wants it. */
class OpenApiTest {
    private static final Set<String> OPERATION_FIELDS = Set.of(
            "summary", "tags", "operationId", "parameters", "requestBody", "responses", "security", "x-audience");

    private static Map<?, ?> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) value;
    }

    @Test
    void eachRouteIsDescribed() throws IOException {
        FakeNode node = new FakeNode();
        Map<?, ?> document;
        try (RunningApi api = new RunningApi(node, new FakeAccess())) {
            document = map(api.sendAs(null, "GET", "/openapi.json", null).json());
        }
        assertThat(document.get("openapi")).isEqualTo("3.0.3");
        assertThat(map(document.get("info")).get("title")).isInstanceOf(String.class);
        assertThat(map(document.get("info")).get("version")).isInstanceOf(String.class);
        Map<?, ?> paths = map(document.get("paths"));
        Set<Object> identifiers = new HashSet<>();
        int operations = 0;
        for (Route route : Api.routes(node).routes()) {
            Map<?, ?> path = map(paths.get(route.path()));
            Map<?, ?> operation = map(path.get(route.verb().name().toLowerCase(Locale.ROOT)));
            check(route, operation);
            assertThat(identifiers.add(operation.get("operationId")))
                    .as("twice: %s", operation.get("operationId"))
                    .isTrue();
            operations++;
        }
        assertThat(paths.values().stream().mapToInt(each -> map(each).size()).sum())
                .isEqualTo(operations);
    }

    private static void check(Route route, Map<?, ?> operation) {
        assertThat(OPERATION_FIELDS)
                .containsAll(operation.keySet().stream().map(Object::toString).toList());
        assertThat(operation.get("summary")).isEqualTo(route.summary());
        Map<?, ?> responses = map(operation.get("responses"));
        assertThat(responses.keySet().stream().map(Object::toString))
                .isNotEmpty()
                .allMatch(code -> code.matches("[1-5](\\d\\d|XX)|default"));
        responses
                .values()
                .forEach(each -> assertThat(map(each).get("description")).isInstanceOf(String.class));
        List<?> parameters = operation.containsKey("parameters") ? (List<?>) operation.get("parameters") : List.of();
        StringBuilder path = new StringBuilder(route.path());
        for (Object each : parameters) {
            Map<?, ?> parameter = map(each);
            assertThat(parameter.get("in")).isEqualTo("path");
            assertThat(parameter.get("required")).isEqualTo(true);
            assertThat(parameter.get("schema")).isEqualTo(Map.of("type", "string"));
            String name = "{" + parameter.get("name") + "}";
            assertThat(path).contains(name);
            path.delete(path.indexOf(name), path.indexOf(name) + name.length());
        }
        assertThat(path).doesNotContain("{");
        List<?> security = (List<?>) operation.get("security");
        assertThat(security.isEmpty()).isEqualTo(route.audience() == Audience.ANYONE);
    }

    @Test
    void listsOfFeaturesHaveRabbitMqsShape() throws IOException {
        try (RunningApi api = new RunningApi(new FakeNode(), new FakeAccess().user("root", "administrator"))) {
            assertThat(JsonShape.named("feature-flags")
                            .lacksText(api.get("/feature-flags").text()))
                    .isEmpty();
            assertThat(JsonShape.named("deprecated-features")
                            .lacksText(api.get("/deprecated-features").text()))
                    .isEmpty();
            assertThat(JsonShape.named("extensions")
                            .lacksText(api.get("/extensions").text()))
                    .isEmpty();
            assertThat(api.get("/deprecated-features/used").text()).isEqualTo("[]");
            assertThat(api.put("/feature-flags/quorum_queue/enable", "{}").status())
                    .isEqualTo(204);
            assertThat(api.put("/feature-flags/nosuch/enable", null).text()).contains("\"reason\":\"unsupported\"");
            assertThat(api.put("/feature-flags/stream_queue/enable", null).status())
                    .isEqualTo(400);
            assertThat(api.get("/config/effective").text()).isEqualTo("{\"default_pass\":\"***\"}");
        }
    }
}
