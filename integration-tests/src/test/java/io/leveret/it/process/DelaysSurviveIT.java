package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Inbox;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delayed messages outlast the process, and are no burden to it. */
@LeveretOnly("it kills the broker")
class DelaysSurviveIT {
    private static final Logger LOG = LoggerFactory.getLogger(DelaysSurviveIT.class);
    private static final int MANY = 100_000;

    /** What so many messages may add to what is reachable: far less than their bodies have. */
    private static final long HEAP_BYTES = 24L << 20;

    /** Two processes read the clock at their start, and may differ by so much. */
    private static final long CLOCKS_MS = 20;

    /** A busy machine may take so long; DelaysBig has the limits that are meant. */
    private static final long LATE_MICROS = 3_000_000;

    private static final int BODY_BYTES = 1_000;

    @Test
    void whatWasConfirmedComesAfterAKillEachOnceAndNoneEarly() throws Exception {
        int count = 500;
        // Some are over before the kill, the rest at the start.
        long shortMs = 30;
        long longMs = 8_000;
        try (LeveretProcess leveret = LeveretProcess.create("delays")) {
            leveret.start();
            Connection first = connect(leveret);
            Channel publishing = declare(first);
            publishing.confirmSelect();
            long[] sentNanos = new long[count];
            for (int i = 0; i < count; i++) {
                sentNanos[i] = System.nanoTime();
                publish(publishing, longMs, "long" + i);
                publish(publishing, shortMs, "short" + i);
            }
            publishing.waitForConfirmsOrDie(20_000);
            leveret.kill();
            first.abort();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                Inbox inbox = new Inbox(channel);
                channel.basicConsume("q", true, inbox);
                Set<String> bodies = new HashSet<>();
                while (bodies.size() < 2 * count) {
                    Delivery late = inbox.next();
                    String body = Inbox.text(late);
                    boolean isNew = bodies.add(body);
                    assertThat(isNew || late.getEnvelope().isRedeliver())
                            .as(body)
                            .isTrue();
                    if (body.startsWith("long")) {
                        int index = Integer.parseInt(body.substring("long".length()));
                        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sentNanos[index]);
                        assertThat(tookMs).isGreaterThanOrEqualTo(longMs - CLOCKS_MS);
                    }
                    assertThat(late.getProperties().getHeaders().get("x-delay"))
                            .isEqualTo(body.startsWith("long") ? -longMs : -shortMs);
                }
                assertThat(inbox.waiting()).isZero();
            }
            leveret.stop();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = connection.createChannel();
                assertThat(channel.messageCount("q")).isZero();
                channel.exchangeDelete("delayed");
            }
            leveret.stop();
            leveret.start();
            try (Connection connection = connect(leveret)) {
                declare(connection);
            }
        }
    }

    /** Delays of minutes to a year, of which none falls due, then some that do, by chance within six seconds. */
    @Test
    void manyDelaysFitASmallHeapAndThoseThatAreDueBesideThemComeInTime() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        LOG.info("-Dseed={}", seed);
        try (LeveretProcess leveret = LeveretProcess.create("many-delays")) {
            leveret.javaOptions("-Xmx256m");
            leveret.start();
            try (Connection connection = connect(leveret)) {
                Channel channel = declare(connection);
                long before = leveret.reachableBytes();
                channel.confirmSelect();
                byte[] body = new byte[BODY_BYTES];
                for (int i = 0; i < MANY; i++) {
                    publish(channel, 600_000 + (long) (random.nextDouble() * 3e10), body);
                    confirmNowAndThen(channel, i);
                }
                channel.waitForConfirmsOrDie(60_000);
                long grownBytes = leveret.reachableBytes() - before;
                LOG.info("{} delays hold {} KiB", MANY, grownBytes >> 10);
                assertThat(grownBytes).isLessThan(HEAP_BYTES + MANY * (long) BODY_BYTES / 2);
                dueBeside(connection, channel, random);
            }
            assertThat(leveret.isAlive()).isTrue();
        }
    }

    /** Each says when it is due at the earliest, by the clock of its publisher. */
    private static void dueBeside(Connection connection, Channel channel, Random random) throws Exception {
        int count = MANY / 5;
        CountDownLatch arrived = new CountDownLatch(count);
        long[] lateMicros = new long[count];
        int[] next = {0};
        Channel consuming = connection.createChannel();
        consuming.basicConsume("q", true, new DefaultConsumer(consuming) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                long dueNanos = ByteBuffer.wrap(body).getLong();
                lateMicros[next[0]++] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos);
                arrived.countDown();
            }
        });
        for (int i = 0; i < count; i++) {
            long delayMs = 8_000 + random.nextInt(6_000);
            byte[] body = new byte[BODY_BYTES];
            ByteBuffer.wrap(body).putLong(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs));
            publish(channel, delayMs, body);
            confirmNowAndThen(channel, i);
        }
        channel.waitForConfirmsOrDie(60_000);
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        Arrays.sort(lateMicros);
        LOG.info(
                "late by {} us at least, {} us half of them, {} us 99 of 100, {} us at most",
                lateMicros[0],
                lateMicros[count / 2],
                lateMicros[count * 99 / 100],
                lateMicros[count - 1]);
        assertThat(lateMicros[0]).as("none early").isGreaterThanOrEqualTo(0);
        assertThat(lateMicros[count - 1]).as("none very late").isLessThan(LATE_MICROS);
    }

    private static void confirmNowAndThen(Channel channel, int index) throws Exception {
        if (index % 5_000 == 4_999) {
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    private static Channel declare(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("delayed", "x-delayed-message", true, false, Map.of("x-delayed-type", "direct"));
        channel.queueDeclare("q", true, false, false, null);
        channel.queueBind("q", "delayed", "k");
        return channel;
    }

    private static void publish(Channel channel, long delayMs, String body) throws Exception {
        publish(channel, delayMs, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void publish(Channel channel, long delayMs, byte[] body) throws Exception {
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .headers(Map.of("x-delay", delayMs))
                .build();
        channel.basicPublish("delayed", "k", properties, body);
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
