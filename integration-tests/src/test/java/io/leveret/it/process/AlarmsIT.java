package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.Frame;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is expected here was seen on a RabbitMQ 4.0.5 whose limits were moved by its command line. */
@LeveretOnly("it sets limits that are passed")
class AlarmsIT {
    private static final String MEMORY_ALARM = "vm_memory_high_watermark.absolute=0";
    private static final String DISK_ALARM = "disk_free_limit.absolute=900000TB";
    private static final byte[] BODY = {1};
    private static final byte[] NO_BODY = {};
    private static final int MIB = 1 << 20;
    private static final long MARGIN_BYTES = 256L * MIB;

    /** The disk is looked at again after ten seconds. */
    private static final long CLEARED_WITHIN_SECONDS = 20;

    @Test
    void aPublisherIsBlockedAtItsFirstContentAndTheBodyIsNotTaken() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("memory")) {
            leveret.start(MEMORY_ALARM);
            try (RawConnection publisher = channel(leveret, Login.guest());
                    RawConnection other = channel(leveret, Login.guest())) {
                publisher.call(1, Methods.queueDeclare("q"), Methods.QUEUE_DECLARE_OK);
                publisher.publish(1, Methods.publish("", "q"), BODY);
                assertThat(publisher.expect(0, Methods.CONNECTION_BLOCKED).shortString())
                        .isEqualTo("low on memory");
                publisher.send(1, Methods.queueDeclare("unheard"));
                assertThat(messages(other, "q")).isZero();
                other.send(1, Methods.publish("", "q"));
                other.frame(Frame.HEADER, 1, Methods.contentHeader(0).toBytes());
                other.expect(0, Methods.CONNECTION_BLOCKED);
                try (RawConnection third = channel(leveret, Login.guest())) {
                    assertThat(messages(third, "q"))
                            .as("without a body it is taken")
                            .isEqualTo(1);
                }
            }
            assertThat(leveret.log())
                    .contains("memory: the process may use ")
                    .contains("memory resource limit alarm set on node ");
        }
    }

    @Test
    void aClientWithoutTheCapabilityIsBlockedAndNotTold() throws Exception {
        Login login = Login.guest().withCapabilities(Map.of("basic.nack", true)).withTune(2047, 131072, 2);
        try (LeveretProcess leveret = LeveretProcess.create("quiet")) {
            leveret.start(DISK_ALARM);
            try (RawConnection quiet = channel(leveret, login)) {
                quiet.publish(1, Methods.publish("", "q"), NO_BODY);
                quiet.send(1, Methods.queueDeclare("unheard"));
                for (int i = 0; i < 3; i++) {
                    assertThat(quiet.readAny(RawConnection.DEADLINE).type()).isEqualTo(Frame.HEARTBEAT);
                }
            }
        }
    }

    @Test
    void bothAreNamed() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("both")) {
            leveret.start(MEMORY_ALARM, DISK_ALARM);
            try (RawConnection client = channel(leveret, Login.guest())) {
                client.publish(1, Methods.publish("", "q"), BODY);
                assertThat(client.expect(0, Methods.CONNECTION_BLOCKED).shortString())
                        .isEqualTo("low on disk & memory");
            }
        }
    }

    @Test
    void heartbeatsGoOnAndNoneAreExpected() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("beating")) {
            leveret.start(MEMORY_ALARM);
            try (RawConnection client = channel(leveret, Login.guest().withTune(2047, 131072, 2))) {
                client.publish(1, Methods.publish("", "q"), BODY);
                client.expect(0, Methods.CONNECTION_BLOCKED);
                for (int i = 0; i < 8; i++) {
                    assertThat(client.readAny(RawConnection.DEADLINE).type())
                            .as("twice in an interval, for two intervals twice")
                            .isEqualTo(Frame.HEARTBEAT);
                }
            }
        }
    }

    @Test
    void aBlockedClientThatEndsGivesBackWhatItHeldAtOnce() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("leaving")) {
            leveret.start(MEMORY_ALARM);
            RawConnection leaving = channel(leveret, Login.guest());
            leaving.call(1, Methods.queueDeclare("mine", Methods.Flag.EXCLUSIVE), Methods.QUEUE_DECLARE_OK);
            leaving.publish(1, Methods.publish("", "mine"), BODY);
            leaving.expect(0, Methods.CONNECTION_BLOCKED);
            leaving.send(0, Methods.close(Methods.CONNECTION_CLOSE, 200, "unheard"));
            leaving.close();
            try (Connection other = connect(leveret)) {
                Eventually.equal(() -> refusal(other, "mine"), 404);
            }
        }
    }

    @Test
    void aNodeThatStopsTellsABlockedClient() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("stopping")) {
            leveret.start(MEMORY_ALARM);
            try (RawConnection client = channel(leveret, Login.guest())) {
                client.publish(1, Methods.publish("", "q"), BODY);
                client.expect(0, Methods.CONNECTION_BLOCKED);
                leveret.terminate();
                assertThat(client.readClose().code()).isEqualTo(320);
            }
            assertThat(leveret.awaitEnd()).as("exit code").isIn(0, 143);
        }
    }

    /** A file system in memory, which nobody else fills meanwhile. */
    @Test
    void publishersWaitWhileADiskIsFullConsumersDrainItAndAllIsConfirmedInTheEnd() throws Exception {
        Path inMemory = Path.of("/dev/shm");
        assumeThat(inMemory).isDirectory();
        assumeThat(inMemory.toFile().getUsableSpace()).isGreaterThan(2 * MARGIN_BYTES);
        long limitBytes = inMemory.toFile().getUsableSpace() - MARGIN_BYTES;
        try (LeveretProcess leveret = LeveretProcess.createIn(inMemory, "full")) {
            leveret.start("disk_free_limit.absolute=" + limitBytes, "log.file_size=1MiB");
            try (Connection publishing = connect(leveret);
                    Connection consuming = connect(leveret)) {
                BlockingQueue<String> told = new LinkedBlockingQueue<>();
                publishing.addBlockedListener(told::add, () -> told.add("unblocked"));
                Channel publisher = publishing.createChannel();
                publisher.queueDeclare("q", false, false, false, null);
                publisher.confirmSelect();
                publisher.basicPublish("", "q", null, BODY);
                publisher.waitForConfirmsOrDie(10_000);
                assertThat(told).isEmpty();

                Path ballast = leveret.data().resolveSibling(leveret.data().getFileName() + "-ballast");
                try {
                    fill(ballast, limitBytes);
                    int published = 1 + publishUntilTold(publisher, told, "low on disk");
                    Channel consumer = consuming.createChannel();
                    int consumed = drain(consumer);
                    assertThat(consumed).isBetween(1, published);
                    Files.delete(ballast);
                    assertThat(told.poll(CLEARED_WITHIN_SECONDS, TimeUnit.SECONDS))
                            .isEqualTo("unblocked");
                    publisher.waitForConfirmsOrDie(10_000);
                    assertThat(consumed + drain(consumer)).isEqualTo(published);
                } finally {
                    Files.deleteIfExists(ballast);
                }
            }
        }
    }

    private static void fill(Path file, long untilFreeBytes) throws IOException {
        byte[] zeros = new byte[MIB];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (file.toFile().getUsableSpace() >= untilFreeBytes) {
                out.write(zeros);
            }
        }
    }

    /** The alarm comes within a second; until then messages are taken. */
    private static int publishUntilTold(Channel channel, BlockingQueue<String> told, String expected) throws Exception {
        for (int published = 1; published <= 1_000; published++) {
            channel.basicPublish("", "q", null, BODY);
            String text = told.poll(20, TimeUnit.MILLISECONDS);
            if (text != null) {
                assertThat(text).isEqualTo(expected);
                return published;
            }
        }
        throw new AssertionError("not blocked");
    }

    private static int drain(Channel channel) throws IOException {
        int drained = 0;
        while (channel.basicGet("q", true) != null) {
            drained++;
        }
        return drained;
    }

    private static int refusal(Connection connection, String queue) throws Exception {
        Channel channel = connection.createChannel();
        return Refusal.of(channel, () -> channel.queueDeclarePassive(queue)).code();
    }

    private static int messages(RawConnection client, String queue) throws IOException {
        Fields answer = client.call(1, Methods.queueDeclare(queue, Methods.Flag.PASSIVE), Methods.QUEUE_DECLARE_OK);
        answer.shortString();
        return answer.int32();
    }

    private static RawConnection channel(LeveretProcess leveret, Login login) throws IOException {
        RawConnection connection = RawConnection.open(leveret.target(), login);
        connection.openChannel(1);
        return connection;
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
