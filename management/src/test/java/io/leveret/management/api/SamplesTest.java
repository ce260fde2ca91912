package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples of RabbitMQ's answers that belong to no other test: the same request has at least the same fields here. */
class SamplesTest {
    private final FakeNode node = new FakeNode();
    private final FakeAccess access = new FakeAccess()
            .vhost("mgmt")
            .user("root", "administrator")
            .enter("root", "mgmt")
            .user("watcher", "monitoring")
            .user("app", "management")
            .enter("app", "mgmt");
    private RunningApi api;

    @BeforeEach
    void start() throws IOException {
        node.vhosts.put("mgmt", false);
        node.permissions.add(new PermissionDetails("guest", "mgmt", ".*", ".*", ".*"));
        node.topics.add(new TopicPermissionDetails("guest", "mgmt", "amq.topic", ".*", ".*"));
        node.bindings.add(new BindingDetails("mgmt", "meta", "backlog", true, "", FieldTable.EMPTY));
        node.bindings.add(new BindingDetails("mgmt", "meta", "shard", false, "", FieldTable.EMPTY));
        node.parameters.add(new Parameter("", ParametersAdmin.GLOBAL, "note", "\"x\""));
        node.parameters.add(new Parameter(
                "mgmt",
                ParametersAdmin.OPERATOR_POLICY,
                "most",
                "{\"pattern\":\".*\",\"apply-to\":\"queues\",\"priority\":1,\"definition\":{\"max-length\":9}}"));
        for (String exchange : List.of("meta", "shard")) {
            node.exchanges.add(
                    new ExchangeDetails("mgmt", exchange, "topic", true, false, false, "", "guest", FieldTable.EMPTY));
        }
        api = new RunningApi(node, access);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "health-alarms, root, 200, /health/checks/alarms",
        "health-local-alarms, root, 200, /health/checks/local-alarms",
        "health-virtual-hosts, root, 200, /health/checks/virtual-hosts",
        "health-node-is-quorum-critical, root, 200, /health/checks/node-is-quorum-critical",
        "health-port-listener-5672, root, 200, /health/checks/port-listener/5672",
        "health-protocol-listener-amqp091, root, 200, /health/checks/protocol-listener/amqp091",
        "health-protocol-listener-mqtt, root, 503, /health/checks/protocol-listener/mqtt",
        "health-certificate-expiration-1-months, root, 200, /health/checks/certificate-expiration/1/months",
        "healthchecks-node-deprecated, root, 200, /healthchecks/node",
        "whoami-monitoring, watcher, 200, /whoami",
        "error-401, stranger, 401, /whoami",
        "error-not-monitor, app, 401, /nodes",
        "error-not-admin, app, 401, /users",
        "queue-404, root, 404, /queues/mgmt/nope",
        "user-queues, root, 404, /users/guest/queues",
        "deprecated-features-used, root, 200, /deprecated-features/used",
        "users-without-permissions, root, 200, /users/without-permissions",
        "user-permissions, root, 200, /users/guest/permissions",
        "vhost-permissions, root, 200, /vhosts/mgmt/permissions",
        "topic-permission, root, 200, /topic-permissions/mgmt/guest",
        "exchange-bindings-source, root, 200, /exchanges/mgmt/meta/bindings/source",
        "exchange-bindings-destination, root, 200, /exchanges/mgmt/shard/bindings/destination",
        "binding-props, root, 200, /bindings/mgmt/e/meta/q/backlog",
        "auth, root, 200, /auth",
        "cluster-name, root, 200, /cluster-name",
        "permission, root, 200, /permissions/mgmt/guest",
        "global-parameters, root, 200, /global-parameters",
        "operator-policies, root, 200, /operator-policies",
    })
    void theSameRequestHasTheSameFields(String shape, String user, int status, String path) {
        RunningApi.Answer answer = api.sendAs(user, "GET", path, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(JsonShape.named(shape).lacksText(answer.text())).isEmpty();
    }

    /** Served here, since 4.1 and 4.2 have them, though 4.0.5, of which the samples are, does not. */
    @ParameterizedTest
    @CsvSource({
        "/health/checks/ready-to-serve-clients",
        "/health/checks/is-in-service",
        "/health/checks/below-node-connection-limit",
        "/health/checks/metadata-store/initialized",
    })
    void whatLaterVersionsCheckIsWell(String path) {
        assertThat(api.get(path).status()).isEqualTo(200);
    }

    /** The others stand in tests of routes that need more than this one's node. */
    @Test
    void everySampleHasATest() throws IOException, URISyntaxException {
        Path shapes = Path.of(SamplesTest.class.getResource("/shapes").toURI());
        String tests;
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            tests = sources.filter(file -> file.toString().endsWith(".java"))
                    .map(SamplesTest::text)
                    .collect(Collectors.joining());
        }
        Set<String> without = new TreeSet<>();
        try (Stream<Path> files = Files.list(shapes)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                if (!Pattern.compile("\"" + name + "[\", ]").matcher(tests).find()) {
                    without.add(name);
                }
            }
        }
        assertThat(without)
                .as("404 on 4.0.5, or made by a message or a whole node: asked of the distribution by hand")
                .containsExactlyInAnyOrder(
                        "aliveness-test",
                        "dead-letter-get",
                        "definitions-vhost",
                        "exchange-publish-unroutable",
                        "health-below-node-connection-limit",
                        "health-is-in-service",
                        "health-metadata-store-initialized",
                        "health-ready-to-serve-clients",
                        "queue-get-base64");
    }

    private static String text(Path file) {
        try {
            String text = Files.readString(file);
            int list = text.indexOf("void everySampleHasATest");
            return list < 0 ? text : text.substring(0, list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
