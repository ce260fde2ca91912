package io.leveret.persistence;

import static io.leveret.persistence.DefinitionsFixture.BY_HAND;
import static io.leveret.persistence.DefinitionsFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoint and export: when they are written, how far the log may be cut, and what starts from them. */
class DefinitionsCheckpointTest {
    private static final String H2 = DefinitionsFile.NAME;
    private static final String JSON = DefinitionsExport.NAME;
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path directory;

    private DefinitionsFixture node;

    @BeforeEach
    void make() {
        node = new DefinitionsFixture(directory);
    }

    @AfterEach
    void stop() throws IOException {
        node.stop();
    }

    private static void until(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
    }

    private CheckpointMark exported() {
        try {
            return new DefinitionsExport(node.data).mark().orElse(CheckpointMark.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String file) throws IOException {
        node.data.delete(file);
        node.data.syncDirectory();
    }

    /** Something is checkpointed and exported, something only checkpointed, something only in the log. */
    private void threeStages() throws IOException {
        node.start();
        node.written(put(1, "exported", "1"), put(1, "changed", "1"));
        node.store.checkpoint(true);
        node.written(put(1, "checkpointed", "1"), put(1, "changed", "2"));
        node.store.checkpoint(false);
        node.written(put(1, "logged", "1"));
        node.kill();
    }

    private void assertThreeStages() {
        assertThat(node.contents()).containsExactly("1/changed=2", "1/checkpointed=1", "1/exported=1", "1/logged=1");
    }

    // ---- when

    @Test
    void manyChangesMakeOneDue() throws Exception {
        node.rules = new CheckpointRules(50, Long.MAX_VALUE, HOUR_MS, HOUR_MS, HOUR_MS, 0, 1, 10, 1_000);
        node.start();
        for (int i = 0; i < 50; i++) {
            node.written(put(1, "k" + i, ""));
        }
        until(() -> node.log.checkpointed().generation() > 0);
    }

    @Test
    void manyBytesMakeOneDue() throws Exception {
        node.rules = new CheckpointRules(Integer.MAX_VALUE, 10_000, HOUR_MS, HOUR_MS, HOUR_MS, 0, 1, 10, 1_000);
        node.start();
        node.written(put(1, "k", "v".repeat(10_000)));
        until(() -> node.log.checkpointed().generation() > 0);
    }

    @Test
    void ageMakesOneDue() throws Exception {
        node.rules = new CheckpointRules(Integer.MAX_VALUE, Long.MAX_VALUE, 5, 1, HOUR_MS, 0, 1, 10, 1_000);
        node.start();
        node.written(put(1, "k", "v"));
        LogPosition written = node.log.position();
        until(() -> node.log.checkpointed().equals(written));
    }

    /** So that the log can be cut, and damage in old files is known to have taken no definitions. */
    @Test
    void newFileOfTheLogMovesTheMarkWithoutChanges() throws Exception {
        node.rules = new CheckpointRules(Integer.MAX_VALUE, Long.MAX_VALUE, 5, 1, 0, 0, 1, 10, 1_000);
        node.start();
        node.written(put(1, "k", "v"));
        node.stop();
        node.start();
        LogPosition next = node.log.position();
        until(() -> node.store.checkpointPosition().equals(next));
        until(() -> node.log.checkpointed().equals(next));
    }

    @Test
    void exportIsNotWrittenForEachCheckpoint() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        node.store.checkpoint(false);
        CheckpointMark first = exported();
        assertThat(first.number()).isEqualTo(1);
        node.written(put(1, "a", "2"));
        node.store.checkpoint(false);
        assertThat(exported()).isEqualTo(first);
        assertThat(node.log.checkpointed())
                .as("the export needs the rest of the log")
                .isEqualTo(first.position());
        node.stop();
        assertThat(exported().number()).as("a clean end exports").isEqualTo(2);
    }

    @Test
    void exportThatHasEverythingHoldsNothingBack() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        node.store.checkpoint(true);
        node.stop();
        node.start();
        node.store.checkpoint(false);
        assertThat(node.log.checkpointed()).isEqualTo(node.log.position());
    }

    @Test
    void exportFollowsWhenItsTimeHasCome() throws Exception {
        node.rules = new CheckpointRules(1, 1, HOUR_MS, 1, 20, 0, 1, 10, 1_000);
        node.start();
        node.written(put(1, "a", "1"));
        node.written(put(1, "a", "2"));
        node.written(put(1, "a", "3"));
        until(() -> exported().number() == 3);
    }

    /** The log may hand out a position before the definitions in front of it were reported as durable. */
    @Test
    void checkpointHasWhatStandsBeforeItsPosition() throws Exception {
        node.threaded = false;
        node.start();
        node.write(put(1, "a", "1"));
        node.store.checkpoint(true);
        assertThat(node.log.checkpointed()).as("not durable in time").isEqualTo(CheckpointMark.NOWHERE);
        node.log.step();
        until(() -> node.store.waitingBytes() == 0);
        node.store.checkpoint(true);
        assertThat(node.log.checkpointed()).isEqualTo(node.log.position());
        assertThat(exported().number()).isEqualTo(1);
    }

    // ---- starts

    @Test
    void startFromCheckpointAndLog() throws Exception {
        threeStages();
        node.start();
        assertThreeStages();
    }

    @Test
    void missingCheckpointIsRebuilt() throws Exception {
        threeStages();
        delete(H2);
        node.start();
        assertThreeStages();
        node.written(put(1, "logged", "2"), DefinitionsFixture.delete(1, "changed"));
        node.kill();
        node.start();
        assertThat(node.contents()).containsExactly("1/checkpointed=1", "1/exported=1", "1/logged=2");
    }

    @Test
    void damagedCheckpointIsRebuiltAndKept() throws Exception {
        threeStages();
        node.data.truncate(H2, 5_000);
        byte[] damaged = node.data.bytes(H2);
        node.start();
        assertThreeStages();
        assertThat(node.data.bytes(H2 + ".damaged-1")).isEqualTo(damaged);
        node.stop();
        node.data.truncate(H2, 0);
        node.start();
        assertThreeStages();
        assertThat(node.data.list()).contains(H2 + ".damaged-1", H2 + ".damaged-2");
    }

    /** Damage to the end of H2's file cannot be told from a commit that was cut off: it shows the one before. */
    @Test
    void checkpointOlderThanTheExportIsRebuilt() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        node.store.checkpoint(true);
        node.kill();
        SimDisk older = node.data.copy();
        node.start();
        node.written(put(1, "a", "2"), put(1, "b", "2"));
        node.stop();
        byte[] json = node.data.bytes(JSON);
        node.data = older;
        node.data.delete(JSON);
        node.data.create(JSON).write(new java.nio.ByteBuffer[] {java.nio.ByteBuffer.wrap(json)}, 1, 0);
        node.logDisk = new SimDisk(node.data.power());
        node.start();
        assertThat(node.contents()).containsExactly("1/a=2", "1/b=2");
    }

    @Test
    void rebuildingThatWasCutOffIsBegunAgain() throws Exception {
        threeStages();
        delete(H2);
        SimDisk before = node.data;
        SimDisk logBefore = node.logDisk;
        int cuts = 0;
        while (startCutOffAfter(cuts, before.copy(), logBefore)) {
            cuts++;
        }
        assertThat(cuts).isGreaterThan(5);
    }

    /** Whether the start needed more operations than that; it is done again then. */
    private boolean startCutOffAfter(int operations, SimDisk data, SimDisk log) throws IOException {
        node.data = data;
        node.logDisk = log.copy(data.power());
        data.cutAfter(operations);
        boolean cut = false;
        try {
            node.start();
        } catch (IOException | PowerCut e) {
            cut = data.power().isOff();
        }
        if (cut) {
            node.powerCut(new Random(operations));
            node.start();
        } else {
            data.cutAfter(Long.MAX_VALUE / 2);
        }
        assertThreeStages();
        node.kill();
        return cut;
    }

    @Test
    void damagedExportIsNoObstacle() throws Exception {
        threeStages();
        node.data.flip(JSON, 3);
        node.start();
        assertThreeStages();
        node.stop();
        assertThat(new DefinitionsExport(node.data).read().records()).hasSize(4);
    }

    @Test
    void withoutBothTheStartIsRefused() throws Exception {
        threeStages();
        node.data.truncate(H2, 5_000);
        node.data.truncate(JSON, 50);
        SimDisk damaged = node.data.copy();
        assertThatThrownBy(node::start)
                .isInstanceOf(DefinitionsLostException.class)
                .hasMessageContaining(H2)
                .hasMessageContaining(JSON);
        assertThat(node.data.bytes(H2)).isEqualTo(damaged.bytes(H2));
        assertThat(node.data.list()).isEqualTo(damaged.list());

        node.acceptLoss = true;
        node.start();
        assertThat(node.contents()).contains("1/logged=1");
        node.written(put(1, "new", "1"));
        node.kill();
        node.acceptLoss = false;
        node.start();
        assertThat(node.contents()).contains("1/logged=1", "1/new=1");
    }

    @Test
    void missingBothIsALossIfTheLogSaysSo() throws Exception {
        threeStages();
        node.start();
        node.written(put(1, "second", "1"));
        node.kill();
        node.logDisk.delete(node.logDisk.list().get(0));
        delete(H2);
        delete(JSON);
        assertThatThrownBy(node::start).isInstanceOf(DefinitionsLostException.class);
    }

    @Test
    void missingBothIsNoLossIfTheLogHasEverything() throws Exception {
        threeStages();
        delete(H2);
        delete(JSON);
        node.start();
        assertThreeStages();
    }

    @Test
    void streamsWithoutAnyDefinitionsAreALoss() throws Exception {
        node.streamsSeen = true;
        assertThatThrownBy(node::start)
                .isInstanceOf(DefinitionsLostException.class)
                .hasMessageContaining("no definitions at all");
        node.acceptLoss = true;
        node.start();
        assertThat(node.contents()).isEmpty();
    }

    @Test
    void damageInTheLogIsALossUnlessItIsAccepted() throws Exception {
        threeStages();
        node.damage = "file 1 cannot be read at 77";
        assertThatThrownBy(node::start)
                .isInstanceOf(DefinitionsLostException.class)
                .hasMessageContaining("file 1 cannot be read at 77");
        node.acceptLoss = true;
        node.start();
        assertThreeStages();
        node.kill();
        node.acceptLoss = false;
        node.damage = null;
        node.start();
        assertThreeStages();
    }

    @Test
    void damageBeforeTheCheckpointTookNothing() throws Exception {
        threeStages();
        node.start();
        LogPosition checkpointed = node.store.checkpointPosition();
        node.kill();
        node.damage = "file 1 cannot be read at 77";
        node.damageEnd = checkpointed;
        node.start();
        assertThreeStages();
        node.kill();
        node.damageEnd = new LogPosition(checkpointed.generation(), checkpointed.offset() + 8);
        assertThatThrownBy(node::start).isInstanceOf(DefinitionsLostException.class);
    }

    @Test
    void gapIsAskedForOnlyOnce() throws Exception {
        threeStages();
        node.start();
        node.written(put(1, "second", "1"));
        node.kill();
        List<String> files = node.logDisk.list();
        node.logDisk.delete(files.get(0)); // has the write that is only logged
        assertThatThrownBy(node::start)
                .isInstanceOf(DefinitionsLostException.class)
                .hasMessageContaining("writes 3 to 3");
        node.acceptLoss = true;
        node.start();
        assertThat(node.contents()).contains("1/second=1").doesNotContain("1/logged=1");
        node.kill();
        node.acceptLoss = false;
        node.start();
        assertThat(node.contents()).contains("1/second=1");
    }

    @Test
    void directoryOfBeforeTheLogStarts() throws Exception {
        SimDiskPath.mount(node.data);
        H2Definitions former =
                H2Definitions.open(directory, SimDiskPath.SCHEME + ":", 1 << 20, node.data::syncDirectory);
        Outcome outcome = new Outcome();
        former.write(List.of(put(1, "a", "1"), put(126, "b", "2")), outcome);
        assertThat(outcome.await()).isNull();
        former.close();

        node.start();
        assertThat(node.contents()).containsExactly("1/a=1", "126/b=2");
        node.written(put(1, "a", "2"));
        node.kill();
        node.start();
        assertThat(node.contents()).containsExactly("1/a=2", "126/b=2");
        node.kill();
        delete(H2);
        assertThatThrownBy(node::start)
                .as("the log alone has not what was before")
                .isInstanceOf(IOException.class);
    }

    @Test
    void logThatBeganAnewIsNotCutByOldPositions() throws Exception {
        node.start();
        for (int i = 0; i < 100; i++) {
            node.written(put(1, "k" + i, "v".repeat(100)));
        }
        node.stop();
        node.logDisk = new SimDisk(node.data.power());
        node.start();
        node.written(put(1, "new", "1"));
        assertThat(node.store.checkpointPosition()).isEqualTo(CheckpointMark.NOWHERE);
        node.store.checkpoint(false);
        node.kill();
        node.start();
        assertThat(node.contents()).hasSize(101);
    }

    // ---- failures

    @Test
    void brokenCheckpointIsTriedAgain() throws Exception {
        node.rules = new CheckpointRules(1, 1, HOUR_MS, 1, 0, 0, 1, 5, 1_000);
        node.start();
        node.written(put(1, "a", "1"));
        until(() -> exported().number() == 1);
        node.data.failFrom(Operation.SYNC, H2, 1);
        for (int i = 0; i < 20; i++) {
            node.written(put(1, "k" + i, "1"));
        }
        assertThat(exported().number()).isEqualTo(1);
        node.data.heal();
        until(() -> exported().number() == 21);
        node.kill();
        node.start();
        assertThat(node.contents()).hasSize(21);
    }

    @Test
    void brokenExportOnlyKeepsTheLog() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        node.store.checkpoint(true);
        LogPosition before = node.log.checkpointed();
        node.data.fail(Operation.SYNC, JSON + ".new", 1);
        node.written(put(1, "a", "2"));
        node.store.checkpoint(true);
        assertThat(node.log.checkpointed()).isEqualTo(before);
        assertThat(node.store.checkpointPosition()).isEqualTo(node.log.position());
        node.store.checkpoint(true);
        assertThat(node.log.checkpointed()).isEqualTo(node.log.position());
    }

    @Test
    void checkpointThatFailsAtTheEndLosesNothing() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        node.data.failFrom(Operation.WRITE, H2, 1);
        node.stop();
        node.data.heal();
        node.start();
        assertThat(node.contents()).containsExactly("1/a=1");
    }

    @Test
    void byHandMeansByHand() throws Exception {
        node.rules = BY_HAND;
        node.start();
        node.written(put(1, "a", "1"));
        assertThat(node.log.checkpointed()).isEqualTo(CheckpointMark.NOWHERE);
    }
}
