package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Settings for virtual hosts: what new ones begin with, and how much there may be. */
@LeveretOnly("settings stand in a file of RabbitMQ's")
class VhostDefaultsIT {
    private static final String[] SETTINGS = {
        "vhost_max=4",
        "default_queue_type=quorum",
        "default_limits.vhosts.9.pattern=^lim",
        "default_limits.vhosts.9.max_queues=30",
        "default_limits.vhosts.2.pattern=^lim",
        "default_limits.vhosts.2.max_connections=10",
        "default_limits.vhosts.2.max_queues=20",
        "default_policies.operator.z.vhost_pattern=^lim",
        "default_policies.operator.z.queue_pattern=^q",
        "default_policies.operator.z.max_length=7",
        "default_policies.operator.z.expires=1h",
        "default_policies.operator.a.message_ttl=5s",
        "default_policies.operator.a.max_length_bytes=1MB",
        "default_users.u1.vhost_pattern=^lim",
        "default_users.u1.password=secret",
        "default_users.u1.tags=monitoring, management",
        "default_users.u1.configure=^c",
        "default_users.u2.vhost_pattern=^lim"
    };

    /** The figures are those that RabbitMQ 4.0.5 showed with the same settings. */
    @Test
    void newVirtualHostsBeginWithWhatTheSettingsSay() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("vhost-defaults")) {
            leveret.start(SETTINGS);
            ControlTool ctl = leveret.control();
            assertThat(ctl.ok("list_users", "-s")).isEqualTo("guest\t[administrator]\n");
            assertThat(ctl.ok("list_operator_policies", "-s"))
                    .isEqualTo("/\ta\t.*\tall\t{\"max-length-bytes\":1048576,\"message-ttl\":5000}\t0\n");
            ctl.ok("add_vhost", "limA");
            ctl.ok("add_vhost", "other");
            ctl.ok("clear_user_limits", "guest", "all");
            leveret.kill();
            leveret.start(SETTINGS);
            assertThat(ctl.ok("list_users", "-s"))
                    .isEqualTo("guest\t[administrator]\nu1\t[monitoring, management]\nu2\t[]\n");
            assertThat(ctl.ok("list_permissions", "-p", "limA", "-s")).isEqualTo("u1\t^c\t.*\t.*\nu2\t.*\t.*\t.*\n");
            assertThat(ctl.ok("list_permissions", "-p", "other", "-s")).isEqualTo("\n");
            assertThat(ctl.ok("list_operator_policies", "-p", "limA", "-s").lines())
                    .containsExactlyInAnyOrder(
                            "limA\tz\t^q\tall\t{\"expires\":3600000,\"max-length\":7}\t0",
                            "limA\ta\t.*\tall\t{\"max-length-bytes\":1048576,\"message-ttl\":5000}\t0");
            assertThat(ctl.ok("list_vhost_limits", "-s", "--global"))
                    .isEqualTo("limA\t{\"max-connections\":10,\"max-queues\":20}\n");
            assertThat(ctl.run("-q", "authenticate_user", "u1", "secret").exitCode())
                    .isZero();
            assertThat(ctl.run("-q", "authenticate_user", "u2", "").exitCode()).isNotZero();
            assertThat(ctl.ok("list_vhosts", "-s", "name", "description", "default_queue_type"))
                    .isEqualTo("/\tDefault virtual host\tquorum\nlimA\t\tquorum\nother\t\tquorum\n");
        }
    }

    @Test
    void thereAreSoManyVirtualHostsAndNoMore() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("vhost-max")) {
            leveret.start("vhost_max=2");
            ControlTool ctl = leveret.control();
            ctl.ok("add_vhost", "second");
            assertThat(ctl.run("-q", "add_vhost", "third"))
                    .isEqualTo(
                            new Outcome(64, "", "Error:\ncannot create vhost 'third': vhost limit of 2 is reached\n"));
            ctl.ok("add_vhost", "second");
            ctl.ok("delete_vhost", "second");
            ctl.ok("add_vhost", "third");
        }
    }

    @Test
    void aNodesDefaultTypeAndItsMostConnections() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("node-defaults")) {
            leveret.start("default_queue_type=quorum", "connection_max=1");
            ConnectionFactory factory = BrokerUnderTest.factory(leveret.target());
            try (Connection connection = factory.newConnection()) {
                Channel channel = connection.createChannel();
                channel.queueDeclare("q", true, false, false, null);
                assertThat(leveret.control().ok("list_queues", "-s", "name", "type"))
                        .isEqualTo("q\tquorum\n");
                assertThatThrownBy(factory::newConnection)
                        .isInstanceOf(IOException.class)
                        .satisfies(refused -> assertThat(Refusal.of((ShutdownSignalException) refused.getCause()))
                                .isEqualTo(Refusal.connection(
                                        530,
                                        "NOT_ALLOWED - connection refused: node connection limit (1) is reached")));
            }
            leveret.control().ok("add_vhost", "classic", "--default-queue-type", "classic");
            assertThat(leveret.control().ok("list_vhosts", "-s", "name", "default_queue_type"))
                    .isEqualTo("/\tquorum\nclassic\tclassic\n");
        }
    }
}
