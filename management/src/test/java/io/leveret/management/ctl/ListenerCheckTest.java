package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.NodeAdmin.Listener;
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
    void aNodeWhoseListenersAreSuspendedDoesNotListenForAmqp() {
        listen("http");
        assertThat(check("amqp")).isEqualTo(69);
        assertThat(line.err()).endsWith("Found listeners for the following protocols: http\n");
    }
}
