package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Refusal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a virtual host says of queues that are declared without a type, and what else is said of it. */
class DefaultQueueTypeIT {
    private static final Map<String, Object> CLASSIC = Map.of("x-queue-type", "classic");
    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String vhost;

    @BeforeEach
    void vhost() throws Exception {
        ctl = broker.control();
        vhost = broker.name("typed");
        ctl.ok("add_vhost", vhost, "--default-queue-type", "quorum", "--description", "some text", "--tags", "a,b");
        ctl.ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
    }

    @AfterEach
    void cleanUp() throws Exception {
        ctl.run("delete_vhost", vhost);
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = broker.factory();
        factory.setVirtualHost(vhost);
        return factory.newConnection();
    }

    private Refusal declared(Connection connection, String queue, Map<String, Object> arguments) throws Exception {
        Channel channel = connection.createChannel();
        return Refusal.of(channel, () -> channel.queueDeclare(queue, true, false, false, arguments));
    }

    private Refusal differs(String queue, String received, String current) {
        return Refusal.channel(
                406,
                "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue '" + queue + "' in vhost '" + vhost
                        + "': received '" + received + "' but current is '" + current + "'");
    }

    @Test
    void durableQueuesGetItAndThoseThatCannotAreClassic() throws Exception {
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("durable", true, false, false, null);
            channel.queueDeclare("limited", true, false, false, Map.of("x-delivery-limit", 5));
            channel.queueDeclare("named", true, false, false, CLASSIC);
            channel.queueDeclare("transient", false, false, false, null);
            channel.queueDeclare("leaves", true, false, true, null);
            channel.queueDeclare("own", true, true, false, null);
            channel.queueDeclare();
            assertThat(ctl.ok("list_queues", "-p", vhost, "-s", "name", "type", "arguments")
                            .lines()
                            .filter(line -> !line.startsWith("amq.gen-") && !line.startsWith("own")))
                    .containsExactlyInAnyOrder(
                            "durable\tquorum\t[{\"x-queue-type\",\"quorum\"}]",
                            "limited\tquorum\t[{\"x-delivery-limit\",5},{\"x-queue-type\",\"quorum\"}]",
                            "named\tclassic\t[{\"x-queue-type\",\"classic\"}]",
                            "transient\tclassic\t[{\"x-queue-type\",\"classic\"}]",
                            "leaves\tclassic\t[{\"x-queue-type\",\"classic\"}]");
            assertThat(declared(connection, "", null))
                    .isEqualTo(Refusal.channel(
                            406,
                            "PRECONDITION_FAILED - Cannot declare a server-named queue for type rabbit_quorum_queue"));
        }
    }

    @Test
    void declaredAgainItIsMeantToo() throws Exception {
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("durable", true, false, false, null);
            channel.queueDeclare("named", true, false, false, CLASSIC);
            channel.queueDeclare("durable", true, false, false, null);
            channel.queueDeclare("durable", true, false, false, QUORUM);
            assertThat(declared(connection, "durable", CLASSIC)).isEqualTo(differs("durable", "classic", "quorum"));
            assertThat(declared(connection, "named", null)).isEqualTo(differs("named", "quorum", "classic"));
            ctl.ok("update_vhost_metadata", vhost, "--default-queue-type", "classic");
            channel.queueDeclare("durable", true, false, false, QUORUM);
            channel.queueDeclare("named", true, false, false, null);
            assertThat(declared(connection, "durable", null)).isEqualTo(differs("durable", "classic", "quorum"));
        }
    }

    private String listed() throws Exception {
        return ctl.ok("list_vhosts", "-s", "name", "description", "tags", "default_queue_type")
                .lines()
                .filter(line -> line.startsWith(vhost + "\t"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsSaidOfAVirtualHostChangesPartByPart() throws Exception {
        assertThat(listed()).isEqualTo(vhost + "\tsome text\t[a, b]\tquorum");
        ctl.ok("add_vhost", vhost, "--default-queue-type", "classic");
        assertThat(listed()).isEqualTo(vhost + "\tsome text\t[a, b]\tquorum");
        assertThat(ctl.ok("update_vhost_metadata", vhost, "--tags", "c"))
                .isEqualTo("Updating metadata of vhost \"" + vhost + "\" ...\n");
        assertThat(listed()).isEqualTo(vhost + "\tsome text\t[c]\tquorum");
        ctl.ok("update_vhost_metadata", vhost, "--description", "other", "--default-queue-type", "classic");
        assertThat(listed()).isEqualTo(vhost + "\tother\t[c]\tclassic");
    }

    @Test
    void whatCannotBeSaidIsRefused() throws Exception {
        ControlTool.Outcome unknown = ctl.run("-q", "update_vhost_metadata", vhost, "--default-queue-type", "nonsense");
        assertThat(unknown.exitCode()).isEqualTo(65);
        assertThat(unknown.err())
                .startsWith("Error (argument validation): Bad argument: Default queue type must be one of: quorum, ")
                .contains("Provided: nonsense\n");
        ControlTool.Outcome nothing = ctl.run("-q", "update_vhost_metadata", vhost);
        assertThat(nothing.exitCode()).isEqualTo(64);
        assertThat(nothing.err()).startsWith("Error (argument validation): not enough arguments.\n");
        ControlTool.Outcome absent = ctl.run("-q", "update_vhost_metadata", vhost + "x", "--description", "d");
        assertThat(absent).isEqualTo(new ControlTool.Outcome(65, "", "Virtual host '" + vhost + "x' does not exist\n"));
        assertThat(listed()).isEqualTo(vhost + "\tsome text\t[a, b]\tquorum");
    }
}
