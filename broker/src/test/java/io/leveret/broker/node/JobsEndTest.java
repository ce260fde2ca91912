package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AlarmsAdmin;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.JobsAdmin.JobState;
import io.leveret.management.admin.JobsAdmin.Order;
import io.leveret.management.admin.JobsAdmin.Target;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Source;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.MessagingAdmin.Publication;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job ends with its broker, also one that waits. */
@Timeout(120)
class JobsEndTest {
    private static final Acting OPERATOR = new Acting("operator", "/", "here", true);

    @TempDir
    Path directory;

    @Test
    void aJobThatAnAlarmBlocksEndsWithTheBroker() throws Exception {
        BrokerPorts ports;
        String job;
        try (DefinitionsFixture node = new DefinitionsFixture(directory, "shards=2")) {
            ports = node.ports();
            ports.messaging().declare(OPERATOR, new QueueWish("q", true, false, FieldTable.EMPTY));
            ports.messaging().declare(OPERATOR, new QueueWish("r", true, false, FieldTable.EMPTY));
            ports.messaging().publish(OPERATOR, new Publication("", "r", new byte[2], new byte[1]));
            ports.alarms().raise(AlarmsAdmin.Resource.MEMORY);
            Order order = new Order(
                    Source.queue("/", "r"), new Target.ToQueue("q"), Filter.ALL, List.of(), 0, 0, false, true, false);
            job = ports.jobs().start(order, "operator", (exchange, key) -> true).id();
            awaitState(ports, job, JobState.BLOCKED);
        }
        awaitState(ports, job, JobState.CANCELLED);
    }

    private static void awaitState(BrokerPorts ports, String job, JobState expected) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ports.jobs().get(job).orElseThrow().state() != expected && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(ports.jobs().get(job).orElseThrow().state()).isEqualTo(expected);
    }
}
