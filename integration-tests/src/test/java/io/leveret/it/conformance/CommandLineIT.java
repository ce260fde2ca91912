package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code rabbitmqctl} prints and exits with, and what follows from it for clients. */
class CommandLineIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private final List<String> users = new ArrayList<>();
    private final List<String> vhosts = new ArrayList<>();
    private ControlTool ctl;

    @BeforeEach
    void find() {
        ctl = broker.control();
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (String vhost : vhosts) {
            ctl.run("delete_vhost", vhost);
        }
        for (String user : users) {
            ctl.run("delete_user", user);
        }
    }

    private String user() throws Exception {
        String user = broker.name("user");
        users.add(user);
        ctl.ok("add_user", user, "secret");
        return user;
    }

    private String vhost() throws Exception {
        String vhost = broker.name("vhost");
        vhosts.add(vhost);
        ctl.ok("add_vhost", vhost);
        return vhost;
    }

    private Login login(String user, String vhost) {
        return Login.guest().with("PLAIN", Login.plain(user, "secret")).withVhost(vhost);
    }

    private Connection connect(String user, String vhost) throws Exception {
        ConnectionFactory factory = broker.factory();
        factory.setUsername(user);
        factory.setPassword("secret");
        factory.setVirtualHost(vhost);
        return factory.newConnection();
    }

    @Test
    void aUserComesLogsInAndGoes() throws Exception {
        String user = broker.name("user");
        users.add(user);
        assertThat(ctl.run("add_user", user, "secret"))
                .isEqualTo(new Outcome(
                        0,
                        "Adding user \"" + user + "\" ...\nDone. Don't forget to grant the user permissions to some"
                                + " virtual hosts! See 'rabbitmqctl help set_permissions' to learn more.\n",
                        ""));
        assertThat(ctl.run("-q", "add_user", user, "secret"))
                .isEqualTo(new Outcome(70, "", "Error:\nUser \"" + user + "\" already exists\n"));
        ctl.ok("set_user_tags", user, "monitoring", "policymaker");
        assertThat(ctl.ok("list_users", "-q").lines()).contains(user + "\t[monitoring, policymaker]");
        assertThat(ctl.ok("list_users", "--formatter", "json"))
                .contains("{\"user\":\"" + user + "\",\"tags\":[\"monitoring\",\"policymaker\"]}\n");
        ctl.ok("set_permissions", user, "", "", "");
        connect(user, "/").close();
        ctl.ok("change_password", user, "other");
        Assertions.assertThatThrownBy(() -> connect(user, "/"))
                .isInstanceOf(PossibleAuthenticationFailureException.class);
        assertThat(ctl.run("-q", "authenticate_user", user, "other").exitCode()).isZero();
        assertThat(ctl.run("-q", "authenticate_user", user, "secret").exitCode())
                .isEqualTo(65);
        assertThat(ctl.run("delete_user", user)).isEqualTo(new Outcome(0, "Deleting user \"" + user + "\" ...\n", ""));
        assertThat(ctl.ok("list_users")).doesNotContain(user);
    }

    @Test
    void permissionsHoldOnOpenChannelsAtOnce() throws Exception {
        String user = user();
        String vhost = vhost();
        ctl.ok("set_permissions", "-p", vhost, user, ".*", ".*", ".*");
        assertThat(ctl.run("list_permissions", "-p", vhost, "-s").out()).contains(user + "\t.*\t.*\t.*\n");
        assertThat(ctl.ok("list_user_permissions", user, "-q"))
                .isEqualTo("vhost\tconfigure\twrite\tread\n" + vhost + "\t.*\t.*\t.*\n");
        try (Connection connection = connect(user, vhost)) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("q", true, false, false, null);
            channel.basicPublish("", "q", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            ctl.ok("set_permissions", "-p", vhost, user, "^q$", "^q$", ".*");
            assertThat(Refusal.of(channel, () -> channel.basicPublish("", "q", null, new byte[1])))
                    .isEqualTo(Refusal.channel(
                            403,
                            "ACCESS_REFUSED - write access to exchange 'amq.default' in vhost '" + vhost
                                    + "' refused for user '" + user + "'"));
            Channel second = connection.createChannel();
            second.queueDeclare("q", true, false, false, null);
            assertThat(Refusal.of(second, () -> second.queueDeclare("r", true, false, false, null))
                            .code())
                    .isEqualTo(403);
        }
        ctl.ok("clear_permissions", "-p", vhost, user);
        try (RawConnection refused = RawConnection.connect(broker.target())) {
            refused.logIn(login(user, vhost));
            refused.openVhost(vhost);
            assertThat(refused.readClose().code()).isEqualTo(530);
        }
    }

    @Test
    void topicPermissionsHoldForRoutingKeys() throws Exception {
        String user = user();
        String vhost = vhost();
        ctl.ok("set_permissions", "-p", vhost, user, ".*", ".*", ".*");
        ctl.ok("set_topic_permissions", "-p", vhost, user, "amq.topic", "^{username}\\.", "^{username}\\.");
        assertThat(ctl.ok("list_topic_permissions", "-p", vhost, "-s"))
                .isEqualTo(user + "\tamq.topic\t^{username}\\.\t^{username}\\.\n");
        try (Connection connection = connect(user, vhost)) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("q", false, true, false, null);
            channel.queueBind("q", "amq.topic", user + ".a");
            channel.basicPublish("amq.topic", user + ".a", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            channel.basicPublish("amq.direct", "other", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            assertThat(Refusal.of(channel, () -> channel.basicPublish("amq.topic", "other", null, new byte[1])))
                    .isEqualTo(Refusal.channel(
                            403,
                            "ACCESS_REFUSED - write access to topic 'other' in exchange 'amq.topic' in vhost '" + vhost
                                    + "' refused for user '" + user + "'"));
            Channel second = connection.createChannel();
            assertThat(Refusal.of(second, () -> second.queueBind("q", "amq.topic", "other")))
                    .isEqualTo(Refusal.channel(
                            403,
                            "ACCESS_REFUSED - read access to topic 'other' in exchange 'amq.topic' in vhost '" + vhost
                                    + "' refused for user '" + user + "'"));
            ctl.ok("clear_topic_permissions", "-p", vhost, user, "amq.topic");
            Channel third = connection.createChannel();
            third.queueBind("q", "amq.topic", "other");
        }
    }

    @Test
    void aVirtualHostGoesWithAllThatIsInIt() throws Exception {
        String user = user();
        String vhost = vhost();
        ctl.ok("set_permissions", "-p", vhost, user, ".*", ".*", ".*");
        assertThat(ctl.ok("list_vhosts", "-q").lines()).contains(vhost);
        Connection connection = connect(user, vhost);
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("x", "topic", true);
        channel.queueDeclare("q", true, false, false, null);
        channel.queueBind("q", "x", "#");
        try (RawConnection inside = RawConnection.open(broker.target(), login(user, vhost))) {
            ctl.ok("delete_vhost", vhost);
            inside.expectClose(new Close(320, "CONNECTION_FORCED - vhost '" + vhost + "' is deleted", 0));
        } finally {
            connection.abort();
        }
        assertThat(ctl.run("-q", "delete_vhost", vhost))
                .isEqualTo(new Outcome(65, "", "Virtual host '" + vhost + "' does not exist\n"));
        ctl.ok("add_vhost", vhost);
        assertThat(ctl.ok("list_queues", "-p", vhost, "-q")).isEmpty();
        assertThat(ctl.ok("list_exchanges", "-p", vhost, "-s").lines()).doesNotContain("x\ttopic");
        assertThat(ctl.ok("list_permissions", "-p", vhost, "-q").strip()).isEmpty();
    }

    @Test
    void aConnectionIsListedAndClosed() throws Exception {
        try (RawConnection connection = broker.raw()) {
            connection.openChannel(1);
            String[] rows = ctl.ok("list_connections", "-s", "pid", "peer_port", "state", "channels", "user", "vhost")
                    .split("\n");
            int listed = 0;
            for (String row : rows) {
                String[] cells = row.split("\t", -1);
                assertThat(cells).hasSize(6);
                assertThat(cells[0]).matches("<[^<>]+\\.\\d+\\.\\d+\\.\\d+>");
                if (cells[4].equals("guest") && cells[5].equals("/") && cells[3].equals("1")) {
                    listed++;
                }
            }
            assertThat(listed).isPositive();
        }
        Connection named = broker.factory().newConnection("it-listed-conn");
        try {
            String row = ctl.ok("list_connections", "-s", "pid", "peer_port", "client_properties")
                    .lines()
                    .filter(line -> line.contains("{\"connection_name\",\"it-listed-conn\"}"))
                    .findFirst()
                    .orElseThrow();
            Channel channel = named.createChannel();
            Refusal closed = Refusal.of(channel, () -> close(row.split("\t")[0]));
            assertThat(closed).isEqualTo(Refusal.connection(320, "CONNECTION_FORCED - Closed via rabbitmqctl"));
        } finally {
            named.abort();
        }
    }

    private void close(String id) {
        try {
            ctl.ok("close_connection", id, "Closed via rabbitmqctl");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void queuesExchangesAndBindingsAreListed() throws Exception {
        String vhost = vhost();
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = broker.factory();
        factory.setVirtualHost(vhost);
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("q", true, false, false, Map.of("x-message-ttl", 60_000, "x-queue-type", "classic"));
            for (int i = 0; i < 3; i++) {
                channel.basicPublish("", "q", null, new byte[1]);
            }
            channel.waitForConfirmsOrDie(10_000);
            channel.basicGet("q", false);
            channel.exchangeDeclare("x", "topic", true, false, Map.of("alternate-exchange", "amq.fanout"));
            channel.queueBind("q", "x", "a.#", Map.of("k", 1));
            Eventually.equal(
                    () -> ctl.ok("list_queues", "-p", vhost, "-s", "name", "messages_ready", "messages", "durable"),
                    "q\t2\t3\ttrue\n");
            assertThat(ctl.ok("list_queues", "-p", vhost, "--formatter", "json", "name", "type"))
                    .isEqualTo("[\n{\"name\":\"q\",\"type\":\"classic\"}\n]\n");
            assertThat(ctl.ok("list_exchanges", "-p", vhost, "--formatter", "csv", "name", "type", "arguments")
                            .lines())
                    .contains("\"x\",\"topic\",\"[{\"\"alternate-exchange\"\",\"\"amq.fanout\"\"}]\"");
            assertThat(ctl.ok("list_bindings", "-p", vhost))
                    .startsWith(
                            "Listing bindings for vhost " + vhost + "...\nsource_name\tsource_kind\tdestination_name")
                    .contains("x\texchange\tq\tqueue\ta.#\t[{\"k\",1}]\n", "\texchange\tq\tqueue\tq\t[]\n");
            channel.basicQos(7);
            channel.basicConsume("q", false, "tag", false, false, Map.of("x-priority", 3), (t, m) -> {}, t -> {});
            assertThat(ctl.ok(
                            "list_consumers",
                            "-p",
                            vhost,
                            "-s",
                            "queue_name",
                            "consumer_tag",
                            "prefetch_count",
                            "arguments"))
                    .isEqualTo("q\ttag\t7\t[{\"x-priority\",3}]\n");
        }
        Eventually.equal(() -> ctl.ok("list_queues", "-p", vhost, "-s", "messages_ready", "consumers"), "3\t0\n");
        ctl.ok("purge_queue", "-p", vhost, "q");
        assertThat(ctl.ok("delete_queue", "-p", vhost, "q"))
                .isEqualTo("Deleting queue 'q' on vhost '" + vhost + "' ...\n"
                        + "Queue was successfully deleted with 0 ready messages\n");
        assertThat(ctl.run("-q", "delete_queue", "-p", vhost, "q"))
                .isEqualTo(new Outcome(64, "", "Error:\nQueue not found\n"));
    }

    @Test
    void policiesParametersAndLimitsAreKept() throws Exception {
        String vhost = vhost();
        ctl.ok("set_policy", "-p", vhost, "--priority", "1", "pol", "^q", "{\"message-ttl\":1000}");
        assertThat(ctl.ok("list_policies", "-p", vhost, "-q"))
                .isEqualTo("vhost\tname\tpattern\tapply-to\tdefinition\tpriority\n" + vhost
                        + "\tpol\t^q\tall\t{\"message-ttl\":1000}\t1\n");
        assertThat(ctl.run("-q", "set_policy", "-p", vhost, "p", "^q", "{\"nonsense\":10}"))
                .isEqualTo(new Outcome(
                        69,
                        "",
                        "Error:\nValidation failed\n\n[{<<\"nonsense\">>,10}] are not recognised policy settings\n\n"));
        ctl.ok("clear_policy", "-p", vhost, "pol");
        assertThat(ctl.run("-q", "clear_policy", "-p", vhost, "pol"))
                .isEqualTo(new Outcome(69, "", "Error:\nParameter does not exist\n"));
        ctl.ok("set_vhost_limits", "-p", vhost, "{\"max-queues\":10}");
        assertThat(ctl.ok("list_vhost_limits", "-p", vhost, "-q")).isEqualTo("{\"max-queues\":10}\n");
        ctl.ok("clear_vhost_limits", "-p", vhost);
        assertThat(ctl.ok("list_vhost_limits", "-p", vhost, "-q")).isEqualTo("\n");
    }

    @Test
    void aPolicyGivesAnAlternateExchangeToThoseThatAreThereAndThoseToCome() throws Exception {
        String vhost = vhost();
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        ConnectionFactory factory = broker.factory();
        factory.setVirtualHost(vhost);
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("q", true, false, false, null);
            channel.queueBind("q", "amq.fanout", "");
            channel.exchangeDeclare("x-old", "direct", true);
            channel.exchangeDeclare("x-other", "direct", true, false, Map.of("alternate-exchange", "amq.headers"));
            ctl.ok("set_policy", "-p", vhost, "ae", "^x-", "{\"alternate-exchange\":\"amq.fanout\"}");
            channel.exchangeDeclare("x-new", "direct", true);
            for (String exchange : List.of("x-old", "x-new", "x-other")) {
                channel.basicPublish(exchange, "nowhere", null, new byte[1]);
            }
            channel.waitForConfirmsOrDie(10_000);
            Eventually.equal(() -> channel.messageCount("q"), 2L);
            assertThat(ctl.ok("list_exchanges", "-p", vhost, "-s", "name", "policy")
                            .lines())
                    .contains("x-old\tae", "x-new\tae", "amq.direct\t");
            ctl.ok("clear_policy", "-p", vhost, "ae");
            channel.basicPublish("x-old", "nowhere", null, new byte[1]);
            channel.waitForConfirmsOrDie(10_000);
            assertThat(channel.messageCount("q")).isEqualTo(2);
        }
    }

    @Test
    void theClusterItsFeaturesAndItsQuorum() throws Exception {
        String status = ctl.ok("cluster_status");
        assertThat(status)
                .startsWith("Cluster status of node ")
                .contains("\nBasics\n\nCluster name: ", "\nDisk Nodes\n\n", "\nRunning Nodes\n\n", "\nVersions\n\n")
                .contains("\nMaintenance status\n\nNode: ", ", status: not under maintenance\n")
                .contains("\nNetwork Partitions\n\n(none)\n", ", protocol: amqp, purpose: AMQP 0-9-1")
                .contains("\nFeature flags\n\nFlag: ", "Flag: quorum_queue, state: enabled\n");
        assertThat(ctl.ok("list_feature_flags"))
                .startsWith("Listing feature flags ...\nname\tstate\n")
                .contains("\nuser_limits\tenabled\n");
        assertThat(ctl.ok("-q", "list_feature_flags", "name", "stability", "--formatter", "json"))
                .contains("{\"name\":\"quorum_queue\",\"stability\":\"required\"}");
        assertThat(ctl.run("-q", "enable_feature_flag", "nosuch").exitCode()).isEqualTo(64);
        assertThat(ctl.ok("await_online_nodes", "1")).startsWith("Will wait for at least 1 nodes to join the cluster");
        assertThat(ctl.run("-q", "-t", "1", "await_online_nodes", "2").exitCode())
                .isEqualTo(70);
        ControlTool diagnostics = ctl.program("rabbitmq-diagnostics");
        assertThat(diagnostics.ok("-q", "check_if_node_is_quorum_critical")).startsWith("Node ");
        assertThat(diagnostics.ok("-s", "is_running")).endsWith(" is fully booted and running\n");
        assertThat(diagnostics.ok("-q", "memory_breakdown", "--unit", "MB"))
                .containsPattern("(?m)^binary: [0-9.E-]+ mb \\([0-9.]+%\\)$");
        assertThat(diagnostics.ok("list_users", "-q")).contains("guest\t");
        assertThat(ctl.program("rabbitmq-queues").run("-q", "quorum_status", "nosuch"))
                .isEqualTo(new Outcome(65, "", "Object (queue, stream, exchange, etc) was not found\n"));
        assertThat(ctl.program("rabbitmq-upgrade").ok("await_online_quorum_plus_one", "-t", "5"))
                .contains("the command does not apply");
    }

    @Test
    void whatIsRarelyAsked() throws Exception {
        String vhost = vhost();
        assertThat(ctl.ok("set_vhost_tags", vhost, "a", "b"))
                .isEqualTo("Setting tags for virtual host \"" + vhost + "\" to [a, b] ...\n");
        assertThat(ctl.ok("list_vhosts", "-q", "name", "tags").lines()).contains(vhost + "\t[a, b]");
        assertThat(ctl.run("-q", "set_vhost_tags", vhost + "-not", "a"))
                .isEqualTo(new Outcome(65, "", "Error:\nVirtual host \"" + vhost + "-not\" does not exist\n"));
        assertThat(ctl.ok("-q", "restart_vhost", "-p", vhost))
                .startsWith("Vhost '" + vhost + "' is already running on node '");
        assertThat(ctl.ok("hash_password", "secret")).matches("Will hash password secret\n[A-Za-z0-9+/]{48}\n");
        assertThat(ctl.ok("list_unresponsive_queues", "-p", vhost))
                .isEqualTo("Listing unresponsive queues for vhost " + vhost + " ...\n");
        assertThat(ctl.run("-q", "rotate_logs").exitCode()).isEqualTo(69);
        assertThat(ctl.ok("node_health_check")).startsWith("This command is DEPRECATED and is a no-op.");
        assertThat(ctl.ok("report")).contains("Status of node ", "Cluster status of node ");
    }

    @Test
    void wrongCommandLinesAreUsageErrors() throws Exception {
        assertThat(ctl.run("nosuch_command").exitCode()).isEqualTo(64);
        assertThat(ctl.run("add_user").exitCode()).isEqualTo(64);
        assertThat(ctl.run("add_user", "a", "b", "c", "d").err())
                .startsWith("Error (argument validation): too many arguments.\nArguments given:\n\t");
        assertThat(ctl.run("list_queues", "nonsense").err())
                .startsWith(
                        "Error (argument validation): Info key(s) nonsense are not supported\nArguments given:\n\t");
        assertThat(ctl.run("add_user", "a", "--bogus", "b").err())
                .startsWith("Error (argument validation): Invalid options for this command:\n--bogus : \n");
        assertThat(ctl.run("set_topic_permissions", "--help").exitCode()).isZero();
        assertThat(ctl.run("eval", "{ok, V} = application:get_env(rabbit, loopback_users), V."))
                .isEqualTo(new Outcome(0, "[<<\"guest\">>]\n", ""));
    }
}
