package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.http.client.Client;
import com.rabbitmq.http.client.ClientParameters;
import com.rabbitmq.http.client.GetAckMode;
import com.rabbitmq.http.client.GetEncoding;
import com.rabbitmq.http.client.HttpClientException;
import com.rabbitmq.http.client.domain.BindingInfo;
import com.rabbitmq.http.client.domain.ChannelInfo;
import com.rabbitmq.http.client.domain.ConnectionInfo;
import com.rabbitmq.http.client.domain.ConsumerDetails;
import com.rabbitmq.http.client.domain.DeleteQueueParameters;
import com.rabbitmq.http.client.domain.DestinationType;
import com.rabbitmq.http.client.domain.ExchangeInfo;
import com.rabbitmq.http.client.domain.InboundMessage;
import com.rabbitmq.http.client.domain.OutboundMessage;
import com.rabbitmq.http.client.domain.QueryParameters;
import com.rabbitmq.http.client.domain.QueueInfo;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.ManagedBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RabbitMQ's own client of its HTTP API, over exchanges, queues, bindings, messages and who is connected. */
@Timeout(120)
class HttpClientIT {
    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private String vhost;
    private Client client;

    @BeforeEach
    void makeAVirtualHost() throws Exception {
        vhost = BROKER.name("hop");
        BROKER.control().ok("add_vhost", vhost);
        BROKER.control().ok("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*");
        HttpApi api = BROKER.api();
        client = new Client(new ClientParameters()
                .url(api.root() + "/api/")
                .username(api.user())
                .password(api.password()));
    }

    @AfterEach
    void deleteIt() throws Exception {
        BROKER.control().run("delete_vhost", vhost);
    }

    @Test
    void exchangesAndBindings() {
        client.declareExchange(vhost, "x", new ExchangeInfo("topic", true, false));
        client.declareExchange(
                vhost, "y", new ExchangeInfo("fanout", false, true, true, Map.of("alternate-exchange", "x")));
        client.declareQueue(vhost, "q", new QueueInfo(true, false, false));
        assertThat(client.getExchanges(vhost)).extracting(ExchangeInfo::getName).contains("x", "y", "amq.direct");
        assertThat(client.getExchanges()).extracting(ExchangeInfo::getVhost).contains(vhost);
        ExchangeInfo shown = client.getExchange(vhost, "y");
        assertThat(shown.isInternal()).isTrue();
        assertThat(shown.isAutoDelete()).isTrue();
        assertThat(shown.getArguments()).isEqualTo(Map.of("alternate-exchange", "x"));
        assertThat(client.getExchange(vhost, "nope")).isNull();

        client.bindQueue(vhost, "q", "x", "a.#", Map.of("k", 1));
        client.bindQueue(vhost, "q", "x", "b/c d");
        client.bindExchange(vhost, "y", "x", "#");
        assertThat(client.getQueueBindingsBetween(vhost, "x", "q"))
                .extracting(BindingInfo::getRoutingKey)
                .containsExactlyInAnyOrder("a.#", "b/c d");
        assertThat(client.getBindingsBySource(vhost, "x"))
                .extracting(BindingInfo::getDestinationType)
                .containsExactlyInAnyOrder(DestinationType.QUEUE, DestinationType.QUEUE, DestinationType.EXCHANGE);
        assertThat(client.getExchangeBindingsByDestination(vhost, "y")).hasSize(1);
        assertThat(client.getQueueBindings(vhost, "q")).hasSize(3);
        assertThat(client.getBindings(vhost)).hasSize(4);
        client.unbindExchange(vhost, "y", "x", "%23");
        assertThat(client.getExchangeBindingsBetween(vhost, "x", "y")).isEmpty();
        client.deleteExchange(vhost, "x");
        client.deleteExchange(vhost, "x");
        assertThat(client.getQueueBindings(vhost, "q")).hasSize(1);
        assertThat(client.getExchanges(
                                vhost,
                                new QueryParameters().pagination().pageSize(2).query())
                        .getItems())
                .hasSize(2);
    }

    @Test
    void queuesAndMessages() {
        client.declareQueue(vhost, "q", new QueueInfo(true, false, false, Map.of("x-max-length", 10)));
        assertThatThrownBy(() -> client.declareQueue(vhost, "q", new QueueInfo(false, false, false)))
                .isInstanceOfSatisfying(
                        HttpClientException.class, e -> assertThat(e.status()).isEqualTo(400));
        OutboundMessage message = new OutboundMessage()
                .payload("hello")
                .utf8Encoded()
                .properties(Map.of("delivery_mode", 2, "headers", Map.of("n", 5)));
        assertThat(client.publish(vhost, "amq.default", "q", message)).isTrue();
        assertThat(client.publish(vhost, "amq.default", "nope", message)).isFalse();
        InboundMessage got = client.get(vhost, "q");
        assertThat(got.getPayload()).isEqualTo("hello");
        assertThat(got.getProperties().get("headers")).isEqualTo(Map.of("n", 5));
        assertThat(got.isRedelivered()).isFalse();
        List<InboundMessage> again = client.get(vhost, "q", 5, GetAckMode.NACK_REQUEUE_TRUE, GetEncoding.AUTO, -1);
        assertThat(again).extracting(InboundMessage::isRedelivered).containsExactly(true);
        client.purgeQueue(vhost, "q");
        assertThat(client.get(vhost, "q")).isNull();
        client.publish(vhost, "amq.default", "q", message);
        assertThatThrownBy(() -> client.deleteQueue(vhost, "q", new DeleteQueueParameters(true, false)))
                .isInstanceOfSatisfying(
                        HttpClientException.class, e -> assertThat(e.status()).isEqualTo(400));
        client.deleteQueue(vhost, "q");
        client.deleteQueue(vhost, "q");
        assertThat(client.getQueueBindings(vhost, "q").stream()
                        .filter(each -> !each.getSource().isEmpty()))
                .isEmpty();
    }

    @Test
    void whoIsConnected() throws Exception {
        ConnectionFactory factory = BROKER.factory();
        factory.setVirtualHost(vhost);
        Connection connection = factory.newConnection("hop");
        Channel channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        channel.basicConsume(queue, true, "tag", (tag, message) -> {}, tag -> {});
        Eventually.equal(() -> connected().isPresent(), true);
        ConnectionInfo shown = connected().orElseThrow();
        assertThat(shown.getClientProperties().getConnectionName()).isEqualTo("hop");
        assertThat(shown.getVhost()).isEqualTo(vhost);
        assertThat(shown.getFrameMax()).isEqualTo(131_072);
        assertThat(shown.isUsesTLS()).isFalse();
        assertThat(client.getConnection(shown.getName()).getPeerPort()).isEqualTo(shown.getPeerPort());
        assertThat(client.getConnectionsOfUser("guest"))
                .extracting(each -> each.getName())
                .contains(shown.getName());
        Eventually.equal(() -> client.getChannels(shown.getName()).size(), 1);
        ChannelInfo one = client.getChannels(shown.getName()).get(0);
        Eventually.equal(() -> client.getChannel(one.getName()).getConsumerCount(), 1);
        assertThat(client.getChannel(one.getName()).getNumber()).isEqualTo(1);
        assertThat(client.getChannels()).extracting(ChannelInfo::getName).contains(one.getName());
        List<ConsumerDetails> consumers = client.getConsumers(vhost);
        assertThat(consumers).extracting(ConsumerDetails::getConsumerTag).containsExactly("tag");
        assertThat(consumers.get(0).getQueueDetails().getName()).isEqualTo(queue);
        assertThat(consumers.get(0).getChannelDetails().getConnectionName()).isEqualTo(shown.getName());
        client.closeConnection(shown.getName(), "enough");
        Eventually.equal(connection::isOpen, false);
    }

    private Optional<ConnectionInfo> connected() {
        return client.getConnections().stream()
                .filter(each -> vhost.equals(each.getVhost()) && "running".equals(each.getState()))
                .findFirst();
    }
}
