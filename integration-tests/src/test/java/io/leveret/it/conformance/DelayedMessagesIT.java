package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code x-delayed-message}, as RabbitMQ's plug-in has it. */
@LeveretOnly("the plug-in is not in RabbitMQ's box")
class DelayedMessagesIT {
    private static final Logger LOG = LoggerFactory.getLogger(DelayedMessagesIT.class);

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String exchange(Channel channel, String inner) throws IOException {
        return exchange(channel, Map.of("x-delayed-type", inner));
    }

    private String exchange(Channel channel, Map<String, Object> arguments) throws IOException {
        String name = broker.name("x");
        channel.exchangeDeclare(name, "x-delayed-message", false, false, arguments);
        return name;
    }

    private String bound(Channel channel, String exchange, String key) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        channel.queueBind(name, exchange, key);
        return name;
    }

    private static BasicProperties delay(Object value) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("x-delay", value);
        return new BasicProperties.Builder().headers(headers).build();
    }

    private static void publish(Channel channel, String exchange, String key, BasicProperties properties, String body)
            throws IOException {
        channel.basicPublish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itComesAfterItsDelayAndNotBefore() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "direct");
        String queue = bound(channel, exchange, "k");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        for (long delayMs : new long[] {1, 20, 150, 400}) {
            long sentNanos = System.nanoTime();
            publish(channel, exchange, "k", delay(delayMs), "late");
            Delivery late = inbox.next();
            long tookMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentNanos);
            LOG.info("a delay of {} ms took {} us", delayMs, tookMicros);
            assertThat(tookMicros).isGreaterThanOrEqualTo(delayMs * 1000);
            assertThat(late.getProperties().getHeaders()).isEqualTo(Map.of("x-delay", -delayMs));
            assertThat(late.getEnvelope().getExchange()).isEqualTo(exchange);
            assertThat(late.getEnvelope().getRoutingKey()).isEqualTo("k");
            assertThat(late.getEnvelope().isRedeliver()).isFalse();
        }
    }

    @Test
    void whatAsksForNoDelayComesAtOnce() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "fanout");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(bound(channel, exchange, ""), true, inbox);
        publish(channel, exchange, "", delay(3_600_000), "in an hour");
        publish(channel, exchange, "", null, "none");
        publish(channel, exchange, "", delay(0), "zero");
        publish(channel, exchange, "", delay(-5), "negative");
        publish(channel, exchange, "", delay("soon"), "no number");
        publish(channel, exchange, "", delay(true), "no number either");
        publish(channel, exchange, "", delay("1"), "text");
        assertThat(inbox.nextBodies(6))
                .containsExactly("none", "zero", "negative", "no number", "no number either", "text");
        assertThat(inbox.waiting()).isZero();
    }

    @Test
    void theyComeInTheOrderOfTheirTimes() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "fanout");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(bound(channel, exchange, ""), true, inbox);
        List<Integer> steps = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            steps.add(i);
            expected.add(Integer.toString(i));
        }
        long seed = Long.getLong("seed", System.nanoTime());
        Collections.shuffle(steps, new Random(seed));
        Channel atOnce = broker.channel(); // their delays begin with the commit, however long publishing takes
        atOnce.txSelect();
        for (int step : steps) {
            publish(atOnce, exchange, "", delay(500 + 100 * step), Integer.toString(step));
        }
        atOnce.txCommit();
        assertThat(inbox.nextBodies(20)).as("-Dseed=" + seed).isEqualTo(expected);
    }

    @Test
    void theyGoWhereTheirKeysLeadWhenTheyAreDue() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "topic");
        String first = bound(channel, exchange, "a.*");
        BasicProperties copied = new BasicProperties.Builder()
                .headers(Map.of("x-delay", 2_000, "CC", List.of("c.d"), "BCC", List.of("e.f")))
                .build();
        publish(channel, exchange, "a.b", copied, "copied");
        String later = bound(channel, exchange, "c.d");
        String hidden = bound(channel, exchange, "e.f");
        for (String queue : List.of(first, later, hidden)) {
            Eventually.equal(() -> channel.messageCount(queue), 1L);
            assertThat(channel.basicGet(queue, true).getProps().getHeaders()).containsOnlyKeys("x-delay", "CC");
        }
    }

    @Test
    void itIsHeldBackOnWhateverWayItComes() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "fanout");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(bound(channel, exchange, ""), true, inbox);
        String before = broker.name("x");
        channel.exchangeDeclare(before, "fanout", false, false, null);
        channel.exchangeBind(exchange, before, "");
        String at = bound(channel, before, "");
        publish(channel, before, "", delay(2_000), "over a binding");
        Eventually.equal(() -> channel.messageCount(at), 1L);
        assertThat(inbox.waiting()).isZero();
        Delivery late = inbox.next();
        assertThat(Inbox.text(late)).isEqualTo("over a binding");
        assertThat(late.getEnvelope().getExchange()).isEqualTo(before);
    }

    @Test
    void anExpirationBeginsWhenTheDelayIsOver() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "fanout");
        String queue = bound(channel, exchange, "");
        BasicProperties expiring =
                delay(3_000).builder().expiration("2500").messageId("m").build();
        publish(channel, exchange, "", expiring, "short");
        Eventually.equal(() -> channel.messageCount(queue), 1L);
        Eventually.equal(() -> channel.messageCount(queue), 0L);
    }

    @Test
    void mandatoryIsSatisfiedByTheDelay() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "direct");
        AtomicInteger returned = new AtomicInteger();
        channel.addReturnListener(message -> returned.incrementAndGet());
        channel.confirmSelect();
        channel.basicPublish(exchange, "nowhere", true, delay(50), new byte[0]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(returned).hasValue(0);
        channel.basicPublish(exchange, "nowhere", true, null, new byte[0]);
        channel.waitForConfirmsOrDie(10_000);
        Eventually.equal(returned::get, 1);
    }

    @Test
    void whatLeadsNowhereGoesToTheAlternateExchange() throws Exception {
        Channel channel = broker.channel();
        String alternate = broker.name("x");
        channel.exchangeDeclare(alternate, "fanout", false, false, null);
        String last = bound(channel, alternate, "");
        String exchange = exchange(channel, Map.of("x-delayed-type", "direct", "alternate-exchange", alternate));
        publish(channel, exchange, "nowhere", delay(50), "m");
        Eventually.equal(() -> channel.messageCount(last), 1L);
    }

    @Test
    void deletingTheExchangeDropsWhatItHolds() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "fanout");
        String queue = bound(channel, exchange, "");
        publish(channel, exchange, "", delay(2_000), "dropped");
        channel.waitForConfirmsOrDie(10_000);
        channel.exchangeDelete(exchange);
        channel.exchangeDeclare(exchange, "x-delayed-message", false, false, Map.of("x-delayed-type", "fanout"));
        channel.queueBind(queue, exchange, "");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        publish(channel, exchange, "", delay(2_500), "kept");
        assertThat(inbox.nextBodies(1)).containsExactly("kept");
    }

    @Test
    void theyAreCountedListedAndCancelled() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String exchange = exchange(channel, "fanout");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(bound(channel, exchange, ""), true, inbox);
        long delayMs = 20_000; // in which a busy machine runs three commands
        long earliestMs = System.currentTimeMillis() + delayMs;
        publish(channel, exchange, "", delay(delayMs), "cancelled");
        publish(channel, exchange, "", delay(delayMs + 500), "kept");
        channel.waitForConfirmsOrDie(10_000);
        ControlTool ctl = broker.control();
        assertThat(ctl.ok("count_delayed_messages", exchange)).isEqualTo("2\n");
        String[] rows = ctl.ok("list_delayed_messages", exchange, "-s").split("\n");
        assertThat(rows).hasSize(2);
        String[] first = rows[0].split("\t");
        assertThat(Long.parseLong(first[1])).isBetween(earliestMs - 100, earliestMs + 60_000);
        assertThat(first[2]).isEqualTo("9");
        ctl.ok("cancel_delayed_message", exchange, first[0]);
        assertThat(inbox.nextBodies(1)).containsExactly("kept");
        assertThat(ctl.ok("count_delayed_messages", exchange)).isEqualTo("0\n");
        assertThat(ctl.run("cancel_delayed_message", exchange, first[0]).exitCode())
                .isEqualTo(65);
        assertThat(ctl.run("count_delayed_messages", "amq.direct").exitCode()).isEqualTo(65);
    }

    @Test
    void itIsPartOfATransaction() throws Exception {
        Channel channel = broker.channel();
        String exchange = exchange(channel, "fanout");
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(bound(channel, exchange, ""), true, inbox);
        Channel transaction = broker.channel();
        transaction.txSelect();
        publish(transaction, exchange, "", delay(10), "rolled back");
        transaction.txRollback();
        publish(transaction, exchange, "", delay(100), "committed");
        transaction.txCommit();
        assertThat(inbox.nextBodies(1)).containsExactly("committed");
    }

    @Test
    void itsTypeMustBeKnown() throws Exception {
        Map<Map<String, Object>, String> texts = Map.of(
                Map.of(), "Invalid argument, 'x-delayed-type' must be an existing exchange type",
                Map.of("x-delayed-type", 5), "Invalid argument, 'x-delayed-type' must be an existing exchange type",
                Map.of("x-delayed-type", "x-delayed-message"),
                        "Invalid argument, 'x-delayed-message' can't be used for 'x-delayed-type'",
                Map.of("x-delayed-type", "nope"), "unknown exchange type 'nope'");
        for (Map<String, Object> arguments : texts.keySet()) {
            Channel channel = broker.channel();
            assertThat(Refusal.of(channel, () -> exchange(channel, arguments)))
                    .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + texts.get(arguments)));
        }
    }
}
