package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.Payload;
import io.leveret.it.harness.RawConnection;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What dead-lettering writes into a message's properties: compared octet by octet as they stand on the wire. */
class DeadLetterHeadersIT {
    private static final int HEADERS = 1 << 13;
    private static final int CONTENT_TYPE = 1 << 15;
    private static final int DELIVERY_MODE = 1 << 12;
    private static final int PRIORITY = 1 << 11;
    private static final int MESSAGE_ID = 1 << 7;

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    /** A death as x-death tells it, with fields in their order. */
    private record Death(String reason, String queue, String exchange, List<String> keys) {
        Map<String, Object> table(long count, Instant time, String expiration) {
            Map<String, Object> table = new LinkedHashMap<>();
            if (expiration != null) {
                table.put("original-expiration", expiration);
            }
            table.put("count", count);
            table.put("reason", reason);
            table.put("queue", queue);
            table.put("time", time);
            table.put("exchange", exchange);
            table.put("routing-keys", keys);
            return table;
        }

        void last(Map<String, Object> headers) {
            headers.put("x-last-death-exchange", exchange);
            headers.put("x-last-death-queue", queue);
            headers.put("x-last-death-reason", reason);
        }

        void first(Map<String, Object> headers) {
            headers.put("x-first-death-exchange", exchange);
            headers.put("x-first-death-queue", queue);
            headers.put("x-first-death-reason", reason);
        }
    }

    private static byte[] body() {
        return new byte[] {'b'};
    }

    private String queue(Channel channel, Map<String, Object> arguments) throws Exception {
        String queue = broker.name("q");
        channel.queueDeclare(queue, true, false, false, arguments);
        return queue;
    }

    private static Map<String, Object> to(String queue) {
        return Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue);
    }

    /** Takes the one message that a queue will have, and refuses it for good. */
    private static void reject(Channel channel, String queue) throws Exception {
        channel.basicReject(take(channel, queue).getEnvelope().getDeliveryTag(), false);
    }

    private static GetResponse take(Channel channel, String queue) throws Exception {
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        return channel.basicGet(queue, false);
    }

    /** The payload of the content header of the one message in a queue, in hexadecimal. */
    private String wire(String queue) throws Exception {
        Channel channel = broker.channel();
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        RawConnection raw = broker.raw();
        raw.openChannel(1);
        raw.call(1, Methods.get(queue), Methods.BASIC_GET_OK);
        Frame header = raw.read();
        assertThat(header.type()).isEqualTo(Frame.HEADER);
        raw.read();
        raw.closeOrderly();
        return HexFormat.of().formatHex(header.payload());
    }

    /** The time that the entry of x-death at this place says; it is one of the last few seconds. */
    private Instant time(String queue, int entry) throws Exception {
        Channel channel = broker.channel();
        GetResponse got = take(channel, queue);
        List<?> deaths = (List<?>) got.getProps().getHeaders().get("x-death");
        Date time = (Date) ((Map<?, ?>) deaths.get(entry)).get("time");
        assertThat(time).isBetween(new Date(System.currentTimeMillis() - 20_000), new Date());
        channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
        channel.close();
        return time.toInstant();
    }

    private static Payload header(int flags) {
        return new Payload().int16(60).int16(0).int64(body().length).int16(flags);
    }

    private static String hex(Payload payload) {
        return HexFormat.of().formatHex(payload.toBytes());
    }

    @Test
    void theFirstDeathOfAMessageWithoutProperties() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        channel.basicPublish("", queue, null, body());
        reject(channel, queue);
        Death death = new Death("rejected", queue, "", List.of(queue));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-death", List.of(death.table(1, time(grave, 0), null)));
        death.first(headers);
        death.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void otherPropertiesStayHeadersAreSortedAndTheExpirationGoes() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("z", "last");
        own.put("X", true);
        own.put("a", 5);
        BasicProperties properties = new BasicProperties.Builder()
                .contentType("text/plain")
                .headers(own)
                .deliveryMode(2)
                .priority(3)
                .expiration("1")
                .messageId("m")
                .build();
        channel.basicPublish("", queue, properties, body());
        Death death = new Death("expired", queue, "", List.of(queue));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("X", true);
        headers.put("a", 5);
        headers.put("x-death", List.of(death.table(1, time(grave, 0), "1")));
        death.first(headers);
        death.last(headers);
        headers.put("z", "last");
        Payload expected = header(CONTENT_TYPE | HEADERS | DELIVERY_MODE | PRIORITY | MESSAGE_ID)
                .shortString("text/plain")
                .table(headers)
                .int8(2)
                .int8(3)
                .shortString("m");
        assertThat(wire(grave)).isEqualTo(hex(expected));
    }

    @Test
    void theLatestDeathStandsFirst() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String second = queue(channel, to(grave));
        Map<String, Object> expiring = new LinkedHashMap<>(to(second));
        expiring.put("x-message-ttl", 1);
        String first = queue(channel, expiring);
        channel.basicPublish("", first, null, body());
        reject(channel, second);
        Death expired = new Death("expired", first, "", List.of(first));
        Death rejected = new Death("rejected", second, "", List.of(second));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(
                "x-death", List.of(rejected.table(1, time(grave, 0), null), expired.table(1, time(grave, 1), null)));
        expired.first(headers);
        rejected.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void oneThatDiesAgainInTheSameWayIsCountedAndStandsFirst() throws Exception {
        Channel channel = broker.channel();
        String one = broker.name("q");
        String other = queue(channel, to(one));
        channel.queueDeclare(one, true, false, false, to(other));
        channel.basicPublish("", one, null, body());
        reject(channel, one);
        reject(channel, other);
        reject(channel, one);
        Death inOne = new Death("rejected", one, "", List.of(one));
        Death inOther = new Death("rejected", other, "", List.of(other));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-death", List.of(inOne.table(2, time(other, 0), null), inOther.table(1, time(other, 1), null)));
        inOne.first(headers);
        inOne.last(headers);
        assertThat(wire(other)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void carbonCopiesAreToldBlindOnesAreNot() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "fanout");
        String grave = queue(channel, null);
        channel.queueBind(grave, exchange, "");
        String queue = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("CC", List.of("copy"));
        own.put("BCC", List.of("blind"));
        channel.basicPublish(
                "", queue, new BasicProperties.Builder().headers(own).build(), body());
        reject(channel, queue);
        Death death = new Death("rejected", queue, "", List.of(queue, "copy"));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("CC", List.of("copy"));
        headers.put("x-death", List.of(death.table(1, time(grave, 0), null)));
        death.first(headers);
        death.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void afterADeadLetterRoutingKeyTheOldKeysAreForgotten() throws Exception {
        Channel channel = broker.channel();
        String exchange = broker.name("dlx");
        channel.exchangeDeclare(exchange, "fanout");
        String grave = queue(channel, null);
        channel.queueBind(grave, exchange, "");
        String second = queue(channel, Map.of("x-dead-letter-exchange", exchange));
        String first = queue(channel, to(second));
        Map<String, Object> own = Map.of("CC", List.of("copy"));
        channel.basicPublish(
                "", first, new BasicProperties.Builder().headers(own).build(), body());
        reject(channel, first);
        reject(channel, second);
        Death inFirst = new Death("rejected", first, "", List.of(first, "copy"));
        Death inSecond = new Death("rejected", second, "", List.of(second));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("CC", List.of("copy"));
        headers.put(
                "x-death", List.of(inSecond.table(1, time(grave, 0), null), inFirst.table(1, time(grave, 1), null)));
        inFirst.first(headers);
        inSecond.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void deathsThatAClientMadeUpDoNotCount() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        String queue = queue(channel, to(grave));
        Map<String, Object> claimed = new LinkedHashMap<>();
        claimed.put("count", 7L);
        claimed.put("reason", "rejected");
        claimed.put("queue", queue);
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("x-death", List.of(claimed));
        own.put("x-first-death-queue", "nowhere");
        channel.basicPublish(
                "", queue, new BasicProperties.Builder().headers(own).build(), body());
        GetResponse got = take(channel, queue);
        assertThat(got.getProps().getHeaders()).containsKey("x-death").hasSize(2);
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        Death death = new Death("rejected", queue, "", List.of(queue));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-death", List.of(death.table(1, time(grave, 0), null)));
        death.first(headers);
        death.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }

    @Test
    void anOriginalExpirationIsToldOfTheFirstTimeAlone() throws Exception {
        Channel channel = broker.channel();
        String one = broker.name("q");
        String other = queue(channel, to(one));
        channel.queueDeclare(one, true, false, false, to(other));
        BasicProperties lasting =
                new BasicProperties.Builder().expiration("600000").build();
        channel.basicPublish("", one, lasting, body());
        reject(channel, one);
        reject(channel, other);
        reject(channel, one);
        GetResponse got = take(channel, other);
        assertThat(got.getProps().getExpiration()).isNull();
        List<?> deaths = (List<?>) got.getProps().getHeaders().get("x-death");
        assertThat(deaths.stream().map(death -> String.valueOf(((Map<?, ?>) death).get("original-expiration"))))
                .containsExactly("600000", "null");
    }

    @Test
    void theReasonForAMessageTooManyIsMaxlen() throws Exception {
        Channel channel = broker.channel();
        String grave = queue(channel, null);
        Map<String, Object> arguments = new LinkedHashMap<>(to(grave));
        arguments.put("x-max-length", 1);
        String queue = queue(channel, arguments);
        channel.basicPublish("", queue, null, body());
        channel.basicPublish("", queue, null, body());
        Death death = new Death("maxlen", queue, "", List.of(queue));
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-death", List.of(death.table(1, time(grave, 0), null)));
        death.first(headers);
        death.last(headers);
        assertThat(wire(grave)).isEqualTo(hex(header(HEADERS).table(headers)));
    }
}
