package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Return;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    @Test
    void everyPropertyArrivesAsItWasSent() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("utf-8")
                .headers(Map.of("n", 1, "l", 2L, "b", true, "d", 1.5, "list", List.of(1, 2)))
                .deliveryMode(2)
                .priority(3)
                .correlationId("c")
                .replyTo("r")
                .expiration("60000")
                .messageId("m")
                .timestamp(new Date(1_700_000_000_000L))
                .type("t")
                .userId("guest")
                .appId("a")
                .clusterId("cl")
                .build();
        channel.basicPublish("", queue, properties, body("all"));
        assertThat(channel.basicGet(queue, true).getProps()).isEqualTo(properties);
    }

    @Test
    void anEmptyBodyArrives() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicPublish("", queue, null, new byte[0]);
        assertThat(channel.basicGet(queue, true).getBody()).isEmpty();
    }

    @Test
    void aBodyThatSpansManyFramesArrives() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        byte[] body = new byte[1_000_003];
        new Random(7).nextBytes(body);
        channel.basicPublish("", queue, null, body);
        assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
    }

    @Test
    void aMandatoryMessageThatNoQueueTakesIsReturnedBeforeItIsConfirmed() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.call(1, Payload.method(Methods.CONFIRM_SELECT).bits(false), Methods.CONFIRM_SELECT_OK);
        connection.publish(1, Methods.publish("amq.direct", "it-nowhere", Methods.Flag.MANDATORY), body("back"));
        Fields returned = connection.expect(1, Methods.BASIC_RETURN);
        assertThat(returned.int16()).isEqualTo(312);
        assertThat(returned.shortString()).isEqualTo("NO_ROUTE");
        assertThat(returned.shortString()).isEqualTo("amq.direct");
        assertThat(returned.shortString()).isEqualTo("it-nowhere");
        assertThat(connection.expectContent(1)).isEqualTo(body("back"));
        assertThat(connection.expect(1, Methods.BASIC_ACK).int64()).isEqualTo(1);
    }

    @Test
    void aMandatoryMessageThatAQueueTakesIsNotReturned() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        String queue = broker.name("q");
        connection.call(1, Methods.queueDeclare(queue), Methods.QUEUE_DECLARE_OK);
        connection.call(1, Payload.method(Methods.CONFIRM_SELECT).bits(false), Methods.CONFIRM_SELECT_OK);
        connection.publish(1, Methods.publish("", queue, Methods.Flag.MANDATORY), body("stays"));
        assertThat(connection.expect(1, Methods.BASIC_ACK).int64()).isEqualTo(1);
    }

    @Test
    void immediateIsNotImplemented() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", "q", false, true, null, body("x"))))
                .isEqualTo(Refusal.connection(540, "NOT_IMPLEMENTED - immediate=true"));
    }

    @Test
    void anUnknownExchangeIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("it-nope", "k", null, body("x"))))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void ccAndBccRouteTooAndBccIsNotSeen() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String to = queue(channel);
        String cc = queue(channel);
        String bcc = queue(channel);
        Map<String, Object> headers = Map.of("CC", List.of(cc, to), "BCC", List.of(bcc), "kept", "yes");
        channel.basicPublish(
                "", to, new AMQP.BasicProperties.Builder().headers(headers).build(), body("x"));
        channel.waitForConfirmsOrDie(10_000);
        for (String queue : List.of(to, cc, bcc)) {
            GetResponse got = channel.basicGet(queue, true);
            assertThat(got.getMessageCount()).isZero();
            assertThat(got.getEnvelope().getRoutingKey()).isEqualTo(to);
            assertThat(got.getProps().getHeaders()).containsOnlyKeys("CC", "kept");
        }
    }

    @Test
    void aCcThatIsNoListIsRefused() throws Exception {
        Channel channel = broker.channel();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().headers(Map.of("CC", "q")).build();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", "q", properties, body("x"))))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,\"CC\",longstr}"));
    }

    @Test
    void aMessageAboveSixteenMebibytesIsRefused() throws Exception {
        RawConnection connection = broker.raw();
        connection.openChannel(1);
        connection.send(1, Methods.publish("", "nowhere"));
        connection.frame(Frame.HEADER, 1, Methods.contentHeader(17_825_792).toBytes());
        byte[] part = new byte[131_064];
        for (int left = 17_825_792; left > 0; left -= part.length) {
            connection.frame(Frame.BODY, 1, left >= part.length ? part : new byte[left]);
        }
        connection.expectChannelClose(
                1,
                new Close(
                        406,
                        "PRECONDITION_FAILED - message size 17825792 is larger than configured max size 16777216",
                        Methods.BASIC_PUBLISH));
    }

    @Test
    void theUserIdMustBeTheUser() throws Exception {
        Channel channel = broker.channel();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().userId("bob").build();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", "q", properties, body("x"))))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - user_id property set to 'bob' but authenticated user was 'guest'"));
    }

    @ParameterizedTest
    @CsvSource({
        "abc, no_integer",
        "'', no_integer",
        "1x, '{leftover_string,\"x\"}'",
        "-1, '{value_negative,-1}'",
        "1.5, '{leftover_string,\".5\"}'",
        "315360000001, '{value_too_large,315360000001}'"
    })
    void anExpirationThatIsNoNumberOfMillisecondsIsRefused(String expiration, String reason) throws Exception {
        Channel channel = broker.channel();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().expiration(expiration).build();
        assertThat(Refusal.of(channel, () -> channel.basicPublish("", "q", properties, body("x"))))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - invalid expiration '" + expiration + "': " + reason));
    }

    @Test
    void tenYearsAreTheLongestExpiration() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = broker.name("q");
        channel.queueDeclare(queue, false, false, false, null);
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().expiration("315360000000").build();
        channel.basicPublish("", queue, properties, body("x"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00700000", "+700000", "700000"})
    void anExpirationIsDeliveredAsAPlainNumber(String expiration) throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.basicPublish(
                "",
                queue,
                new AMQP.BasicProperties.Builder()
                        .contentType("text/plain")
                        .expiration(expiration)
                        .headers(Map.of("BCC", List.of(queue)))
                        .build(),
                body("x"));
        GetResponse got = channel.basicGet(queue, true);
        assertThat(got.getProps().getExpiration()).isEqualTo("700000");
        assertThat(got.getProps().getContentType()).isEqualTo("text/plain");
        assertThat(got.getProps().getHeaders()).isNullOrEmpty();
        assertThat(got.getBody()).isEqualTo(body("x"));
    }

    @Test
    void publishingToAQueueThatWasDeletedIsUnroutable() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        channel.queueDelete(queue);
        BlockingQueue<Return> returns = new LinkedBlockingQueue<>();
        channel.addReturnListener(returns::add);
        channel.basicPublish("", queue, true, null, body("x"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(returns).hasSize(1);
    }

    @Test
    void publishingToAnExchangeThatWasDeletedIsRefused() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "fanout");
        channel.basicPublish(exchange, "", null, body("x"));
        channel.exchangeDelete(exchange);
        assertThat(Refusal.of(channel, () -> channel.basicPublish(exchange, "", null, body("x"))))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'"));
    }

    @Test
    void messagesKeepTheOrderInWhichAChannelPublishedThem() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sent.add("m" + i);
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().deliveryMode(1 + i % 2).build();
            channel.basicPublish("", queue, properties, body("m" + i));
        }
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        assertThat(inbox.nextBodies(1000)).isEqualTo(sent);
    }
}
