package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times and sizes of many queues; alone, since brokers of other tests beside it would be in the times. */
@Isolated
@LeveretOnly("it measures the broker's process")
class ManyQueuesIT {
    private static final Logger LOG = LoggerFactory.getLogger(ManyQueuesIT.class);
    private static final int QUEUES = 10_000;
    private static final int MESSAGES = 5;
    private static final int BODY_BYTES = 100;
    private static final long CONFIRM_MS = 60_000;
    private static final long IDLE_BYTES = 2_048;
    private static final long IDLE_MS = 40_000;
    private static final String MESSAGE = "io.leveret.queue.Message";
    private static final long START_MS = 10_000;

    /**
     * What a queue takes after a start is what ten thousand more of them add, so that what the first ones need once
     * does not count.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, MESSAGES})
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void tenThousandIdleQueuesAreSmall(int messages) throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("many")) {
            leveret.start();
            declare(leveret, 0);
            publish(leveret, 0, messages);
            long onceBytes = restartedBytes(leveret);
            declare(leveret, QUEUES);
            publish(leveret, QUEUES, messages);
            long idleBytes = (restartedBytes(leveret) - onceBytes) / QUEUES;
            LOG.info("bytes for each queue of {} messages: {}", messages, idleBytes);
            assertThat(idleBytes).as("bytes for each queue").isBetween(1L, IDLE_BYTES);
        }
    }

    /** The same of queues whose messages were published since the start, a while ago. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void tenThousandQueuesThatHaveBecomeIdleAreSmall() throws Exception {
        long idleBytes = (idleBytes(2 * QUEUES) - idleBytes(QUEUES)) / QUEUES;
        LOG.info("bytes for each idle queue of {} messages published since: {}", MESSAGES, idleBytes);
        assertThat(idleBytes).as("bytes for each queue").isBetween(1L, IDLE_BYTES);
    }

    private static long idleBytes(int queues) throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("many")) {
            leveret.start();
            for (int from = 0; from < queues; from += QUEUES) {
                declare(leveret, from);
            }
            leveret.stop();
            leveret.start();
            for (int from = 0; from < queues; from += QUEUES) {
                publish(leveret, from, MESSAGES);
            }
            assertThat(leveret.reachableObjects(MESSAGE)).as("bodies in memory").isGreaterThan(queues);
            awaitFewBodies(leveret);
            long bytes = settledBytes(leveret);
            getAll(leveret, "many-0");
            getAll(leveret, "many-" + (queues - 1));
            return bytes;
        }
    }

    private static void getAll(LeveretProcess leveret, String queue) throws Exception {
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            for (int n = MESSAGES - 1; n >= 0; n--) {
                GetResponse got = channel.basicGet(queue, true);
                assertThat(got.getBody()).isEqualTo(new byte[BODY_BYTES]);
                assertThat(got.getMessageCount()).isEqualTo(n);
                assertThat(got.getEnvelope().isRedeliver()).isFalse();
            }
        }
    }

    /** Each shard's end of the log keeps the bodies that it wrote last, some 128 KiB of them. */
    private static void awaitFewBodies(LeveretProcess leveret) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
        long bodies = leveret.reachableObjects(MESSAGE);
        while (bodies > QUEUES / 4 && System.nanoTime() < endNanos) {
            bodies = leveret.reachableObjects(MESSAGE);
        }
        assertThat(bodies).as("bodies in memory").isLessThanOrEqualTo(QUEUES / 4);
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void tenThousandQueuesAreSoonBackAfterAKill() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("many")) {
            leveret.start();
            declare(leveret, 0);
            publish(leveret, 0, MESSAGES);
            leveret.kill();
            long beganNanos = System.nanoTime();
            leveret.start();
            long startMs = sinceMs(beganNanos);
            LOG.info("{} queues with {} messages each are back in {} ms", QUEUES, MESSAGES, startMs);
            assertThat(startMs).as("milliseconds to start").isLessThan(START_MS);
            check(leveret);
        }
    }

    /** After a stop in good order, so that no change of definitions waits in memory for its checkpoint. */
    private static long restartedBytes(LeveretProcess leveret) throws Exception {
        leveret.stop();
        leveret.start();
        return settledBytes(leveret);
    }

    /** What a start needed for itself is gone when the figure stands still. */
    private static long settledBytes(LeveretProcess leveret) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
        long before = Long.MAX_VALUE;
        long bytes = leveret.reachableBytes();
        while (before - bytes > QUEUES && System.nanoTime() < endNanos) {
            before = bytes;
            bytes = leveret.reachableBytes();
        }
        return bytes;
    }

    private static void declare(LeveretProcess leveret, int from) throws Exception {
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            long beganNanos = System.nanoTime();
            for (int i = from; i < from + QUEUES; i++) {
                channel.queueDeclareNoWait("many-" + i, true, false, false, null);
            }
            channel.queueDeclarePassive("many-" + (from + QUEUES - 1));
            LOG.info("{} queues declared in {} ms", QUEUES, sinceMs(beganNanos));
        }
    }

    private static void check(LeveretProcess leveret) throws Exception {
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            for (int i = 0; i < QUEUES; i++) {
                assertThat(channel.messageCount("many-" + i)).isEqualTo(MESSAGES);
            }
        }
    }

    private static void publish(LeveretProcess leveret, int from, int messages) throws Exception {
        try (Connection connection = connect(leveret)) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            for (int n = 0; n < messages; n++) {
                for (int i = from; i < from + QUEUES; i++) {
                    channel.basicPublish("", "many-" + i, MessageProperties.PERSISTENT_BASIC, new byte[BODY_BYTES]);
                }
            }
            channel.waitForConfirmsOrDie(CONFIRM_MS);
        }
    }

    private static long sinceMs(long beganNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
