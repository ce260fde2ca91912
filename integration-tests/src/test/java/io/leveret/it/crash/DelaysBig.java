package io.leveret.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretProcess;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A million delayed messages: what they cost to publish, what they hold in memory, and how late those are that fall due
 * beside them, thousands a second. Takes a minute and wants the machine for itself, so {@code make storage-big} runs it
 * and {@code make test} does not.
 */
@Isolated // its figures are those of a machine of its own
class DelaysBig {
    private static final Logger LOG = LoggerFactory.getLogger(DelaysBig.class);
    private static final int PLAIN = 200_000;
    private static final int BODY_BYTES = 100;
    private static final long YEAR_MS = 31_536_000_000L;
    private static final int DUE_PER_SECOND = 5_000;
    private static final int SECONDS = 20;
    private static final long AHEAD_MS = 15_000;
    private static final int CONFIRMED_TOGETHER = 5_000;
    private static final long HEAP_BYTES = 100L << 20;
    private static final long LATE_MICROS = 50_000;

    private final int messages = Integer.getInteger("messages", 1_000_000);

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void aMillionDelaysAreNoBurden() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        LOG.info("-Dseed={}", seed);
        try (LeveretProcess leveret = LeveretProcess.create("delays-big")) {
            leveret.javaOptions("-Xmx512m");
            leveret.start();
            try (Connection connection =
                    BrokerUnderTest.factory(leveret.target()).newConnection()) {
                Channel channel = connection.createChannel();
                channel.confirmSelect();
                channel.exchangeDeclare(
                        "delayed", "x-delayed-message", true, false, Map.of("x-delayed-type", "direct"));
                channel.queueDeclare("q", true, false, false, null);
                channel.queueBind("q", "delayed", "k");
                publish(channel, "", random, PLAIN);
                double plainRate = publish(channel, "", random, PLAIN);
                channel.queuePurge("q");
                long before = leveret.reachableBytes();
                double rate = publish(channel, "delayed", random, messages);
                long grownBytes = leveret.reachableBytes() - before;
                LOG.info(
                        "{} plain ones in a second, {} delayed ones; {} KiB for {} of these",
                        (long) plainRate,
                        (long) rate,
                        grownBytes >> 10,
                        messages);
                channel.queuePurge("q");
                long[] lateMicros = late(connection, channel, random);
                LOG.info(
                        "late by {} us at least, {} us half of them, {} us 99 of 100, {} us at most",
                        lateMicros[0],
                        lateMicros[lateMicros.length / 2],
                        lateMicros[lateMicros.length * 99 / 100],
                        lateMicros[lateMicros.length - 1]);
                assertThat(lateMicros[0]).as("none early").isNotNegative();
                assertThat(lateMicros[lateMicros.length * 99 / 100]).isLessThan(LATE_MICROS);
                assertThat(grownBytes).isLessThan(HEAP_BYTES);
                assertThat(rate).as("delayed ones in a second").isGreaterThan(plainRate / 2);
            }
        }
    }

    /** Returns how many in a second. */
    private static double publish(Channel channel, String exchange, Random random, int count) throws Exception {
        byte[] body = new byte[BODY_BYTES];
        long beganNanos = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long delayMs = 1_000 + (long) (random.nextDouble() * (YEAR_MS - 1_000));
            channel.basicPublish(exchange, exchange.isEmpty() ? "q" : "k", delay(delayMs), body);
            confirmNowAndThen(channel, i);
        }
        channel.waitForConfirmsOrDie(60_000);
        return count * 1e9 / (System.nanoTime() - beganNanos);
    }

    private static BasicProperties delay(long delayMs) {
        return new BasicProperties.Builder()
                .deliveryMode(2)
                .headers(Map.of("x-delay", delayMs))
                .build();
    }

    private static void confirmNowAndThen(Channel channel, int index) throws Exception {
        if (index % CONFIRMED_TOGETHER == CONFIRMED_TOGETHER - 1) {
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    /** So many fall due in each of the seconds; each brings along when, by this process's clock. Sorted. */
    private static long[] late(Connection connection, Channel channel, Random random) throws Exception {
        int count = DUE_PER_SECOND * SECONDS;
        CountDownLatch arrived = new CountDownLatch(count);
        long[] lateMicros = new long[count];
        int[] next = {0};
        Channel consuming = connection.createChannel();
        consuming.basicConsume("q", true, new DefaultConsumer(consuming) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                long dueNanos = ByteBuffer.wrap(body).getLong();
                if (dueNanos == 0) {
                    return; // one of the million
                }
                lateMicros[next[0]++] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos);
                arrived.countDown();
            }
        });
        long beginsNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AHEAD_MS);
        for (int i = 0; i < count; i++) {
            long dueNanos = beginsNanos + (long) (random.nextDouble() * TimeUnit.SECONDS.toNanos(SECONDS));
            long nowNanos = System.nanoTime();
            long delayMs = TimeUnit.NANOSECONDS.toMillis(dueNanos - nowNanos);
            byte[] body = new byte[BODY_BYTES];
            ByteBuffer.wrap(body).putLong(nowNanos + TimeUnit.MILLISECONDS.toNanos(delayMs));
            channel.basicPublish("delayed", "k", delay(delayMs), body);
            confirmNowAndThen(channel, i);
        }
        channel.waitForConfirmsOrDie(60_000);
        assertThat(System.nanoTime()).as("published in time").isLessThan(beginsNanos);
        assertThat(arrived.await(120, TimeUnit.SECONDS)).isTrue();
        Arrays.sort(lateMicros);
        return lateMicros;
    }
}
