package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.QueueWatch;
import io.leveret.broker.vhost.TopologyImport;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.VhostsAdmin;
import io.leveret.management.admin.VhostsAdmin.Metadata;
import io.leveret.persistence.DefinitionsStore.Change;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The deletion of virtual hosts while others are at work, and that of large ones. */
@Timeout(120)
class VhostDeletionTest {
    private static final Metadata PLAIN = new Metadata("", List.of(), null);
    private static final int MANY = 10_000;

    /** Queues that a shard deletes between two looks at its sockets: those of one turn, or the ends of two. */
    private static final int MOST_DELETED = 128;

    @TempDir
    Path directory;

    private DefinitionsFixture node;

    @BeforeEach
    void open() throws Exception {
        node = new DefinitionsFixture(directory, "shards=2");
        vhosts().add("v", PLAIN);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private VhostsAdmin vhosts() {
        return node.ports().vhosts();
    }

    private List<BrokerShard> shards() {
        Shards shards = node.vhosts().shards();
        return IntStream.range(0, shards.count()).mapToObj(shards::get).toList();
    }

    /** Makes durable queues q0, q1, ... */
    private void fill(int queues) throws Exception {
        VirtualHosts all = node.vhosts();
        TopologyImport many = new TopologyImport(all, all.get("v"), Actor.BROKER);
        for (int i = 0; i < queues; i++) {
            many.add(new QueueDefinition("q" + i, true, false, false, FieldTable.EMPTY));
        }
        List<Change> records = many.changes();
        assertThat(TopologyImport.handOver(
                        List.of(many), () -> all.definitions().write(records, all.unansweredWrite())))
                .isTrue();
        many.make().get(60, TimeUnit.SECONDS);
    }

    /** Has the shards stand still until the latch is open. */
    private CountDownLatch stop() {
        CountDownLatch latch = new CountDownLatch(1);
        for (BrokerShard shard : shards()) {
            shard.execute(() -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        return latch;
    }

    /** A deletion that is as far as the shards let it come. */
    private final class Deleting {
        private final CompletableFuture<AdminException> outcome = new CompletableFuture<>();
        private final Thread thread = new Thread(this::run, "deleting");

        private void run() {
            try {
                vhosts().delete("v");
                outcome.complete(null);
            } catch (AdminException e) {
                outcome.complete(e);
            }
        }

        Deleting begin() {
            thread.start();
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (vhosts().exists("v")) {
                assertThat(outcome).as("gone before the deletion is over").isNotDone();
                assertThat(System.nanoTime() - deadlineNanos).as("in time").isNegative();
                LockSupport.parkNanos(1_000_000);
            }
            return this;
        }

        AdminException outcome() throws Exception {
            return outcome.get(60, TimeUnit.SECONDS);
        }
    }

    /** Else the end of the deletion would take the new one's records with it. */
    @Test
    void aNameIsTakenUntilAllOfItsOldOwnerIsDeleted() throws Exception {
        fill(3);
        CountDownLatch goOn = stop();
        Deleting deleting = new Deleting().begin();
        try {
            assertThatThrownBy(() -> vhosts().add("v", PLAIN)).isInstanceOfSatisfying(AdminException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(e).hasMessage("virtual host 'v' is being deleted");
            });
            assertThatThrownBy(() -> node.load("{\"vhosts\":[{\"name\":\"v\"}]}"))
                    .isInstanceOf(AdminException.class)
                    .hasMessageContaining("virtual host 'v' is being deleted");
        } finally {
            goOn.countDown();
        }
        assertThat(deleting.outcome()).isNull();
        vhosts().add("v", PLAIN);
        fill(1);
        node.restart();
        assertThat(node.vhosts().get("v").queues()).hasSize(1);
    }

    @Test
    void aDeletionThatWasGivenUpCanBeTakenUpAgain() throws Exception {
        fill(3);
        CountDownLatch goOn = stop();
        Deleting deleting = new Deleting().begin();
        deleting.thread.interrupt();
        try {
            assertThat(deleting.outcome()).isNotNull();
        } finally {
            goOn.countDown();
        }
        vhosts().delete("v");
        assertThat(node.vhosts().queueCount()).isZero();
        node.restart();
        assertThat(vhosts().exists("v")).isFalse();
        assertThat(node.vhosts().queueCount()).isZero();
        assertThatThrownBy(() -> vhosts().delete("v"))
                .isInstanceOfSatisfying(
                        AdminException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_VHOST));
    }

    @Test
    void shardsLookAtTheirSocketsWhileVeryManyQueuesGo() throws Exception {
        fill(MANY);
        List<BrokerQueue> queues = new ArrayList<>(node.vhosts().queues());
        List<CompletableFuture<Integer>> watched = QueueWatch.deletions(queues, shards());
        vhosts().delete("v");
        for (CompletableFuture<Integer> each : watched) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isPositive().isLessThanOrEqualTo(MOST_DELETED);
        }
        assertThat(node.vhosts().queueCount()).isZero();
    }
}
