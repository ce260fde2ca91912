package io.leveret.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 2,000 conversations with mistakes in them, several at a time. The broker may answer each as it likes; it must go on
 * serving, and connections that were there before must not notice. A RabbitMQ is given a short sample only.
 */
class SocketFuzzIT {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFuzzIT.class);
    private static final int CONVERSATIONS = 2_000;
    private static final int SAMPLE = 60;
    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofMillis(30);

    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    @Test
    void theConversationIsValidBeforeItIsBroken() throws Exception {
        for (long seed = 0; seed < 10; seed++) {
            String name = broker.name("fuzz");
            RawConnection socket = broker.socket();
            socket.write(Conversation.valid(name, new Random(seed)).toBytes());
            List<Integer> methods = new ArrayList<>();
            while (!methods.contains(Methods.CONNECTION_CLOSE_OK)) {
                Frame frame = socket.read();
                assertThat(frame.methodId()).as("%s", frame).isNotIn(Methods.CHANNEL_CLOSE, Methods.CONNECTION_CLOSE);
                methods.add(frame.methodId());
            }
            assertThat(methods).contains(Methods.BASIC_QOS_OK, Methods.BASIC_RECOVER_OK);
        }
    }

    @Test
    @Timeout(90)
    void brokenConversationsHarmNobodyElse() throws Exception {
        String given = System.getProperty("seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given);
        LOG.info("-Dseed={}", seed);
        int count = broker.target().leveret() ? CONVERSATIONS : SAMPLE;
        Channel bystander = broker.channel();
        bystander.confirmSelect();
        String queue = bystander.queueDeclare().getQueue();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                broker.deleteAfterwards(name(seed, number));
                runs.add(threads.submit(() -> converse(seed, number)));
            }
            for (int i = 0; i < count; i++) {
                runs.get(i).get(60, TimeUnit.SECONDS);
                if (i % 20 == 0) {
                    roundTrip(bystander, queue, seed);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        roundTrip(bystander, queue, seed);
        Channel fresh = broker.channel();
        fresh.confirmSelect();
        roundTrip(fresh, fresh.queueDeclare().getQueue(), seed);
    }

    private static void roundTrip(Channel channel, String queue, long seed) throws Exception {
        byte[] body = {1, 2, 3};
        channel.basicPublish("", queue, null, body);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.basicGet(queue, true).getBody())
                .as("-Dseed=%d", seed)
                .isEqualTo(body);
    }

    /** The same for the same seed, so that a replay sends the same octets. */
    private static String name(long seed, int number) {
        return "it-fuzz-" + Long.toString(seed, 36) + "-" + number;
    }

    private Void converse(long seed, int number) throws IOException {
        Random random = new Random(seed + number);
        byte[] octets =
                Conversation.valid(name(seed, number), random).mutated(random).toBytes();
        RawConnection socket;
        try {
            socket = RawConnection.connect(broker.target());
        } catch (IOException e) {
            throw new AssertionError("the broker takes no connection, -Dseed=" + seed + " at " + number, e);
        }
        try (socket) {
            for (int from = 0; from < octets.length; ) {
                int to = random.nextInt(3) > 0 ? octets.length : Math.min(octets.length, from + 1 + random.nextInt(99));
                socket.write(Arrays.copyOfRange(octets, from, to));
                from = to;
            }
            if (random.nextInt(4) > 0) {
                listen(socket);
            }
            if (random.nextInt(4) == 0) {
                socket.reset();
            }
        } catch (EOFException | SocketException | SocketTimeoutException expected) {
            // The broker ended this conversation, or has nothing more to say: both are fine.
            LOG.debug("conversation {} ended with {}", number, expected.toString());
        }
        return null;
    }

    private static void listen(RawConnection socket) throws IOException {
        while (true) {
            socket.readAny(PATIENCE);
        }
    }
}
