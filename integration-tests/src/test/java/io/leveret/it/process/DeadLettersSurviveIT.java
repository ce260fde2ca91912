package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A kill while messages are on their way to a dead letter exchange. */
@LeveretOnly("it kills the broker")
class DeadLettersSurviveIT {
    private static final int MESSAGES = 3_000;

    @Test
    void everyConfirmedMessageIsInOneQueueOrTheOther() throws Exception {
        Set<String> sent = new HashSet<>();
        try (LeveretProcess leveret = LeveretProcess.create("dead-letters")) {
            leveret.start();
            try (Connection connection = connect(leveret);
                    Connection other = connect(leveret)) {
                Channel channel = connection.createChannel();
                // The consumer draws the target to its own connection's shard; what it holds goes back.
                Channel consuming = other.createChannel();
                channel.queueDeclare("grave", true, false, false, null);
                channel.queueDeclare(
                        "source",
                        true,
                        false,
                        false,
                        Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "grave"));
                consuming.basicQos(1);
                consuming.basicConsume("grave", false, new Inbox(consuming));
                publish(channel, sent);
                for (int i = 0; i < MESSAGES; i++) {
                    channel.basicGet("source", false);
                }
                channel.basicNack(0, true, false);
                Eventually.equal(() -> channel.messageCount("grave") > 0, true);
                leveret.kill();
            } catch (AlreadyClosedException | IOException killed) {
                assertThat(leveret.isAlive()).isFalse();
            }
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                Set<String> left = new HashSet<>();
                drain(channel, "source", left);
                drain(channel, "grave", left);
                assertThat(left).isEqualTo(sent);
            }
        }
    }

    @Test
    void whatExpiredWhileTheBrokerWasDownIsDeadLetteredAtTheStart() throws Exception {
        Set<String> sent = new HashSet<>();
        try (LeveretProcess leveret = LeveretProcess.create("expired")) {
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                channel.queueDeclare("grave", true, false, false, null);
                channel.queueDeclare(
                        "source",
                        true,
                        false,
                        false,
                        Map.of(
                                "x-dead-letter-exchange", "",
                                "x-dead-letter-routing-key", "grave",
                                "x-message-ttl", 3_000));
                publish(channel, sent);
            }
            leveret.stop();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                Eventually.equal(() -> channel.messageCount("grave"), (long) MESSAGES);
                Set<String> left = new HashSet<>();
                drain(channel, "grave", left);
                assertThat(left).isEqualTo(sent);
                assertThat(channel.messageCount("source")).isZero();
            }
        }
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }

    private static void publish(Channel channel, Set<String> sent) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < MESSAGES; i++) {
            sent.add("m" + i);
            byte[] body = ("m" + i).getBytes(StandardCharsets.UTF_8);
            channel.basicPublish("", "source", MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
        }
        channel.waitForConfirmsOrDie(20_000);
    }

    private static void drain(Channel channel, String queue, Set<String> bodies) throws Exception {
        GetResponse got;
        while ((got = channel.basicGet(queue, true)) != null) {
            bodies.add(Inbox.text(got));
        }
    }
}
