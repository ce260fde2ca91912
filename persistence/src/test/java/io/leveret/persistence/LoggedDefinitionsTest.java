package io.leveret.persistence;

import static io.leveret.persistence.DefinitionsFixture.delete;
import static io.leveret.persistence.DefinitionsFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way into the log, the alarm, and starts from the log alone. */
class LoggedDefinitionsTest {
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

    @Test
    void killedNodeFindsItsDefinitionsInTheLog() throws Exception {
        node.start();
        assertThat(node.contents()).isEmpty();
        node.written(put(1, "a", "1"), put(2, "b", "2"));
        node.written(put(1, "a", "3"), delete(2, "b"), put(0, "c", ""));
        node.kill();
        node.start();
        assertThat(node.contents()).containsExactly("0/c=", "1/a=3");
    }

    @Test
    void orderlyNodeFindsThemInTheCheckpoint() throws Exception {
        node.start();
        node.written(put(1, "a", "1"), put(2, "b", "2"));
        node.stop();
        assertThat(node.data.list()).containsExactly("definitions.json", "definitions.mv.db");
        for (String name : node.logDisk.list()) {
            node.logDisk.delete(name);
        }
        node.start();
        assertThat(node.contents()).containsExactly("1/a=1", "2/b=2");
    }

    @Test
    void logAndCheckpointTogetherAreShownByKindAndKey() throws Exception {
        node.start();
        node.written(put(1, "b", "1"), put(1, "d", "1"), put(1, "f", "1"), put(3, "z", "1"));
        node.store.checkpoint(false);
        node.written(put(1, "a", "2"), put(1, "d", "2"), put(2, "x", "2"), put(4, "y", "2"), delete(1, "f"));
        node.written(delete(1, "none"));
        node.kill();
        node.start();
        assertThat(node.contents()).containsExactly("1/a=2", "1/b=1", "1/d=2", "2/x=2", "3/z=1", "4/y=2");
    }

    @Test
    void nothingIsAnsweredBeforeItIsDurable() throws Exception {
        node.threaded = false;
        node.start();
        Outcome first = node.write(put(1, "a", "1"));
        Outcome empty = node.write();
        assertThat(first.isAnswered() || empty.isAnswered()).isFalse();
        node.log.step();
        assertThat(first.await()).isNull();
        assertThat(empty.await()).isNull();
        assertThat(node.write().await()).as("nothing to wait for").isNull();
        assertThat(first.thread()).isEqualTo("definitions-answers");
    }

    /** Who submits after a write stands behind it in the log. */
    @Test
    void writeIsSubmittedWhenItReturns() throws Exception {
        node.threaded = false;
        node.start();
        int before = node.log.submits();
        node.write(put(1, "a", "1"));
        assertThat(node.log.submits()).isEqualTo(before + 1);
    }

    @Test
    void answersComeInOrderFromManyWriters() throws Exception {
        node.start();
        List<Thread> threads = new ArrayList<>();
        List<List<Integer>> orders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            orders.add(order);
            int kind = t;
            threads.add(new Thread(() -> writeMany(kind, order)));
        }
        threads.forEach(Thread::start);
        threads.forEach(Waits::join);
        node.written();
        assertThat(orders).allSatisfy(order -> assertThat(order).hasSize(500).isSorted());
        node.kill();
        node.start();
        assertThat(node.contents()).hasSize(4 * 50).contains("3/k49=499", "0/k0=450");
    }

    private void writeMany(int kind, List<Integer> order) {
        for (int i = 0; i < 500; i++) {
            int number = i;
            node.store.write(List.of(put(kind, "k" + i % 50, "" + i)), new DefinitionsStore.Completion() {
                @Override
                public void durable() {
                    order.add(number);
                }

                @Override
                public void failed(Exception cause) {
                    throw new AssertionError(cause);
                }
            });
        }
    }

    @Test
    void unsyncedWritesMayBeLostButOnlyTheLast() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        node.threaded = false;
        node.start();
        Outcome first = node.write(put(1, "a", "1"));
        node.log.step();
        assertThat(first.await()).isNull();
        node.write(put(1, "a", "2"));
        node.powerCut(new Random(seed));
        node.start();
        assertThat(node.contents()).as("seed %d", seed).containsExactly("1/a=1");
    }

    @Test
    void alarmHoldsBackWhatAddsAndLetsDeletionsPass() throws Exception {
        node.start();
        node.written(put(1, "old", "1"), put(1, "other", "1"));
        node.store.raised("no space");
        int before = node.log.submits();
        Outcome declared = node.write(put(1, "new", "1"));
        Outcome barrier = node.write();
        Outcome deletedAgain = node.write(delete(1, "new"));
        assertThat(node.log.submits()).isEqualTo(before);
        node.written(delete(1, "old"));
        assertThat(declared.isAnswered() || barrier.isAnswered() || deletedAgain.isAnswered())
                .isFalse();
        node.store.cleared();
        assertThat(declared.await()).isNull();
        assertThat(barrier.await()).isNull();
        assertThat(deletedAgain.await()).isNull();
        node.written(put(1, "after", "1"));
        node.kill();
        node.start();
        assertThat(node.contents()).containsExactly("1/after=1", "1/other=1");
    }

    @Test
    void alarmRaisedBeforeTheStartCounts() throws Exception {
        node.alarm = "no space";
        node.start();
        Outcome held = node.write(put(1, "a", "1"));
        assertThat(node.log.submits()).isZero();
        node.store.cleared();
        assertThat(held.await()).isNull();
    }

    @Test
    void waitingIsBounded() throws Exception {
        node.threaded = false;
        node.start();
        Change large = new Change((byte) 1, "large", new byte[H2Definitions.MAX_VALUE_BYTES]);
        List<Outcome> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(node.write(large));
        }
        assertThatThrownBy(() -> node.write(large)).isInstanceOf(RejectedExecutionException.class);
        assertThat(node.store.waitingBytes()).isBetween(3L * (16 << 20), 4L * (16 << 20));
        node.log.step();
        assertThat(taken).allSatisfy(outcome -> assertThat(outcome.await()).isNull());
        Outcome after = node.write(large);
        node.log.step();
        assertThat(after.await()).isNull();
        assertThat(node.store.waitingBytes()).isZero();
    }

    /** Else it might wait for ever while others write a little again and again. */
    @Test
    void whatIsLargerThanAllThatMayWaitIsTakenWhileLittleWaits() throws Exception {
        node.threaded = false;
        node.start();
        List<Change> larger = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            larger.add(new Change((byte) 1, "large" + i, new byte[H2Definitions.MAX_VALUE_BYTES]));
        }
        Outcome little = node.write(put(1, "little", "1"));
        Outcome taken = node.write(larger.toArray(Change[]::new));
        assertThatThrownBy(() -> node.write(larger.toArray(Change[]::new)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> node.write(put(1, "little", "2"))).isInstanceOf(RejectedExecutionException.class);
        node.log.step();
        assertThat(little.await()).isNull();
        assertThat(taken.await()).isNull();
    }

    @Test
    void limitsAreKept() throws Exception {
        node.start();
        assertThatThrownBy(() -> node.write(put(-1, "a", ""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.write(put(127, "a", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127");
        assertThatThrownBy(() -> node.write(put(1, "a".repeat(65_536), "")))
                .isInstanceOf(IllegalArgumentException.class);
        node.written(put(126, "a".repeat(65_535), ""));
        assertThat(node.store.waitingBytes()).isZero();
    }

    @Test
    void completionThatFailsHarmsNobody() throws Exception {
        node.start();
        node.store.write(List.of(put(1, "a", "1")), new DefinitionsStore.Completion() {
            @Override
            public void durable() {
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void failed(Exception cause) {
                throw new IllegalStateException("thrown by the test");
            }
        });
        node.written(put(1, "b", "1"));
    }

    @Test
    void closeFinishesWhatWasWritten() throws Exception {
        node.rules = DefinitionsFixture.BY_HAND_PATIENTLY;
        node.start();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            outcomes.add(node.write(put(1, "k" + i, "v")));
        }
        LoggedDefinitions store = node.store;
        node.stop();
        assertThat(outcomes)
                .allMatch(Outcome::isAnswered)
                .allSatisfy(outcome -> assertThat(outcome.await()).isNull());
        assertThatThrownBy(() -> store.write(List.of(), new Outcome()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        store.close();
        node.start();
        assertThat(node.contents()).hasSize(300);
    }

    /** What was failed may yet come to be durable, so no checkpoint may say that the log is not needed for it. */
    @Test
    void closeDoesNotWaitForEverForTheLog() throws Exception {
        node.threaded = false;
        node.start();
        Outcome never = node.write(put(1, "a", "1"));
        node.store.close();
        assertThat(never.await()).hasMessageContaining("stopped");
        node.log.step();
        node.stop();
        node.log = null;
        node.start();
        assertThat(node.contents()).containsExactly("1/a=1");
    }

    @Test
    void closeFailsWhatTheAlarmHeldBack() throws Exception {
        node.start();
        node.store.raised("no space");
        Outcome held = node.write(put(1, "a", "1"));
        node.stop();
        assertThat(held.await()).hasMessageContaining("stopped");
        node.start();
        assertThat(node.contents()).isEmpty();
    }

    @Test
    void readingIsForBeforeTheFirstWrite() throws Exception {
        node.start();
        node.written(put(1, "a", "1"));
        assertThatThrownBy(node::contents).isInstanceOf(IllegalStateException.class);
        LoggedDefinitions store = node.store;
        node.stop();
        assertThatThrownBy(() -> store.readAll((kind, key, value) -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void numbersGoOnOverStarts() throws Exception {
        node.start();
        for (int round = 0; round < 5; round++) {
            node.written(put(1, "round", "" + round));
            if (round % 2 == 0) {
                node.stop();
            } else {
                node.kill();
            }
            node.start();
            assertThat(node.contents()).containsExactly("1/round=" + round);
        }
    }
}
