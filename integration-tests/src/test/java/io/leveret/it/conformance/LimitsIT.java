package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of virtual hosts and users that are set at run time. */
class LimitsIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String vhost;
    private String user;

    @BeforeEach
    void vhostAndUser() throws Exception {
        ctl = broker.control();
        vhost = broker.name("limits");
        user = broker.name("user");
        ctl.ok("add_vhost", vhost);
        ctl.ok("add_user", user, "secret");
        ctl.ok("set_permissions", "-p", vhost, user, ".*", ".*", ".*");
    }

    @AfterEach
    void cleanUp() throws Exception {
        ctl.run("delete_vhost", vhost);
        ctl.run("delete_user", user);
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = broker.factory();
        factory.setUsername(user);
        factory.setPassword("secret");
        factory.setVirtualHost(vhost);
        return factory.newConnection();
    }

    /** The text that a connection is refused with, or an empty one. */
    private String refusal() throws Exception {
        try (RawConnection connection = RawConnection.connect(broker.target())) {
            connection.logIn(
                    Login.guest().with("PLAIN", Login.plain(user, "secret")).withVhost(vhost));
            connection.openVhost(vhost);
            Close close = connection.readClose();
            assertThat(close.methodId()).isEqualTo(Methods.CONNECTION_OPEN);
            return close.text();
        }
    }

    @Test
    void aVirtualHostTakesSoManyConnections() throws Exception {
        ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-connections\":1}");
        String refused = "NOT_ALLOWED - access to vhost '" + vhost + "' refused for user '" + user
                + "': connection limit (%d) is reached";
        try (Connection first = connect()) {
            Eventually.equal(this::refusal, refused.formatted(1));
            ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-connections\":0}");
            assertThat(refusal()).isEqualTo(refused.formatted(0));
            assertThat(first.isOpen()).isTrue();
            ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-connections\":-1}");
            connect().close();
        }
        ctl.ok("clear_vhost_limits", "-p", vhost);
        connect().close();
    }

    @Test
    void aVirtualHostHasSoManyQueues() throws Exception {
        ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-queues\":2}");
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("a", true, false, false, null);
            channel.queueDeclare("b", false, false, false, null);
            assertThat(Refusal.of(channel, () -> channel.queueDeclare("c", true, false, false, null)))
                    .isEqualTo(Refusal.channel(
                            406,
                            "PRECONDITION_FAILED - cannot declare queue 'c': queue limit in vhost '" + vhost
                                    + "' (2) is reached"));
            Channel second = connection.createChannel();
            second.queueDeclare("a", true, false, false, null);
            second.queueDelete("b");
            second.queueDeclare("c", true, false, false, null);
            ctl.ok("clear_vhost_limits", "-p", vhost);
            second.queueDeclare("d", true, false, false, null);
        }
    }

    @Test
    void aUserHasSoManyConnections() throws Exception {
        ctl.ok("set_user_limits", user, "{\"max-connections\":1}");
        try (Connection first = connect()) {
            Eventually.equal(
                    this::refusal,
                    "NOT_ALLOWED - connection refused for user '" + user + "': user connection limit (1) is reached");
            assertThat(first.isOpen()).isTrue();
            ctl.ok("clear_user_limits", user, "max-connections");
            connect().close();
        }
    }

    @Test
    void aUserHasSoManyChannels() throws Exception {
        ctl.ok("set_user_limits", user, "{\"max-channels\":2}");
        try (Connection connection = connect()) {
            Channel first = connection.createChannel();
            connection.createChannel();
            first.close();
            connection.createChannel();
        }
        ctl.ok("set_user_limits", user, "{\"max-channels\":0}");
        Connection none = connect();
        assertThatThrownBy(none::createChannel).isInstanceOf(IOException.class);
        assertThat(Refusal.of(none.getCloseReason()).text())
                .startsWith("NOT_ALLOWED - number of channels opened for user '")
                .endsWith("' has reached the maximum allowed user limit of (0)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max-queues\":\"x\"} | max-queues should be a number, actually was <<\"x\">>",
                "{\"max-connections\":1.5} | max-connections should be a number, actually was 1.5",
                "{\"nonsense\":1} | Unrecognised terms [{<<\"nonsense\">>,1}] in limits"
            })
    void badOnesAreRefused(String limits, String text) throws Exception {
        assertThat(ctl.run("-q", "set_vhost_limits", "-p", vhost, limits))
                .isEqualTo(new Outcome(69, "", "Error:\nValidation failed\n\n" + text + "\n\n"));
        assertThat(ctl.ok("list_vhost_limits", "-p", vhost, "-q")).isEqualTo("\n");
    }

    @Test
    void limitsOfUsersAreListedAndJoinThoseThatWereThere() throws Exception {
        ctl.ok("set_user_limits", user, "{\"max-connections\":5}");
        ctl.ok("set_user_limits", user, "{\"max-channels\":2}");
        String both = "{\"max-channels\":2,\"max-connections\":5}";
        assertThat(ctl.ok("list_user_limits", "--user", user, "-q")).isEqualTo(both + "\n");
        assertThat(ctl.ok("list_user_limits", "--global").lines())
                .startsWith("Listing limits for all users ...", "user\tlimits")
                .contains(user + "\t" + both);
        ctl.ok("clear_user_limits", user, "all");
        assertThat(ctl.ok("list_user_limits", "--user", user, "-q")).isEqualTo("{}\n");
        assertThat(ctl.run("-q", "set_user_limits", user, "{\"nonsense\":1}"))
                .isEqualTo(new Outcome(69, "", "Error:\nUnrecognised terms [{<<\"nonsense\">>,1}] in user-limits\n"));
        assertThat(ctl.run("-q", "set_user_limits", "nosuch", "{}"))
                .isEqualTo(new Outcome(69, "", "Error:\n{:no_such_user, \"nosuch\"}\n"));
    }
}
