package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who declares a queue with a dead letter exchange must be allowed to do what the queue will do. */
class DeadLetterPermissionIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private ControlTool ctl;
    private String user;
    private String vhost;

    @BeforeEach
    void add() throws Exception {
        ctl = broker.control();
        user = broker.name("user");
        vhost = broker.name("vhost");
        ctl.ok("add_user", user, "secret");
        ctl.ok("add_vhost", vhost);
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (vhost != null) {
            ctl.run("delete_vhost", vhost);
            ctl.run("delete_user", user);
        }
    }

    /** How a declaration is refused, null if it is not, by a user with these rights. */
    private Refusal declare(String write, String read, String deadLetterExchange) throws Exception {
        ctl.ok("set_permissions", "-p", vhost, user, ".*", write, read);
        ConnectionFactory factory = broker.factory();
        factory.setUsername(user);
        factory.setPassword("secret");
        factory.setVirtualHost(vhost);
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            Map<String, Object> arguments = Map.of("x-dead-letter-exchange", deadLetterExchange);
            channel.queueDeclare("q", false, true, false, arguments);
            return null;
        } catch (IOException e) {
            return Refusal.of((ShutdownSignalException) e.getCause());
        }
    }

    private Refusal refused(String right) {
        return Refusal.channel(
                403, "ACCESS_REFUSED - " + right + " in vhost '" + vhost + "' refused for user '" + user + "'");
    }

    @Test
    void readingTheQueueAndWritingToTheExchangeIsEnough() throws Exception {
        assertThat(declare("^dlx$", "^q$", "dlx")).isNull();
        assertThat(declare(".*", ".*", "")).isNull();
    }

    @Test
    void theQueueIsLookedAtBeforeTheExchange() throws Exception {
        assertThat(declare("^dlx$", "^none$", "dlx")).isEqualTo(refused("read access to queue 'q'"));
        assertThat(declare("^none$", "^none$", "dlx")).isEqualTo(refused("read access to queue 'q'"));
        assertThat(declare("^none$", "^q$", "dlx")).isEqualTo(refused("write access to exchange 'dlx'"));
    }

    @Test
    void theDefaultExchangeHasAName() throws Exception {
        assertThat(declare("^none$", ".*", "")).isEqualTo(refused("write access to exchange 'amq.default'"));
    }
}
