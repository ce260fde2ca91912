package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@LeveretOnly("it stops, kills and starts the broker")
class ControlChannelIT {
    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }

    @Test
    void theBrokerStopsAndStartsWhileTheProcessGoesOn() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("stop-app")) {
            leveret.start();
            ControlTool ctl = leveret.control();
            Connection first = connect(leveret);
            Channel channel = first.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("durable", true, false, false, null);
            channel.queueDeclare("transient", false, false, false, null);
            channel.basicPublish("", "durable", MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.basicPublish("", "durable", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            try (RawConnection raw = RawConnection.open(leveret.target(), Login.guest())) {
                ctl.ok("stop_app");
                raw.expectClose(new Close(
                        320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", 0));
            } finally {
                first.abort();
            }
            Assertions.assertThatThrownBy(() -> connect(leveret)).isInstanceOf(java.net.ConnectException.class);
            assertThat(ctl.ok("ping")).endsWith("Ping succeeded\n");
            assertThat(ctl.program("rabbitmq-diagnostics").run("check_running").exitCode())
                    .isEqualTo(69);
            assertThat(ctl.run("list_queues").exitCode()).isEqualTo(64);
            ctl.ok("start_app");
            assertThat(ctl.program("rabbitmq-diagnostics").ok("check_running"))
                    .endsWith(" is fully booted and running\n");
            ctl.program("rabbitmq-diagnostics").ok("check_port_connectivity");
            assertThat(ctl.ok("list_queues", "-s", "name", "messages")).isEqualTo("durable\t1\n");
            try (Connection connection = connect(leveret)) {
                assertThat(connection.createChannel().messageCount("durable")).isEqualTo(1);
            }
        }
    }

    @Test
    void aDrainedNodeTakesNoClientsUntilItIsRevived() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("drain")) {
            leveret.start();
            ControlTool upgrade = leveret.control().program("rabbitmq-upgrade");
            try (RawConnection raw = RawConnection.open(leveret.target(), Login.guest())) {
                upgrade.ok("drain");
                raw.expectClose(new Close(320, "CONNECTION_FORCED - Node was put into maintenance mode", 0));
            }
            Assertions.assertThatThrownBy(() -> connect(leveret)).isInstanceOf(java.net.ConnectException.class);
            assertThat(leveret.control().ok("status")).contains("Is under maintenance?: true");
            upgrade.ok("revive");
            connect(leveret).close();
            ControlTool diagnostics = leveret.control().program("rabbitmq-diagnostics");
            diagnostics.ok("check_protocol_listener", "amqp");
            leveret.control().ok("suspend_listeners");
            assertThat(diagnostics.run("check_protocol_listener", "amqp").exitCode())
                    .isEqualTo(69);
            Assertions.assertThatThrownBy(() -> connect(leveret)).isInstanceOf(java.net.ConnectException.class);
            leveret.control().ok("resume_listeners");
            connect(leveret).close();
        }
    }

    @Test
    void stopEndsTheProcess() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-stop")) {
            leveret.start();
            leveret.control().ok("stop");
            assertThat(hasEnded(leveret.pid())).isTrue();
            assertThat(leveret.awaitEnd()).isZero();
            assertThat(Files.exists(leveret.data().resolve("admin.sock"))).isFalse();
            assertThat(leveret.control().run("list_users").exitCode()).isEqualTo(69);
            assertThat(leveret.control().run("stop", "--idempotent").exitCode()).isZero();
        }
    }

    /** Whether nothing of a process is left but what its parent may ask for. */
    private static boolean hasEnded(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true; // there is no such process
        }
    }

    @Test
    void aShutdownIsOverWhenTheProcessIs() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-shutdown")) {
            leveret.start();
            long pid = leveret.pid();
            String said = leveret.control().ok("-q", "shutdown");
            assertThat(hasEnded(leveret.pid())).isTrue();
            assertThat(said)
                    .startsWith("Shutting down RabbitMQ node ")
                    .contains("\nWaiting for PID " + pid + " to terminate\n")
                    .endsWith(" running at PID " + pid + " successfully shut down\n");
            assertThat(leveret.awaitEnd()).isZero();
            leveret.start();
            leveret.control().ok("stop_app");
            Path pidFile = leveret.data().resolve("n.pid");
            Files.writeString(pidFile, Long.toString(leveret.pid()));
            assertThat(leveret.control().ok("stop", pidFile.toString()))
                    .endsWith("process " + leveret.pid() + " (take from pid file " + pidFile
                            + ") is no longer running\n");
            assertThat(hasEnded(leveret.pid())).isTrue();
            assertThat(leveret.awaitEnd()).isZero();
        }
    }

    @Test
    void whatACommandHasAnsweredSurvivesAKill() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-kill")) {
            leveret.start();
            ControlTool ctl = leveret.control();
            ctl.ok("add_user", "u", "secret");
            ctl.ok("set_user_tags", "u", "monitoring");
            ctl.ok("add_user", "gone", "secret");
            ctl.ok("add_vhost", "v");
            ctl.ok("set_permissions", "-p", "v", "u", "^a", "^b", "^c");
            ctl.ok("set_permissions", "-p", "v", "gone", "", "", "");
            ctl.ok("set_topic_permissions", "-p", "v", "u", "amq.topic", "^w", "^r");
            ctl.ok("set_policy", "-p", "v", "pol", "^q", "{\"max-length\":5}");
            ctl.ok("set_global_parameter", "g", "{\"a\":1}");
            ctl.ok("delete_user", "gone");
            ctl.ok("add_vhost", "w");
            declareIn(leveret, "w");
            ctl.ok("delete_vhost", "w");
            leveret.kill();
            leveret.start();
            assertThat(ctl.ok("list_users", "-s")).isEqualTo("guest\t[administrator]\nu\t[monitoring]\n");
            assertThat(ctl.ok("list_vhosts", "-s")).isEqualTo("/\nv\n");
            assertThat(ctl.ok("list_permissions", "-p", "v", "-s")).isEqualTo("u\t^a\t^b\t^c\n");
            assertThat(ctl.ok("list_topic_permissions", "-p", "v", "-s")).isEqualTo("u\tamq.topic\t^w\t^r\n");
            assertThat(ctl.ok("list_policies", "-p", "v", "-s")).isEqualTo("v\tpol\t^q\tall\t{\"max-length\":5}\t0\n");
            assertThat(ctl.ok("list_global_parameters", "-s")).isEqualTo("g\t{\"a\":1}\n");
            assertThat(ctl.run("-q", "authenticate_user", "u", "secret").exitCode())
                    .isZero();
        }
    }

    private static void declareIn(LeveretProcess leveret, String vhost) throws Exception {
        leveret.control().ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = BrokerUnderTest.factory(leveret.target());
        factory.setVirtualHost(vhost);
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare("x", "topic", true);
            channel.exchangeDeclare("y", "fanout", true);
            channel.exchangeBind("y", "x", "#");
            channel.queueDeclare("q", true, false, false, null);
            channel.queueBind("q", "y", "");
            channel.confirmSelect();
            channel.basicPublish("x", "k", MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    @Test
    void alarmsThatAreSetByHandBlockPublishersUntilTheyAreCleared() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-alarms")) {
            leveret.start();
            ControlTool ctl = leveret.control();
            try (Connection connection = connect(leveret)) {
                CountDownLatch blocked = new CountDownLatch(1);
                CountDownLatch unblocked = new CountDownLatch(1);
                connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
                Channel channel = connection.createChannel();
                channel.queueDeclare("q", true, false, false, null);
                ctl.ok("eval", "rabbit_alarm:set_alarm({{resource_limit, disk, node()}, []}).");
                ctl.ok("set_vm_memory_high_watermark", "0.000000001");
                assertThat(ctl.program("rabbitmq-diagnostics")
                                .run("check_local_alarms")
                                .exitCode())
                        .isEqualTo(69);
                channel.basicPublish("", "q", new AMQP.BasicProperties(), new byte[1]);
                assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(ctl.ok("list_connections", "-s", "state")).isEqualTo("blocked\n");
                ctl.ok("set_vm_memory_high_watermark", "0.4");
                assertThat(unblocked.getCount()).isEqualTo(1);
                ctl.ok("eval", "rabbit_alarm:clear_alarm({resource_limit, disk, node()}).");
                assertThat(unblocked.await(10, TimeUnit.SECONDS)).isTrue();
                Eventually.equal(() -> ctl.ok("list_queues", "-s", "messages"), "1\n");
                ctl.program("rabbitmq-diagnostics").ok("check_local_alarms");
            }
        }
    }

    @Test
    void channelMaxHoldsForConnectionsToCome() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-channel-max")) {
            leveret.start();
            leveret.control().ok("eval", "application:set_env(rabbit, channel_max, 2).");
            try (Connection connection = connect(leveret)) {
                assertThat(connection.getChannelMax()).isEqualTo(2);
            }
            leveret.control().ok("stop_app");
            leveret.control().ok("start_app");
            try (Connection connection = connect(leveret)) {
                assertThat(connection.getChannelMax())
                        .as("it outlives the stop")
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void aDeletedQueueTellsItsConsumer() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("ctl-delete-queue")) {
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                channel.queueDeclare("q", true, false, false, null);
                CountDownLatch cancelled = new CountDownLatch(1);
                channel.basicConsume("q", true, (tag, message) -> {}, tag -> cancelled.countDown());
                leveret.control().ok("delete_queue", "q");
                assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(Refusal.of(channel, () -> channel.queueDeclarePassive("q"))
                                .code())
                        .isEqualTo(404);
            }
        }
    }
}
