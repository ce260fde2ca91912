package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.NodeAdmin.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check_protocol_listener} looks at what is listened for, by all names that RabbitMQ 4.0.5 has for it. */
class ListenerCheckTest {
    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    private int check(String protocol) {
        return line.run("rabbitmq-diagnostics", "-q check_protocol_listener " + protocol);
    }

    private void listen(String... protocols) {
        node.listeners.clear();
        for (String protocol : protocols) {
            node.listeners.add(new Listener("::", 1024 + node.listeners.size(), protocol));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "amqp, amqp",
        "AMQP, amqp",
        "amqp091, amqp",
        "amqp0-9-1, amqp",
        "amqp10, amqp",
        "amqps, amqp/ssl",
        "amqp/ssl, amqp/ssl",
        "http, http",
        "management, http",
        "http/prometheus, http/prometheus"
    })
    void whatIsListenedForIsFoundByAnyOfItsNames(String asked, String protocol) {
        listen("amqp", "amqp/ssl", "http", "http/prometheus");
        assertThat(check(asked)).isZero();
        assertThat(line.out()).isEqualTo("A listener for protocol " + protocol + " is running on node n@h.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "prometheus", "mqtt", "nosuch"})
    void whatIsNotListenedForIsNotFound(String asked) {
        listen("http/prometheus", "amqp", "http", "amqp");
        assertThat(check(asked)).isEqualTo(69);
        assertThat(line.out()).isEmpty();
        assertThat(line.err())
                .isEqualTo("Error:\nNo listener for protocol " + asked + " is active on node n@h."
                        + " Found listeners for the following protocols: amqp, http, http/prometheus\n");
    }

    /** As 4.0.5 does; its checks of alarms and virtual hosts keep silent. */
    @Test
    void theAnswerIsGivenThoughSilenceWasAsked() {
        listen("amqp");
        assertThat(line.run("rabbitmq-diagnostics", "check_protocol_listener amqp --silent"))
                .isZero();
        assertThat(line.out()).isEqualTo("A listener for protocol amqp is running on node n@h.\n");
    }

    @Test
    void machinesAreToldWhatIsListenedForInstead() {
        node.listeners.clear();
        node.listeners.add(new Listener("::", 15672, "http"));
        String found = "{\"listeners\":[{\"node\":\"n@h\",\"port\":15672,\"protocol\":\"http\",\"interface\":\"[::]\","
                + "\"purpose\":\"HTTP API\"}],\"missing\":";
        assertThat(line.run("rabbitmq-diagnostics", "check_protocol_listener mqtt --formatter json"))
                .isEqualTo(69);
        assertThat(line.out()).isEmpty();
        assertThat(line.err()).isEqualTo(found + "\"mqtt\",\"protocols\":[\"http\"],\"result\":\"error\"}\n");
        assertThat(line.run("rabbitmq-diagnostics", "check_port_listener 1 --formatter json"))
                .isEqualTo(69);
        assertThat(line.err()).isEqualTo(found + "\"1\",\"ports\":[15672],\"result\":\"error\"}\n");
    }

    @Test
    void whereItConnectsToIsToldThoughSilenceWasAsked() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            node.listeners.clear();
            node.listeners.add(new Listener("127.0.0.1", port, "http"));
            assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity -s"))
                    .isZero();
            assertThat(line.out())
                    .isEqualTo("Will connect to 127.0.0.1:" + port + "\nSuccessfully connected to ports " + port
                            + " on node n@h (using node hostname resolution)\n");
            assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity --address 127.0.0.1"))
                    .isZero();
            assertThat(line.out())
                    .isEqualTo("Testing TCP connections to all active listeners on node n@h using 127.0.0.1 for node IP"
                            + " address ...\nWill connect to 127.0.0.1:" + port
                            + "\nSuccessfully connected to ports " + port
                            + " on node n@h (using 127.0.0.1 for target IP address)\n");
            assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity --formatter json"))
                    .isZero();
            assertThat(line.out())
                    .isEqualTo("Will connect to 127.0.0.1:" + port + "\n{\"listeners\":[" + listener(port)
                            + "],\"node\":\"n@h\",\"result\":\"ok\"}\n");
        }
    }

    @Test
    void whatCannotBeConnectedToIsNamed() {
        node.listeners.clear();
        node.listeners.add(new Listener("::", 15672, "http"));
        String tried = "Will connect to nosuch.invalid:15672\nError connecting to nosuch.invalid:15672: nxdomain\n";
        assertThat(line.run("rabbitmq-diagnostics", "check_port_connectivity -q --address nosuch.invalid"))
                .isEqualTo(69);
        assertThat(line.out()).isEqualTo(tried);
        assertThat(line.err())
                .isEqualTo("Error:\nConnection to ports of the following listeners on node n@h failed: \n"
                        + "Interface: [::], port: 15672, protocol: http, purpose: HTTP API\n");
        assertThat(line.run(
                        "rabbitmq-diagnostics", "check_port_connectivity --formatter json --address nosuch.invalid"))
                .isEqualTo(69);
        assertThat(line.out()).isEqualTo(tried);
        assertThat(line.err())
                .isEqualTo("{\"failures\":[" + listener(15672).replace("127.0.0.1", "[::]")
                        + "],\"node\":\"n@h\",\"result\":\"error\"}\n");
    }

    private static String listener(int port) {
        return "{\"node\":\"n@h\",\"port\":" + port
                + ",\"protocol\":\"http\",\"interface\":\"127.0.0.1\",\"purpose\":\"HTTP API\"}";
    }

    @Test
    void aNodeWhoseListenersAreSuspendedDoesNotListenForAmqp() {
        listen("http");
        assertThat(check("amqp")).isEqualTo(69);
        assertThat(line.err()).endsWith("Found listeners for the following protocols: http\n");
    }
}
