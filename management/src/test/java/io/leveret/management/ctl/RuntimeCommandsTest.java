package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster, features, the process, maintenance: outputs are RabbitMQ 4.0.5's where it has the same to say. */
class RuntimeCommandsTest {
    /** Of a node's status, as RabbitMQ has them. */
    private static final String FIELDS =
            "active_plugins alarms config_files data_directory disk_free disk_free_limit file_descriptors"
                    + " is_under_maintenance listeners log_files memory os pid processes product_name product_version"
                    + " rabbitmq_version run_queue tags totals uptime vm_memory_calculation_strategy"
                    + " vm_memory_high_watermark_limit";

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    private void expect(int code, String tool, String command, String out, String err) {
        assertThat(line.run(tool, command)).as(command).isEqualTo(code);
        assertThat(line.out()).as(command).isEqualTo(out);
        assertThat(line.err()).as(command).isEqualTo(err);
    }

    private void ctl(int code, String command, String out, String err) {
        expect(code, "rabbitmqctl", command, out, err);
    }

    @Test
    void theClusterIsThisNode() {
        assertThat(line.ctl("cluster_status")).isZero();
        assertThat(line.out())
                .startsWith("Cluster status of node n@h ...\nBasics\n\nCluster name: ")
                .contains("\nDisk Nodes\n\nn@h\n\nRunning Nodes\n\nn@h\n")
                .contains("\nMaintenance status\n\nNode: n@h, status: not under maintenance\n")
                .contains("\nAlarms\n\n(none)\n", "\nNetwork Partitions\n\n(none)\n")
                .contains("\nListeners\n\nNode: n@h, interface: [::], port: 5672, protocol: amqp, purpose: ")
                .contains("\nFeature flags\n\nFlag: ");
        assertThat(line.run("rabbitmq-diagnostics", "cluster_status --formatter json"))
                .isZero();
        assertThat(line.out())
                .contains("\"running_nodes\":[\"n@h\"]", "\"partitions\":{}", "\"maintenance_status\":{\"n@h\":")
                .contains("\"rabbitmq_version\":\"4.0.5\"", "\"feature_flags\":[{\"name\":");
    }

    @Test
    void otherNodesDoNotCome() {
        String banner = "Will wait for at least %s nodes to join the cluster of n@h. Timeout: %s seconds.\n";
        ctl(0, "await_online_nodes 1", String.format(banner, 1, 300), "");
        ctl(
                70,
                "-t 1 await_online_nodes 2",
                String.format(banner, 2, 1),
                "Error:\nError: timed out while waiting. Not enough nodes joined n@h's cluster.\n");
        assertThat(line.ctl("await_online_nodes many")).isEqualTo(65);
    }

    @ParameterizedTest
    @CsvSource({
        "rabbitmqctl, join_cluster rabbit@other",
        "rabbitmqctl, forget_cluster_node rabbit@other --offline",
        "rabbitmqctl, reset",
        "rabbitmq-queues, add_member q n@other",
        "rabbitmq-diagnostics, observer"
    })
    void whatCannotBeOfferedSaysWhy(String tool, String command) {
        assertThat(line.run(tool, command.replace(" --offline", ""))).isEqualTo(69);
        assertThat(line.err()).startsWith("Error:\n").contains(" is not offered: ");
    }

    @Test
    void featureFlagsAreListedAndEnabled() {
        assertThat(line.ctl("list_feature_flags")).isZero();
        assertThat(line.out())
                .startsWith("Listing feature flags ...\nname\tstate\n")
                .contains("\nquorum_queue\tenabled\n");
        assertThat(line.ctl("-q list_feature_flags name stability --formatter json"))
                .isZero();
        assertThat(line.out()).contains("{\"name\":\"quorum_queue\",\"stability\":");
        ctl(0, "enable_feature_flag all", "Enabling all feature flags ...\n", "");
        ctl(
                64,
                "enable_feature_flag nosuch",
                "Enabling feature flag \"nosuch\" ...\n",
                "Error:\nThis feature flag is not supported by node n@h\n");
        assertThat(line.ctl("list_feature_flags nonsense")).isEqualTo(64);
    }

    /** The lines are those of 4.0.5, asked of it; its {@code --used} says nothing whatever is used. */
    @Test
    void deprecatedFeaturesAreThoseOfRabbitMq() {
        ctl(0, "list_deprecated_features", """
                Listing deprecated features ...
                name\tdeprecation_phase
                amqp_address_v1\tpermitted_by_default
                classic_queue_mirroring\tremoved
                global_qos\tpermitted_by_default
                management_metrics_collection\tpermitted_by_default
                queue_master_locator\tpermitted_by_default
                ram_node_type\tpermitted_by_default
                transient_nonexcl_queues\tpermitted_by_default
                """, "");
        node.queues.add(FakeNode.queue("durable", FieldTable.EMPTY, 0, 0, 0));
        ctl(0, "-q check_if_any_deprecated_features_are_used", "Cluster reported no deprecated features in use\n", "");
        ctl(0, "list_deprecated_features --used", "Listing deprecated features in use ...\n", "");
        node.queues.add(FakeNode.transientQueue("private", true));
        ctl(0, "-q check_if_any_deprecated_features_are_used", "Cluster reported no deprecated features in use\n", "");
        node.queues.add(FakeNode.transientQueue("passing", false));
        ctl(69, "-q check_if_any_deprecated_features_are_used", "", "transient_nonexcl_queues\n");
        ctl(
                0,
                "-q list_deprecated_features --used",
                "name\tdeprecation_phase\ntransient_nonexcl_queues\tpermitted_by_default\n",
                "");
    }

    @Test
    void passwordsAreHashed() {
        assertThat(line.ctl("hash_password secret")).isZero();
        assertThat(line.out()).startsWith("Will hash password secret\n").hasLineCount(2);
        line.input.add("typed");
        assertThat(line.ctl("hash_password")).isZero();
        assertThat(line.out()).startsWith("Will hash provided password\nPassword: ");
        assertThat(line.ctl("-q hash_password")).isEqualTo(64);
    }

    @Test
    void tagsAndRightsAreSetInVirtualHosts() {
        node.vhosts.put("v", false);
        ctl(0, "set_vhost_tags v a b", "Setting tags for virtual host \"v\" to [a, b] ...\n", "");
        ctl(
                65,
                "set_vhost_tags nosuch a",
                "Setting tags for virtual host \"nosuch\" to [a] ...\n",
                "Error:\nVirtual host \"nosuch\" does not exist\n");
        assertThat(line.ctl("set_permissions_globally guest a b c")).isZero();
        assertThat(node.permissions).hasSize(2);
        ctl(
                0,
                "restart_vhost -p v",
                "Trying to restart vhost 'v' on node 'n@h' ...\nVhost 'v' is already running on node 'n@h'\n",
                "");
        ctl(
                70,
                "-q restart_vhost -p nosuch",
                "",
                "Error:\nFailed to start vhost 'nosuch' on node 'n@h'Reason: {:no_such_vhost, \"nosuch\"}\n");
    }

    @Test
    void whatDoesNothingSaysSo() {
        ctl(69, "rotate_logs", "", "Error:\nThis command does not rotate logs anymore [deprecated]\n");
        assertThat(line.ctl("node_health_check")).isZero();
        assertThat(line.out()).startsWith("This command is DEPRECATED and is a no-op.");
        ctl(0, "list_unresponsive_queues", "Listing unresponsive queues for vhost / ...\n", "");
    }

    @Test
    void theProcessTellsOfItself() {
        expect(0, "rabbitmq-diagnostics", "-q is_running", "RabbitMQ on node n@h is fully booted and running\n", "");
        node.running = false;
        assertThat(line.run("rabbitmq-diagnostics", "-q is_running")).isZero();
        assertThat(line.out()).contains("is not running or has not fully booted yet");
        assertThat(line.run("rabbitmq-diagnostics", "-q tls_versions")).isZero();
        assertThat(line.out()).contains("tlsv1.3");
        expect(0, "rabbitmq-diagnostics", "-q resolve_hostname 127.0.0.1", "127.0.0.1\n", "");
        assertThat(line.run("rabbitmq-diagnostics", "-q resolve_hostname nosuch.invalid"))
                .isEqualTo(65);
        expect(
                0,
                "rabbitmq-diagnostics",
                "resolve_hostname ::1 --address-family ipv6 --formatter json",
                "{\"address_family\":\"ipv6\",\"addresses\":[\"::1\"],\"hostname\":\"::1\",\"node\":\"n@h\","
                        + "\"result\":\"ok\"}\n",
                "");
        assertThat(line.run("rabbitmq-diagnostics", "-q erlang_version")).isZero();
        assertThat(line.out()).startsWith("Java ");
    }

    @Test
    void memoryIsBrokenDown() {
        assertThat(line.run("rabbitmq-diagnostics", "memory_breakdown --unit MB"))
                .isZero();
        assertThat(line.out())
                .startsWith("Reporting memory breakdown on node n@h...\n")
                .containsPattern("(?m)^[a-z_]+: [0-9.E-]+ mb \\([0-9.]+%\\)$");
        assertThat(line.run("rabbitmq-diagnostics", "memory_breakdown --unit furlong"))
                .isEqualTo(64);
    }

    @Test
    void whatRabbitmqctlListsDiagnosticsListsToo() {
        assertThat(line.run("rabbitmq-diagnostics", "list_queues")).isZero();
        assertThat(line.run("rabbitmq-diagnostics", "list_users -q")).isZero();
        assertThat(line.run("rabbitmq-diagnostics", "delete_queue q")).isEqualTo(64);
    }

    @Test
    void aNodeIsDrainedAndRevived() {
        assertThat(line.run("rabbitmq-upgrade", "drain")).isZero();
        assertThat(node.done).startsWith("suspend");
        assertThat(node.maintenance).isTrue();
        line.ctl("cluster_status");
        assertThat(line.out()).contains("status: marked for maintenance");
        line.ctl("status");
        assertThat(line.out()).contains("Is under maintenance?: true");
        assertThat(line.run("rabbitmq-upgrade", "revive")).isZero();
        assertThat(node.done).endsWith("resume");
        assertThat(node.maintenance).isFalse();
        expect(
                0,
                "rabbitmq-upgrade",
                "await_online_quorum_plus_one -t 5",
                "Will wait for a quorum + 1 of nodes to be online for all quorum queues and streams for 5 seconds...\n"
                        + "Target node seems to be the only one in a single node cluster, the command does not apply\n",
                "");
    }

    @Test
    void oneNodeIsNoQuorum() {
        for (String tool : new String[] {"rabbitmq-queues", "rabbitmq-diagnostics"}) {
            expect(
                    0,
                    tool,
                    "check_if_node_is_quorum_critical",
                    "Checking if node n@h is critical for quorum of any queues/streams ...\n"
                            + "Node n@h seems to be the only one in a single node cluster, the check does not apply\n",
                    "");
        }
        expect(
                65,
                "rabbitmq-queues",
                "quorum_status nosuch",
                "Status of quorum queue nosuch on node n@h ...\n",
                "Object (queue, stream, exchange, etc) was not found\n");
        assertThat(line.run("rabbitmq-queues", "rebalance nonsense")).isEqualTo(69);
        expect(
                0,
                "rabbitmq-queues",
                "rebalance all --formatter json",
                "{\"node\":\"n@h\",\"result\":\"ok\",\"value\":[]}\n",
                "");
    }

    @Test
    void aReportHasAllOfIt() {
        node.queues.add(FakeNode.queue("q", io.leveret.codec.FieldTable.EMPTY, 5, 0, 1));
        assertThat(line.ctl("report")).isZero();
        assertThat(line.out())
                .startsWith("Reporting server status of node n@h ...\n")
                .contains("Status of node n@h ...", "Cluster status of node n@h ...", "Listing users ...")
                .contains("Listing queues for vhost /", "Listing bindings for vhost /");
    }

    @Test
    void whoWaitsNamesTheProcess(@TempDir Path directory) throws IOException {
        long pid = node.status().pid();
        Path file = Files.writeString(directory.resolve("pid"), pid + "\n");
        assertThat(line.ctl("wait " + file)).isZero();
        assertThat(line.out())
                .isEqualTo("pid is " + pid + "\nWaiting for applications 'rabbit_and_plugins' to start on node 'n@h'\n"
                        + "Applications 'rabbit_and_plugins' are running on node 'n@h'\n");
        assertThat(line.ctl("wait --pid " + pid)).isZero();
        assertThat(line.ctl("wait --pid 1")).isEqualTo(69);
        assertThat(line.ctl("wait --timeout 1 " + directory.resolve("nosuch"))).isEqualTo(75);
        assertThat(line.err()).isEqualTo("Error: operation wait on node n@h timed out. Timeout value used: 1000\n");
        assertThat(line.ctl("wait")).isEqualTo(64);
    }

    @Test
    void theStatusForMachinesHasRabbitMqsFields() {
        assertThat(line.ctl("status --formatter json")).isZero();
        Map<?, ?> status = (Map<?, ?>) Json.read(line.out());
        assertThat(status.keySet().stream().map(String::valueOf)).contains(FIELDS.split(" "));
        assertThat(((Map<?, ?>) ((Map<?, ?>) status.get("memory")).get("total")).get("rss"))
                .isInstanceOf(Number.class);
        assertThat(((Map<?, ?>) status.get("totals")).get("virtual_host_count")).isEqualTo(1L);
        node.running = false;
        assertThat(line.ctl("status --formatter json")).isZero();
        assertThat(((Map<?, ?>) Json.read(line.out())).get("running")).isEqualTo(false);
    }
}
