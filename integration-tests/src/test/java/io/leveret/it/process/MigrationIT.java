package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Target;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code docs/migrate-from-rabbitmq.md}: export, import, switch over, drain the old broker. From another
 * Leveret always; from a RabbitMQ if one is named with {@code -Dtarget=host:port -Dmanagement=http://host:port}, whose
 * user guest may do everything.
 */
class MigrationIT {
    private static final int OLD_MESSAGES = 500;
    private static final int NEW_MESSAGES = 100;
    private static final String VHOST = "migration/" + System.currentTimeMillis();
    private static final String USER = "migrated-" + System.currentTimeMillis();

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @TempDir
    Path files;

    /** The broker that is to be left. */
    private interface Old {
        Target target();

        void prepare() throws Exception;

        /** Writes its definitions to a file. */
        void export(Path file) throws Exception;

        void cleanUp() throws Exception;
    }

    @Test
    void fromAnotherLeveret() throws Exception {
        try (LeveretProcess old = LeveretProcess.create("migration-old")) {
            old.start();
            migrate(new Old() {
                @Override
                public Target target() {
                    return old.target();
                }

                @Override
                public void prepare() throws Exception {
                    ControlTool ctl = old.control();
                    ctl.ok("add_vhost", VHOST);
                    ctl.ok("add_user", USER, "secret");
                    ctl.ok("set_permissions", "-p", VHOST, USER, ".*", ".*", ".*");
                }

                @Override
                public void export(Path file) throws Exception {
                    old.control().ok("export_definitions", file.toString());
                }

                @Override
                public void cleanUp() {}
            });
        }
    }

    @Test
    void fromARabbitMq() throws Exception {
        String management = System.getProperty("management", "");
        assumeTrue(!management.isEmpty() && !broker.target().leveret(), "no RabbitMQ is named");
        String api = management + "/api";
        String vhost = VHOST.replace("/", "%2F");
        migrate(new Old() {
            @Override
            public Target target() {
                return broker.target();
            }

            @Override
            public void prepare() throws Exception {
                send("PUT", api + "/vhosts/" + vhost, "{}");
                send("PUT", api + "/users/" + USER, "{\"password\":\"secret\",\"tags\":\"\"}");
                send(
                        "PUT",
                        api + "/permissions/" + vhost + "/" + USER,
                        "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}");
            }

            @Override
            public void export(Path file) throws Exception {
                Files.writeString(file, send("GET", api + "/definitions", null));
            }

            @Override
            public void cleanUp() throws Exception {
                send("DELETE", api + "/vhosts/" + vhost, null);
                send("DELETE", api + "/users/" + USER, null);
            }
        });
    }

    private static String send(String method, String uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString("guest:guest".getBytes()))
                .header("content-type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as(method + " " + uri + " " + response.body())
                .isLessThan(300);
        return response.body();
    }

    private static Connection connect(Target target) throws Exception {
        ConnectionFactory factory = BrokerUnderTest.factory(target);
        factory.setVirtualHost(VHOST);
        factory.setUsername(USER);
        factory.setPassword("secret");
        return factory.newConnection();
    }

    private void migrate(Old old) throws Exception {
        old.prepare();
        try (LeveretProcess leveret = LeveretProcess.create("migration-new")) {
            leveret.start();
            try (Connection there = connect(old.target())) {
                declare(there.createChannel());
                publish(there.createChannel(), "old", OLD_MESSAGES);
                Path file = files.resolve("definitions.json");
                old.export(file);
                ControlTool ctl = leveret.control();
                assertThat(ctl.ok("import_definitions", "--dry-run", file.toString()))
                        .contains("'orders' in vhost '" + VHOST + "'");
                ctl.ok("import_definitions", file.toString());
                assertThat(ctl.ok("import_definitions", "--dry-run", file.toString()))
                        .contains("Would be: 0 added, 0 changed");
                try (Connection here = connect(leveret.target())) {
                    publish(here.createChannel(), "new", NEW_MESSAGES);
                    drain(there.createChannel(), here.createChannel(), "orders");
                    drain(there.createChannel(), here.createChannel(), "audit");
                    for (String queue : new String[] {"orders", "audit"}) {
                        assertThat(there.createChannel().messageCount(queue)).isZero();
                        assertThat(bodies(here.createChannel(), queue)).hasSize(OLD_MESSAGES + NEW_MESSAGES);
                    }
                }
            }
        } finally {
            old.cleanUp();
        }
    }

    private static void declare(Channel channel) throws Exception {
        channel.exchangeDeclare("shop", "topic", true);
        channel.queueDeclare("orders", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueDeclare("audit", true, false, false, Map.of("x-max-length", 100_000));
        channel.queueBind("orders", "shop", "order.#");
        channel.queueBind("audit", "shop", "#");
    }

    private static void publish(Channel channel, String label, int count) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < count; i++) {
            channel.basicPublish("shop", "order.new", MessageProperties.PERSISTENT_BASIC, (label + " " + i).getBytes());
        }
        channel.waitForConfirmsOrDie(30_000);
    }

    /** A message is taken from the old broker when the new one has confirmed it. */
    private static void drain(Channel from, Channel to, String queue) throws Exception {
        to.confirmSelect();
        for (GetResponse got = from.basicGet(queue, false); got != null; got = from.basicGet(queue, false)) {
            to.basicPublish("", queue, true, got.getProps(), got.getBody());
            to.waitForConfirmsOrDie(30_000);
            from.basicAck(got.getEnvelope().getDeliveryTag(), false);
        }
    }

    private static Set<String> bodies(Channel channel, String queue) throws Exception {
        Set<String> bodies = new TreeSet<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(new String(got.getBody()));
        }
        return bodies;
    }
}
