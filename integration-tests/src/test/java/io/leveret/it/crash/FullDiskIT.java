package io.leveret.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A disk is filled to where publishers are stopped, and, with that limit switched off, to the last byte. */
@LeveretOnly("it fills the broker's disk")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FullDiskIT {
    private static final int LOG_LINES = 40;
    private static final Logger LOG = LoggerFactory.getLogger(FullDiskIT.class);
    private static final int DISK_MIB = 256;
    private static final long MIB = 1 << 20;
    private static final long DEADLINE_SECONDS = 60;
    private static final int GOES_ON = 3_000;
    private static final String FILE_SIZE = "log.file_size=4MiB";
    private static final String NO_LIMIT = "disk_free_limit.absolute=0";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final List<QueueLedger> queues = List.of(ledger.queue("first", true), ledger.queue("second", true));
    private final List<LoadWorker> publishers = List.of(publisher(0), publisher(1));
    private final List<LoadWorker> consumers = List.of(consumer(0), consumer(1));
    private SmallDisk disk;
    private LeveretProcess leveret;

    private LoadWorker publisher(int number) {
        QueueLedger queue = queues.get(number);
        ConfirmPublisher.Route route = new ConfirmPublisher.Route("", queue.queue(), List.of(queue));
        return new ConfirmPublisher(ledger, route, LoadMessages.large(number, random), random);
    }

    private LoadWorker consumer(int number) {
        return new LoadConsumer(ledger, queues.get(number), LoadConsumer.Manner.QUICK, random);
    }

    @BeforeEach
    void mount() throws Exception {
        LOG.info("-Dseed={}", seed);
        disk = SmallDisk.mount(DISK_MIB);
        leveret = LeveretProcess.createIn(disk.path(), "full");
    }

    @AfterEach
    void unmount() throws Exception {
        try {
            if (leveret != null) {
                leveret.close();
            }
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    @Test
    void belowTheLimitPublishersWaitAndGoOnWhenConsumersHaveDrained() throws Exception {
        drainsAndGoesOn("low on disk", FILE_SIZE);
        assertThat(leveret.log()).contains("disk resource limit alarm set on node ");
    }

    @Test
    void withoutASpareByteNothingIsLostAndPublishersGoOnWhenConsumersHaveDrained() throws Exception {
        drainsAndGoesOn("low on disk", FILE_SIZE, NO_LIMIT);
        assertThat(leveret.log()).contains("No space left on device");
    }

    @Test
    void withoutASpareByteItStopsInOrderAndGoesOnWhenSomebodyElseGivesSpaceBack() throws Exception {
        Path ballast = disk.path().resolve("ballast");
        Files.write(ballast, new byte[(int) (96 * MIB)]);
        start(FILE_SIZE, NO_LIMIT);
        Clients filling = begin(publishers);
        awaitBlocked(filling, "low on disk");
        assertThat(leveret.stop()).as("exit code").isIn(0, 143);
        ended(filling);

        start(FILE_SIZE, NO_LIMIT);
        audit(false);
        Clients clients = begin(publishers);
        awaitBlocked(clients, "low on disk");
        long confirmed = ledger.confirms();
        Files.delete(ballast);
        await("publishers go on", () -> clients.unblocked() >= publishers.size());
        await("confirms go on", () -> ledger.confirms() > confirmed + GOES_ON / 3);
        kill(clients);
        start(FILE_SIZE, NO_LIMIT);
        audit(true);
    }

    /** Filled, killed, filled again by the rest of a life, read, drained, and used as if nothing had been. */
    private void drainsAndGoesOn(String reason, String... settings) throws Exception {
        start(settings);
        Clients filling = begin(publishers);
        awaitBlocked(filling, reason);
        kill(filling);
        LOG.info("full: {}, {} bytes free", ledger, disk.freeBytes());

        start(settings);
        audit(false);
        Clients blocked = begin(publishers);
        awaitBlocked(blocked, reason);
        long deliveries = ledger.deliveries();
        long confirmed = ledger.confirms();
        consumers.forEach(consumer -> begin(blocked, consumer));
        await("consumers are served", () -> ledger.deliveries() > deliveries + GOES_ON);
        await("publishers go on", () -> blocked.unblocked() >= publishers.size());
        await("confirms go on", () -> ledger.confirms() > confirmed + GOES_ON);
        assertThat(blocked.lost()).isEmpty();
        kill(blocked);
        LOG.info("drained: {}, {} bytes free", ledger, disk.freeBytes());

        start(settings);
        audit(true);
    }

    private void start(String... settings) throws Exception {
        leveret.start(settings);
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            for (QueueLedger queue : queues) {
                channel.queueDeclare(queue.queue(), true, false, false, null);
            }
            ledger.checkCounts(channel);
        }
        assertNothingIsWrong();
    }

    private Clients begin(List<LoadWorker> workers) {
        Clients clients = new Clients(ledger.violations());
        workers.forEach(worker -> begin(clients, worker));
        return clients;
    }

    private void begin(Clients clients, LoadWorker worker) {
        try {
            clients.begin(leveret.target(), worker);
        } catch (Exception e) {
            throw new AssertionError("a client cannot connect", e);
        }
    }

    private void awaitBlocked(Clients clients, String reason) {
        await("publishers are blocked", () -> clients.blocked() >= publishers.size());
        assertThat(clients.blockedFor()).isEqualTo(reason);
    }

    private void kill(Clients clients) throws Exception {
        leveret.kill();
        ended(clients);
    }

    private void ended(Clients clients) throws Exception {
        clients.end();
        ledger.died();
        assertNothingIsWrong();
    }

    private void audit(boolean drains) throws Exception {
        try (Connection connection = connect()) {
            ledger.audit(new QueueReader(connection, drains, ledger.violations()), drains);
        }
        assertNothingIsWrong();
    }

    private void assertNothingIsWrong() {
        assertThat(ledger.violations().all())
                .as(() -> "-Dseed=%d, %d bytes free%n%s".formatted(seed, disk.freeBytes(), lastLines()))
                .isEmpty();
    }

    private String lastLines() {
        try {
            List<String> lines = leveret.log().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("%s: not within %d s; %s, %d bytes free"
                        .formatted(what, DEADLINE_SECONDS, ledger, disk.freeBytes()));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Connection connect() throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
