package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.ManagedBroker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ's script {@code rabbitmqadmin}, as Debian's package has it; what it prints, to the letter. */
@Timeout(180)
class RabbitmqadminIT {
    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    @TempDir
    Path files;

    private HttpApi api;
    private String vhost;
    private String user;
    private ControlTool everywhere;
    private ControlTool admin;

    @BeforeEach
    void findItAndMakeAVirtualHost() throws Exception {
        Path script = DebianPackages.orSkipped(
                        DebianPackages.unpacked("rabbitmq-server"),
                        "rabbitmqadmin cannot be fetched (apt-get download rabbitmq-server)")
                .resolve("usr/bin/rabbitmqadmin");
        api = BROKER.api();
        vhost = BROKER.name("admin");
        user = BROKER.name("admin-user");
        String port = String.valueOf(URI.create(api.root()).getPort());
        List<String> line = List.of("python3", script.toString(), "-H", "127.0.0.1", "-P", port);
        everywhere = new ControlTool(line, files, files);
        everywhere.ok("declare", "vhost", "name=" + vhost, "tracing=false");
        everywhere.ok("declare", "permission", "vhost=" + vhost, "user=guest", "configure=.*", "write=.*", "read=.*");
        admin = in(line);
    }

    private ControlTool in(List<String> line) {
        List<String> there = new ArrayList<>(line);
        there.addAll(List.of("-V", vhost));
        return new ControlTool(there, files, files);
    }

    @AfterEach
    void deleteAll() {
        if (api != null) {
            api.delete("/vhosts/" + vhost);
            api.delete("/users/" + user);
        }
    }

    private static void refused(ControlTool program, String words, String... arguments) throws Exception {
        Outcome outcome = program.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.toString()).isOne();
        assertThat(outcome.err()).contains(words);
    }

    @Test
    void queuesExchangesAndBindings() throws Exception {
        assertThat(admin.ok("declare", "exchange", "name=x", "type=topic", "arguments={\"alternate-exchange\":\"y\"}"))
                .isEqualTo("exchange declared\n");
        assertThat(admin.ok("declare", "queue", "name=q", "queue_type=quorum")).isEqualTo("queue declared\n");
        assertThat(admin.ok("declare", "queue", "name=a b/c", "durable=false", "arguments={\"x-max-length\":10}"))
                .isEqualTo("queue declared\n");
        assertThat(admin.ok("declare", "binding", "source=x", "destination=q", "routing_key=a b/c"))
                .isEqualTo("binding declared\n");
        assertThat(admin.ok("declare", "binding", "source=x", "destination=a b/c", "destination_type=queue"))
                .isEqualTo("binding declared\n");
        refused(
                admin,
                "*** inequivalent arg 'type' for exchange 'x' in vhost '" + vhost + "'",
                "declare",
                "exchange",
                "name=x",
                "type=direct");
        refused(
                admin,
                "*** inequivalent arg 'durable' for queue 'q' in vhost '" + vhost + "'",
                "declare",
                "queue",
                "name=q",
                "durable=false",
                "queue_type=quorum");
        refused(
                admin,
                "*** Not found: /api/bindings/" + vhost + "/e/nosuch/q/q",
                "declare",
                "binding",
                "source=nosuch",
                "destination=q");

        assertThat(admin.ok("-f", "raw_json", "list", "queues", "name"))
                .isEqualTo("[{\"name\":\"a b/c\"},{\"name\":\"q\"}]\n");
        assertThat(admin.ok("-f", "tsv", "-S", "name", "list", "queues", "name", "durable"))
                .isEqualTo("name\tdurable\na b/c\tFalse\nq\tTrue\n");
        assertThat(admin.ok("-f", "bash", "list", "exchanges", "name"))
                .contains("amq.topic", " x")
                .hasLineCount(1);
        assertThat(admin.ok("-f", "kvp", "-R", "-S", "name", "list", "queues", "name", "type"))
                .isEqualTo("name=\"q\" type=\"quorum\"\nname=\"a b/c\" type=\"classic\"\n");
        assertThat(admin.ok("list", "bindings", "source", "destination", "routing_key"))
                .contains("""
                +--------+-------------+-------------+
                | source | destination | routing_key |
                +--------+-------------+-------------+
                """, "| x      | q           | a b/c       |\n");
        assertThat(admin.ok("-f", "pretty_json", "list", "queues", "arguments")).contains("\"x-max-length\": 10");

        String key = "properties_key=a+b%2Fc";
        assertThat(admin.ok("delete", "binding", "source=x", "destination_type=queue", "destination=q", key))
                .isEqualTo("binding deleted\n");
        assertThat(admin.ok("delete", "queue", "name=a b/c")).isEqualTo("queue deleted\n");
        assertThat(admin.ok("delete", "exchange", "name=x")).isEqualTo("exchange deleted\n");
        assertThat(admin.ok("-q", "list", "bindings")).doesNotContain("a b/c");
        refused(admin, "*** Not found: /api/queues/" + vhost + "/nosuch", "delete", "queue", "name=nosuch");
    }

    @Test
    void messages() throws Exception {
        admin.ok("declare", "queue", "name=q");
        assertThat(admin.ok("publish", "routing_key=q", "payload=one", "properties={\"delivery_mode\":2}"))
                .isEqualTo("Message published\n");
        assertThat(admin.ok("publish", "exchange=amq.fanout", "routing_key=q", "payload=two"))
                .isEqualTo("Message published but NOT routed\n");
        admin.ok("publish", "routing_key=q", "payload=AAEC", "payload_encoding=base64");
        refused(
                admin,
                "*** Not found: /api/exchanges/" + vhost + "/nosuch/publish",
                "publish",
                "exchange=nosuch",
                "routing_key=q",
                "payload=x");
        assertThat(admin.ok("-f", "tsv", "get", "queue=q", "count=5").lines().skip(1))
                .satisfiesExactly(
                        row -> assertThat(row).contains("one\t3\tstring"),
                        row -> assertThat(row).contains("3\tstring"));
        assertThat(admin.ok("-f", "pretty_json", "get", "queue=q", "ackmode=ack_requeue_false"))
                .contains("\"payload\": \"one\"", "\"redelivered\": true");
        Path payload = files.resolve("payload");
        admin.ok("get", "queue=q", "payload_file=" + payload, "ackmode=reject_requeue_true");
        assertThat(payload).hasBinaryContent(new byte[] {0, 1, 2});
        Eventually.equal(() -> admin.ok("-f", "tsv", "list", "queues", "messages"), "messages\n1\n");
        assertThat(admin.ok("purge", "queue", "name=q")).isEqualTo("queue purged\n");
        assertThat(admin.ok("get", "queue=q")).isEqualTo("No items\n");
        refused(admin, "*** Not found: /api/queues/" + vhost + "/nosuch/get", "get", "queue=nosuch");
    }

    @Test
    void usersPermissionsPoliciesAndLimits() throws Exception {
        assertThat(everywhere.ok("declare", "user", "name=" + user, "password=secret", "tags=monitoring,policymaker"))
                .isEqualTo("user declared\n");
        admin.ok("declare", "permission", "vhost=" + vhost, "user=" + user, "configure=^a", "write=", "read=.*");
        assertThat(everywhere.ok("-f", "tsv", "list", "users", "name", "tags"))
                .contains(user + "\tmonitoring policymaker\n");
        assertThat(everywhere.ok("-f", "tsv", "list", "permissions", "user", "vhost", "configure", "write", "read"))
                .contains(user + "\t" + vhost + "\t^a\t\t.*\n");
        String[] asUser = {"-u", user, "-p", "secret", "list", "queues"};
        assertThat(everywhere.ok(asUser)).isEqualTo("No items\n");
        refused(everywhere, "*** Access refused: /api/users", "-u", user, "-p", "secret", "list", "users");
        refused(everywhere, "*** Access refused: /api/users", "-u", user, "-p", "wrong", "list", "users");

        String short10 = "definition={\"max-length\":10}";
        assertThat(admin.ok("declare", "policy", "name=p", "pattern=^a", short10, "priority=3", "apply-to=queues"))
                .isEqualTo("policy declared\n");
        assertThat(admin.ok("declare", "operator_policy", "name=o", "pattern=^a", short10))
                .isEqualTo("operator_policy declared\n");
        refused(admin, "*** Validation failed", "declare", "policy", "name=p", "pattern=^a", "definition={\"no\":1}");
        assertThat(everywhere.ok("declare", "vhost_limit", "vhost=" + vhost, "name=max-queues", "value=1"))
                .isEqualTo("vhost_limit declared\n");
        assertThat(admin.ok("-f", "tsv", "list", "policies", "name", "pattern", "apply-to", "priority"))
                .isEqualTo("name\tpattern\tapply-to\tpriority\np\t^a\tqueues\t3\n");
        assertThat(admin.ok("-f", "raw_json", "list", "operator_policies", "definition"))
                .isEqualTo("[{\"definition\":{\"max-length\":10}}]\n");
        assertThat(everywhere.ok("-f", "tsv", "list", "vhost_limits")).contains(vhost);
        admin.ok("declare", "queue", "name=a1");
        refused(admin, "queue limit", "declare", "queue", "name=a2");
        admin.ok("delete", "policy", "name=p");
        admin.ok("delete", "operator_policy", "name=o");
        everywhere.ok("delete", "vhost_limit", "vhost=" + vhost, "name=max-queues");
        admin.ok("declare", "queue", "name=a2");
        admin.ok("delete", "permission", "vhost=" + vhost, "user=" + user);
        assertThat(everywhere.ok("delete", "user", "name=" + user)).isEqualTo("user deleted\n");
        assertThat(everywhere.ok("delete", "vhost", "name=" + vhost)).isEqualTo("vhost deleted\n");
    }

    @Test
    void theBrokerAndWhoIsConnected() throws Exception {
        assertThat(everywhere.ok("show", "overview")).contains("| rabbitmq_version ", "| cluster_name ");
        assertThat(everywhere.ok("-f", "tsv", "list", "nodes", "running")).isEqualTo("running\nTrue\n");
        assertThat(everywhere.ok("-f", "long", "list", "vhosts", "name")).contains("name: " + vhost + "\n");
        Connection connection = BROKER.factory().newConnection(vhost);
        try {
            connection.createChannel();
            String columns = "list connections name client_properties.connection_name";
            String[] listing = ("-f tsv -d 2 " + columns).split(" ");
            Eventually.equal(() -> everywhere.ok(listing).contains("\t" + vhost + "\n"), true);
            String name = everywhere
                    .ok(listing)
                    .lines()
                    .filter(row -> row.endsWith("\t" + vhost))
                    .findFirst()
                    .orElseThrow()
                    .split("\t")[0];
            Eventually.equal(
                    () -> everywhere.ok("-f", "tsv", "list", "channels", "name").contains(name + " (1)"), true);
            assertThat(everywhere.ok("close", "connection", "name=" + name)).isEqualTo("connection closed\n");
            Eventually.equal(connection::isOpen, false);
            refused(everywhere, "*** Not found: /api/connections/", "close", "connection", "name=nosuch");
        } finally {
            connection.abort();
        }
    }

    @Test
    void definitionsGoOutAndIn() throws Exception {
        admin.ok("declare", "exchange", "name=x", "type=headers");
        admin.ok("declare", "queue", "name=q", "arguments={\"x-max-priority\":3}");
        admin.ok("declare", "binding", "source=x", "destination=q", "arguments={\"x-match\":\"any\",\"n\":1}");
        admin.ok("declare", "policy", "name=p", "pattern=.*", "definition={\"max-length\":5}", "apply-to=queues");
        Path file = files.resolve("definitions.json");
        assertThat(admin.ok("export", file.toString())).startsWith("Exported definitions for 127.0.0.1 to ");
        String exported = Files.readString(file);
        assertThat(exported).contains("x-max-priority");
        everywhere.ok("delete", "vhost", "name=" + vhost);
        everywhere.ok("declare", "vhost", "name=" + vhost);
        everywhere.ok("declare", "permission", "vhost=" + vhost, "user=guest", "configure=.*", "write=.*", "read=.*");
        assertThat(admin.ok("import", file.toString())).startsWith("Uploaded definitions from ");
        Path again = files.resolve("again.json");
        admin.ok("export", again.toString());
        assertThat(Files.readString(again)).isEqualTo(exported);
        everywhere.ok("export", again.toString());
        assertThat(Files.readString(again)).contains("\"users\"", "\"" + vhost + "\"");
        Path bad = Files.writeString(files.resolve("bad.json"), "{bad");
        refused(everywhere, "*** failed_to_parse_json", "import", bad.toString());
    }

    @Test
    void wrongUses() throws Exception {
        refused(everywhere, "Action nosuch not understood", "nosuch");
        refused(everywhere, "Don't know how to list nosuch", "list", "nosuch");
        refused(everywhere, "mandatory argument \"name\" is required", "declare", "queue");
        assertThat(everywhere.ok("--version")).startsWith("rabbitmqadmin ");
        refused(everywhere, "*** Not found: /api/queues/nosuch", "-V", "nosuch", "list", "queues");
    }
}
