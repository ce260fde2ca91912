package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.ManagedBroker;
import io.leveret.it.management.PacedConfirms.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confirms of a paced publisher while clients of the HTTP API send malformed, huge, slow and costly requests, in
 * windows by turns with quiet ones, and with such in which the same is sent to somebody else, since sending takes the
 * machine's time, too. It tells the latencies ({@code -Dwindows=}, {@code -Dwindow.ms=}, {@code -Dpublishes=} a second,
 * {@code -Dseed=}); what it asserts holds on a busy machine, too.
 */
@Timeout(300)
class BadInputIT {
    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private static final Logger LOG = LoggerFactory.getLogger(BadInputIT.class);
    private static final int WINDOWS = Integer.getInteger("windows", 3);
    private static final long WINDOW_MS = Long.getLong("window.ms", 2_500);
    private static final int PUBLISHES = Integer.getInteger("publishes", 500);
    private static final int THREADS = 8;
    private static final int QUEUES = 2_000;

    /** Far more than it takes anywhere, far less than if somebody waited for the API. */
    private static final long SLOW_US = TimeUnit.MILLISECONDS.toMicros(500);

    private final ConcurrentSkipListMap<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, AtomicLong> elsewhere = new ConcurrentSkipListMap<>();

    /** Whom rubbish is sent to, null if to nobody. */
    private final AtomicReference<String> target = new AtomicReference<>();

    private final AtomicBoolean over = new AtomicBoolean();

    /** What ended a thread that sends. */
    private final AtomicReference<Throwable> failed = new AtomicReference<>();

    /** The main thread and those that send wait for each other before a window of theirs and behind it. */
    private final Phaser windows = new Phaser(THREADS + 1);

    @Test
    void confirmsComeAsEverWhileTheApiIsSentRubbish() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        List<Thread> threads = new ArrayList<>();
        try (Connection connection = BROKER.factory().newConnection()) {
            Channel channel = connection.createChannel();
            String queue = BROKER.name("paced");
            channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 1_000));
            for (int i = 0; i < QUEUES; i++) {
                channel.queueDeclareNoWait("a".repeat(200) + i, false, true, false, Map.of());
            }
            PacedConfirms publisher = new PacedConfirms(channel, queue);
            for (int i = 0; i < THREADS; i++) {
                threads.add(sender(new Random(seed + i)));
            }
            LOG.info("warm: {}", publisher.run(WINDOW_MS, PUBLISHES));
            measure(publisher, seed);
            channel.queueDelete(queue);
        } finally {
            over.set(true);
            target.set(null);
            windows.forceTermination();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(failed.get()).as("seed %d", seed).isNull();
        LOG.info("sent to somebody else: {}", sum(elsewhere));
        LOG.info("sent to the broker: {}", sum(answers));
        answers.forEach((what, count) -> LOG.info("{} times {}", count, what));
        assertThat(answers.keySet())
                .as("seed %d", seed)
                .anyMatch(what -> what.startsWith("bodies 4"))
                .noneMatch(what -> what.contains("TELLS"))
                .noneMatch(what -> what.endsWith(" 500"))
                .noneMatch(what -> what.contains("timed out"));
        assertThat(BROKER.api().get("/overview").status()).isEqualTo(200);
    }

    private static long sum(Map<String, AtomicLong> counts) {
        return counts.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private void measure(PacedConfirms publisher, long seed) throws Exception {
        Latencies quiet = new Latencies(new long[0]);
        Latencies beside = quiet;
        Latencies busy = quiet;
        try (RubbishSink sink = new RubbishSink()) {
            for (int i = 0; i < WINDOWS; i++) {
                quiet = quiet.with(publisher.run(WINDOW_MS, PUBLISHES));
                beside = beside.with(whileSending(sink.root(), publisher));
                busy = busy.with(whileSending(BROKER.api().root(), publisher));
            }
        }
        LOG.info("quiet: {}", quiet);
        LOG.info("bad input for somebody else: {}", beside);
        LOG.info("bad input: {}", busy);
        tellRatios("quiet", busy, quiet);
        tellRatios("bad input for somebody else", busy, beside);
        LOG.info("seed {}", seed);
        assertThat(busy.micros(0.5)).as("half of the confirms, in us").isLessThan(SLOW_US);
    }

    private static void tellRatios(String to, Latencies busy, Latencies other) {
        LOG.info(
                "bad input, compared with {}: p50 {}, p99 {}",
                to,
                String.format(Locale.ROOT, "%.2f", (double) busy.micros(0.5) / other.micros(0.5)),
                String.format(Locale.ROOT, "%.2f", (double) busy.micros(0.99) / other.micros(0.99)));
    }

    private Latencies whileSending(String root, PacedConfirms publisher) throws Exception {
        target.set(root);
        windows.arriveAndAwaitAdvance();
        try {
            return publisher.run(WINDOW_MS, PUBLISHES);
        } finally {
            target.set(null);
            windows.arriveAndAwaitAdvance();
        }
    }

    private void sendWhileWanted(Random random) {
        String root = target.get();
        var counts = BROKER.api().root().equals(root) ? answers : elsewhere;
        try (BadRequests requests = new BadRequests(root, BROKER.api(), random, counts)) {
            while (target.get() != null) {
                requests.sendOne();
            }
        }
    }

    private Thread sender(Random random) {
        Thread thread = new Thread(() -> {
            try {
                while (windows.arriveAndAwaitAdvance() >= 0 && !over.get()) {
                    sendWhileWanted(random);
                    windows.arriveAndAwaitAdvance();
                }
            } catch (RuntimeException | Error e) {
                failed.compareAndSet(null, e);
            } finally {
                windows.arriveAndDeregister(); // nobody waits for a thread that ended
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
