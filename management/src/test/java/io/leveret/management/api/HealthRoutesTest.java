package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.admin.NodeAdmin.ListenerCertificate;
import io.leveret.management.api.RunningApi.Answer;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health checks: what is well, and what each says when it is not. */
class HealthRoutesTest {
    private static final String OK = "{\"status\":\"ok\"}";

    private final FakeNode node = new FakeNode();
    private RunningApi api;

    @BeforeEach
    void start() throws IOException {
        api = new RunningApi(node, new FakeAccess().user("root", "administrator"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void expect(String path, int status, String body) {
        Answer answer = api.get(path);
        assertThat(answer.text()).as(path).isEqualTo(body);
        assertThat(answer.status()).as(path).isEqualTo(status);
    }

    @Test
    void allIsWell() {
        for (String path : List.of(
                "/health/checks/alarms",
                "/health/checks/local-alarms",
                "/health/checks/virtual-hosts",
                "/health/checks/metadata-store/initialized",
                "/health/checks/metadata-store/initialized/with-data",
                "/health/checks/quorum-queues-without-elected-leaders/all-vhosts",
                "/health/checks/quorum-queues-without-elected-leaders/vhost/%2F/pattern/a",
                "/health/checks/certificate-expiration/1/months",
                "/healthchecks/node",
                "/healthchecks/node/n@h")) {
            expect(path, 200, OK);
        }
        expect("/health/checks/node-is-quorum-critical", 200, "{\"status\":\"ok\",\"reason\":\"single node cluster\"}");
        assertThat(api.get("/healthchecks/node/x@y").status()).isEqualTo(404);
    }

    @Test
    void loadBalancersNeedNoLogin() {
        node.connectionMax = 2;
        for (String check : List.of("is-in-service", "below-node-connection-limit", "ready-to-serve-clients")) {
            Answer answer = api.sendAs(null, "GET", "/health/checks/" + check, null);
            assertThat(answer.text()).as(check).isEqualTo(OK);
        }
        node.connectionMax = 1; // as many as are open
        String full = "{\"status\":\"failed\",\"reason\":\"node connection limit is reached\"";
        expect("/health/checks/below-node-connection-limit", 503, full + "}");
        expect("/health/checks/ready-to-serve-clients", 503, full + ",\"connections\":1}");
        node.connectionMax = 0;
        node.listeners.clear();
        expect(
                "/health/checks/ready-to-serve-clients",
                503,
                "{\"status\":\"failed\",\"reason\":\"no active listeners for AMQP/AMQPS\"}");
    }

    @Test
    void alarmsAreTold() {
        node.alarms.add(Resource.MEMORY);
        String alarms = "\"alarms\":[{\"resource\":\"memory\",\"node\":\"n@h\"}]}";
        String failed = "{\"status\":\"failed\",\"reason\":\"There are alarms in effect ";
        expect("/health/checks/alarms", 503, failed + "in the cluster\"," + alarms);
        expect("/health/checks/local-alarms", 503, failed + "on the node\"," + alarms);
        expect("/healthchecks/node", 503, failed + "on the node\"," + alarms);
    }

    @Test
    void portsAreChecked() {
        node.listeners.add(new Listener("::", 15672, "http"));
        expect("/health/checks/port-listener/5672", 200, "{\"status\":\"ok\",\"port\":5672}");
        expect(
                "/health/checks/port-listener/1",
                503,
                "{\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":1,\"ports\":[5672,15672]}");
        assertThat(api.get("/health/checks/port-listener/x").text()).contains("\"Invalid port\"");
        assertThat(JsonShape.named("health-port-listener-1")
                        .lacksText(api.get("/health/checks/port-listener/1").text()))
                .isEmpty();
    }

    @Test
    void protocolsAreChecked() {
        node.listeners.add(new Listener("::", 15672, "http"));
        for (String name : List.of("amqp", "AMQP091", "amqp0-9-1", "amqp1.0")) {
            expect("/health/checks/protocol-listener/" + name, 200, "{\"status\":\"ok\",\"protocol\":\"amqp\"}");
        }
        expect("/health/checks/protocol-listener/management_ui", 200, "{\"status\":\"ok\",\"protocol\":\"http\"}");
        expect(
                "/health/checks/protocol-listener/amqps",
                503,
                "{\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":\"amqp/ssl\","
                        + "\"protocols\":[\"amqp\",\"http\"]}");
        expect(
                "/health/checks/protocol-listener/amqp091,http",
                200,
                "{\"status\":\"ok\",\"protocols\":[\"amqp\",\"http\"]}");
        expect(
                "/health/checks/protocol-listener/amqp,mqtts,webstomp%2Ftls",
                503,
                "{\"status\":\"failed\",\"reason\":\"No active listener\","
                        + "\"missing\":[\"mqtt/ssl\",\"https/web-stomp\"],"
                        + "\"protocols\":[\"amqp\",\"http\"]}");
    }

    @Test
    void certificatesThatEndSoonAreTold() {
        long dayMs = 86_400_000L;
        long inTenDays = System.currentTimeMillis() + 10 * dayMs;
        Listener listener = new Listener("::", 5671, "amqp/ssl");
        node.certificates.add(
                new ListenerCertificate(listener, "cert.pem", "ca.pem", inTenDays, inTenDays + 30 * dayMs));
        expect("/health/checks/certificate-expiration/9/days", 200, OK);
        expect("/health/checks/certificate-expiration/1/weeks", 200, OK);
        Answer soon = api.get("/health/checks/certificate-expiration/2/WEEKS");
        assertThat(soon.status()).isEqualTo(503);
        assertThat(soon.text())
                .startsWith(
                        "{\"status\":\"failed\",\"reason\":\"Certificates expiring\",\"expired\":[{\"node\":\"n@h\","
                                + "\"protocol\":\"amqp/ssl\",\"interface\":\"::\",\"port\":5671,"
                                + "\"certfile\":\"cert.pem\"")
                .contains("\"cacertfile_expires_on\":[]")
                .containsPattern("\"certfile_expires_on\":\\[\"\\d{4}-\\d\\d-\\d\\d \\d{1,2}:\\d\\d:\\d\\d\"]");
        assertThat(api.get("/health/checks/certificate-expiration/1/years").text())
                .containsPattern("\"cacertfile_expires_on\":\\[\"\\d{4}");
        assertThat(api.get("/health/checks/certificate-expiration/x/days").text())
                .contains("Invalid expiration value.");
        assertThat(api.get("/health/checks/certificate-expiration/1/eons").text())
                .contains("Time unit not recognised. Supported units: days, weeks, months, years.");
    }

    @Test
    void aBrokerThatDoesNotRunIsNotWell() {
        node.running = false;
        for (String check : List.of("is-in-service", "below-node-connection-limit", "ready-to-serve-clients")) {
            assertThat(api.sendAs(null, "GET", "/health/checks/" + check, null).status())
                    .as(check)
                    .isEqualTo(503);
        }
    }
}
