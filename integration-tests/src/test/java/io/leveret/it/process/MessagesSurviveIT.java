package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@LeveretOnly("it restarts the broker")
class MessagesSurviveIT {
    private static final int MESSAGES = 200;

    @Test
    void afterAnOrderlyStopOnlyWhatWasDeliveredIsFlaggedRedelivered() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("messages")) {
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = publish(connection);
                channel.basicAck(channel.basicGet("hit", false).getEnvelope().getDeliveryTag(), false);
                channel.basicGet("hit", false);
            }
            leveret.stop();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                List<String> left = drain(connection.createChannel(), "hit");
                assertThat(left).hasSize(MESSAGES - 1).startsWith("hit 1, again", "hit 2");
                assertThat(left.get(MESSAGES - 2)).isEqualTo("hit " + (MESSAGES - 1));
            }
        }
    }

    @Test
    void damageTakesWhatItHitAndIsToldWithTheNamesOfTheQueues() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("damaged")) {
            leveret.start();
            try (Connection connection = connect(leveret)) {
                publish(connection);
            }
            leveret.kill();
            hit(leveret.data().resolve("log").resolve("00001.log"), "hit 100");
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                assertThat(drain(channel, "hit"))
                        .doesNotContain("hit 100")
                        .contains("hit 99", "hit 101")
                        .hasSize(MESSAGES - 1);
                assertThat(drain(channel, "spared")).hasSize(MESSAGES);
            }
            assertThat(leveret.log())
                    .contains("the log is damaged: ")
                    .contains("messages were lost of [queue 'hit' in vhost '/']");
        }
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }

    /** Each message is confirmed before the next, so each stands in a frame of its own. */
    private static Channel publish(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        for (String queue : List.of("hit", "spared")) {
            channel.queueDeclare(queue, true, false, false, null);
            for (int n = 0; n < MESSAGES; n++) {
                byte[] body = (queue + " " + n).getBytes(StandardCharsets.UTF_8);
                channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
                channel.waitForConfirmsOrDie(10_000);
            }
        }
        return channel;
    }

    /** Overwrites a body. */
    private static void hit(Path file, String body) throws Exception {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = bytes.indexOf(body);
        assertThat(at).isPositive();
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(at).write(ByteBuffer.wrap("XXXXXXX".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<String> drain(Channel channel, String queue) throws Exception {
        List<String> bodies = new ArrayList<>();
        GetResponse got;
        while ((got = channel.basicGet(queue, true)) != null) {
            String body = new String(got.getBody(), StandardCharsets.UTF_8);
            bodies.add(got.getEnvelope().isRedeliver() ? body + ", again" : body);
        }
        return bodies;
    }
}
