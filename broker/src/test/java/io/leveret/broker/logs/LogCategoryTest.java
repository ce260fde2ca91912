package io.leveret.broker.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogCategoryTest {
    @ParameterizedTest
    @CsvSource({
        "io.leveret.broker.connection.AmqpConnection, CONNECTION",
        "io.leveret.broker.connection.Channel, CHANNEL",
        "io.leveret.broker.connection.ChannelWait, CONNECTION",
        "io.leveret.broker.node.SocketConnection, CONNECTION",
        "io.leveret.broker.node.Node, DEFAULT",
        "io.leveret.broker.vhost.QueueHome, QUEUE",
        "io.leveret.events.user, USER",
        "io.leveret.events.queue, QUEUE",
        "io.leveret.events, DEFAULT",
        "audit, AUDIT",
        "auditor, DEFAULT",
        "org.eclipse.jetty.server.Server, DEFAULT"
    })
    void aLoggersCategoryIsThatOfTheLongestPrefix(String logger, LogCategory category) {
        assertThat(LogCategory.of(logger)).isEqualTo(category);
    }
}
