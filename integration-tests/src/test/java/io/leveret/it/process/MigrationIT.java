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
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.HttpApi.Answer;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code docs/migrate-from-rabbitmq.md}: export, import, switch over, drain the old broker. From another
 * Leveret; from the RabbitMQ that Debian has, with its shovels; and from another one if it is named with
 * {@code -Dtarget=host:port -Dmanagement=http://host:port}, whose user guest may do everything.
 */
@Timeout(300)
class MigrationIT {
    private static final int OLD_MESSAGES = 500;
    private static final int NEW_MESSAGES = 100;
    private static final String VHOST = "migration/" + System.currentTimeMillis();
    private static final String ENCODED = VHOST.replace("/", "%2F");
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

        /** Moves what is in a queue of the old broker into that of the new one. */
        default void drain(Channel from, Channel to, Target toTarget, String queue) throws Exception {
            MigrationIT.drain(from, to, queue);
        }

        void cleanUp() throws Exception;
    }

    /** A RabbitMQ, which is administered by its HTTP API. */
    private static class OldRabbitMq implements Old {
        private final Target target;
        final HttpApi api;

        OldRabbitMq(Target target, HttpApi api) {
            this.target = target;
            this.api = api;
        }

        String did(Answer answer) {
            assertThat(answer.status())
                    .as(answer.response().request() + " " + answer.body())
                    .isLessThan(300);
            return answer.body();
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public void prepare() {
            did(api.put("/vhosts/" + ENCODED, "{}"));
            did(api.put("/users/" + USER, Map.of("password", "secret", "tags", "")));
            did(api.put(
                    "/permissions/" + ENCODED + "/" + USER, Map.of("configure", ".*", "write", ".*", "read", ".*")));
        }

        @Override
        public void export(Path file) throws Exception {
            Files.writeString(file, did(api.get("/definitions")));
        }

        @Override
        public void cleanUp() {
            did(api.delete("/vhosts/" + ENCODED));
            did(api.delete("/users/" + USER));
        }
    }

    /** One that has shovels. */
    private static final class Shovelling extends OldRabbitMq {
        Shovelling(DebianRabbitMq rabbitMq) {
            super(rabbitMq.target(), rabbitMq.api());
        }

        @Override
        public void drain(Channel from, Channel to, Target toTarget, String queue) throws Exception {
            String shovel = "/parameters/shovel/" + ENCODED + "/drain-" + queue;
            did(api.put(
                    shovel,
                    Map.of(
                            "value",
                            Map.of(
                                    "src-protocol",
                                    "amqp091",
                                    "src-uri",
                                    "amqp:///" + ENCODED,
                                    "src-queue",
                                    queue,
                                    "dest-protocol",
                                    "amqp091",
                                    "dest-uri",
                                    "amqp://" + USER + ":secret@127.0.0.1:" + toTarget.port() + "/" + ENCODED,
                                    "dest-queue",
                                    queue,
                                    "ack-mode",
                                    "on-confirm",
                                    "src-delete-after",
                                    "queue-length"))));
            Eventually.equal(Duration.ofSeconds(100), () -> api.get(shovel).status(), 404);
        }
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
    void fromTheRabbitMqThatIsNamed() throws Exception {
        String management = System.getProperty("management", "");
        assumeTrue(!management.isEmpty() && !broker.target().leveret(), "no RabbitMQ is named");
        migrate(new OldRabbitMq(broker.target(), new HttpApi(management, "guest", "guest")));
    }

    @Test
    void fromTheRabbitMqThatDebianHas() throws Exception {
        try (DebianRabbitMq old = DebianRabbitMq.start()) {
            migrate(new Shovelling(old));
        }
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
                    old.drain(there.createChannel(), here.createChannel(), leveret.target(), "orders");
                    old.drain(there.createChannel(), here.createChannel(), leveret.target(), "audit");
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
