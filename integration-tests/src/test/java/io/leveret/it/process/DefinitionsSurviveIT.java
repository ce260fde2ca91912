package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@LeveretOnly("it restarts the broker")
class DefinitionsSurviveIT {
    @Test
    void durableDefinitionsSurviveAnOrderlyStop() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("orderly")) {
            leveret.start();
            try (Connection connection = connect(leveret)) {
                declare(connection.createChannel());
            }
            assertThat(leveret.stop()).as("exit code").isIn(0, 143);
            leveret.start();
            check(leveret);
        }
    }

    @Test
    void durableDefinitionsSurviveAKillRightBehindTheirAnswer() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("killed")) {
            leveret.start();
            declare(connect(leveret).createChannel());
            leveret.kill();
            leveret.start();
            check(leveret);
        }
    }

    @Test
    void whatWasDeletedBeforeAKillStaysDeleted() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("deleted")) {
            leveret.start();
            Channel channel = connect(leveret).createChannel();
            declare(channel);
            channel.queueUnbind("q", "x", "k");
            channel.exchangeDelete("y");
            channel.queueDelete("priority");
            leveret.kill();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel after = connection.createChannel();
                after.confirmSelect();
                after.basicPublish("x", "k", null, new byte[1]);
                after.waitForConfirmsOrDie(10_000);
                assertThat(after.messageCount("q")).isZero();
                assertThat(Refusal.of(after, () -> after.queueDeclarePassive("priority"))
                                .code())
                        .isEqualTo(404);
                Channel other = connection.createChannel();
                assertThat(Refusal.of(other, () -> other.exchangeDeclarePassive("y"))
                                .code())
                        .isEqualTo(404);
            }
        }
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }

    private static void declare(Channel channel) throws IOException {
        channel.exchangeDeclare("x", "direct", true, false, Map.of("alternate-exchange", "amq.fanout"));
        channel.exchangeDeclare("y", "topic", true);
        channel.exchangeDeclare("transient", "direct", false);
        channel.queueDeclare("q", true, false, false, Map.of("x-max-length", 100));
        channel.queueDeclare("priority", true, false, false, Map.of("x-max-priority", 5));
        channel.queueDeclare("transient", false, false, false, null);
        channel.exchangeBind("x", "y", "#");
        channel.queueBind("q", "x", "k");
    }

    /** Everything durable is there with its properties, the bindings route, and what was transient is gone. */
    private static void check(LeveretProcess leveret) throws Exception {
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare("x", "direct", true, false, Map.of("alternate-exchange", "amq.fanout"));
            channel.exchangeDeclare("y", "topic", true);
            channel.queueDeclare("q", true, false, false, Map.of("x-max-length", 100));
            channel.queueDeclare("priority", true, false, false, Map.of("x-max-priority", 5));
            channel.confirmSelect();
            channel.basicPublish("y", "k", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            assertThat(channel.messageCount("q")).isEqualTo(1);
            assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive("transient"))
                            .code())
                    .isEqualTo(404);
            Channel other = connection.createChannel();
            assertThat(Refusal.of(other, () -> other.exchangeDeclarePassive("transient"))
                            .code())
                    .isEqualTo(404);
        }
    }
}
