package io.leveret.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backlog far larger than memory: filled, killed, read back in order, and drained at the rate of a small one. Takes
 * minutes and gigabytes of disk, so {@code make storage-big} runs it and {@code make test} does not.
 */
@Isolated // its figures are those of a machine of its own
class StorageBig {
    private static final Logger LOG = LoggerFactory.getLogger(StorageBig.class);
    private static final int SMALL = 200_000;
    private static final int BODY_BYTES = 100;
    private static final int WINDOW = 20_000;
    private static final int ACKED_TOGETHER = 200;
    private static final int PREFETCH = 2_000;
    private static final String EXPIRATION_MS = "86400000";
    private static final long DEADLINE_MINUTES = 20;

    /** A large backlog is drained at this share of a small one's rate at least. */
    private static final double DRAIN_SHARE = 0.5;

    private final int messages = Integer.getInteger("messages", 10_000_000);

    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @ParameterizedTest(name = "with an expiration each: {0}")
    @ValueSource(booleans = {false, true})
    void aBacklogOfMillionsFitsASmallHeap(boolean expiring) throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("big")) {
            leveret.javaOptions("-Xmx512m");
            leveret.start();
            fill(leveret, SMALL, expiring);
            double smallRate = drain(leveret, SMALL);
            fill(leveret, messages, expiring);
            LOG.info("{} MiB reachable", leveret.reachableBytes() >> 20);
            leveret.kill();
            long beganNanos = System.nanoTime();
            leveret.start();
            LOG.info("started in {} ms", (System.nanoTime() - beganNanos) / 1_000_000);
            LOG.info("{} MiB reachable", leveret.reachableBytes() >> 20);
            double bigRate = drain(leveret, messages);
            assertThat(leveret.isAlive()).isTrue();
            assertThat(bigRate).as("messages drained in a second").isGreaterThan(DRAIN_SHARE * smallRate);
        }
    }

    private static void fill(LeveretProcess leveret, int count, boolean expiring) throws Exception {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .expiration(expiring ? EXPIRATION_MS : null)
                .build();
        Semaphore window = new Semaphore(WINDOW);
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("big", true, false, false, null);
            channel.confirmSelect();
            long[] confirmed = {0};
            AtomicReference<String> failure = new AtomicReference<>();
            channel.addConfirmListener(
                    (tag, multiple) -> {
                        window.release((int) (multiple ? tag - confirmed[0] : 1));
                        confirmed[0] = multiple ? tag : confirmed[0] + 1;
                    },
                    (tag, multiple) -> failure.set("a publish was refused"));
            long beganNanos = System.nanoTime();
            byte[] body = new byte[BODY_BYTES];
            for (int i = 0; i < count; i++) {
                take(window, 1);
                ByteBuffer.wrap(body).putInt(i);
                channel.basicPublish("", "big", properties, body);
            }
            take(window, WINDOW);
            assertThat(failure.get()).isNull();
            log("filled", count, beganNanos);
        }
    }

    private static void take(Semaphore window, int permits) throws InterruptedException {
        if (!window.tryAcquire(permits, DEADLINE_MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("no confirm for " + DEADLINE_MINUTES + " minutes");
        }
    }

    /** Reads and acknowledges all; gives the rate. */
    private static double drain(LeveretProcess leveret, int count) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<String> failure = new AtomicReference<>();
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            channel.basicQos(PREFETCH);
            long beganNanos = System.nanoTime();
            channel.basicConsume("big", false, new DefaultConsumer(channel) {
                private int next;

                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                        throws IOException {
                    int number = ByteBuffer.wrap(body).getInt();
                    if (number != next++) {
                        failure.compareAndSet(null, "message " + number + " came instead of " + (next - 1));
                    }
                    if (next % ACKED_TOGETHER == 0 || next == count) {
                        channel.basicAck(envelope.getDeliveryTag(), true);
                    }
                    if (next == count) {
                        done.countDown();
                    }
                }
            });
            assertThat(done.await(DEADLINE_MINUTES, TimeUnit.MINUTES))
                    .as("drained")
                    .isTrue();
            assertThat(failure.get()).isNull();
            return log("drained", count, beganNanos);
        }
    }

    private static double log(String what, int count, long beganNanos) {
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        LOG.info("{} {} messages in {} s, {} a second", what, count, (long) seconds, (long) (count / seconds));
        return count / seconds;
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
