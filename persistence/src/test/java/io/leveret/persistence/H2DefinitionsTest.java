package io.leveret.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2DefinitionsTest {
    private static final int DEADLINE_S = 30;
    private static final String POWER = PowerCutPath.SCHEME + ":";

    @TempDir
    Path directory;

    @BeforeAll
    static void install() {
        PowerCutPath.install();
    }

    private Path path() {
        return directory.resolve(DefinitionsFile.NAME);
    }

    private H2Definitions open() throws IOException {
        return H2Definitions.open(directory);
    }

    private H2Definitions openOnPower() throws IOException {
        PowerCutPath.powerOn(path());
        return H2Definitions.open(directory, POWER, DefinitionsFile.REWRITE_MIN_BYTES);
    }

    private static Change put(int kind, String key, String value) {
        return new Change((byte) kind, key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Change delete(int kind, String key) {
        return new Change((byte) kind, key, null);
    }

    private static Exception write(H2Definitions store, Change... changes) {
        Outcome outcome = new Outcome();
        store.write(List.of(changes), outcome);
        return outcome.await();
    }

    private static List<String> contents(H2Definitions store) {
        List<String> records = new ArrayList<>();
        store.readAll(
                (kind, key, value) -> records.add(kind + "/" + key + "=" + new String(value, StandardCharsets.UTF_8)));
        return records;
    }

    private List<String> reopened() throws IOException {
        try (H2Definitions store = open()) {
            return contents(store);
        }
    }

    @Test
    void newStoreIsEmptyAndStaysSo() throws IOException {
        assertThat(reopened()).isEmpty();
        assertThat(reopened()).isEmpty();
        assertThat(directory.toFile().list()).containsExactly(DefinitionsFile.NAME);
    }

    @Test
    void whatWasWrittenIsReadByKindAndKey() throws IOException {
        try (H2Definitions store = open()) {
            assertThat(write(store, put(2, "a", "1"), put(1, "b", "2"), put(1, "", "3"), put(127, "z", "")))
                    .isNull();
            assertThat(write(store, put(1, "B", "4"), put(0, "\u00e9\ud83d\udc07\0", "\u00e9"), put(2, "gone", "x")))
                    .isNull();
            assertThat(write(store, put(2, "a", "5"), delete(2, "gone"), delete(2, "never")))
                    .isNull();
        }
        assertThat(reopened())
                .containsExactly("0/\u00e9\ud83d\udc07\0=\u00e9", "1/=3", "1/B=4", "1/b=2", "2/a=5", "127/z=");
    }

    @Test
    void lastOfTwoChangesOfOneKeyCounts() throws IOException {
        try (H2Definitions store = open()) {
            write(store, put(1, "a", "1"), delete(1, "a"), put(1, "b", "1"), put(1, "b", "2"));
        }
        assertThat(reopened()).containsExactly("1/b=2");
    }

    @Test
    void answersComeInOrderOnTheThreadOfTheStore() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Outcome> outcomes = new ArrayList<>();
        try (H2Definitions store = open()) {
            for (int i = 0; i < 500; i++) {
                int number = i;
                Outcome outcome = new Outcome();
                outcomes.add(outcome);
                store.write(
                        i % 7 == 0 ? List.of() : List.of(put(1, "k" + i % 50, "" + i)),
                        new Ordered(outcome, () -> order.add(number)));
            }
        }
        assertThat(outcomes).allSatisfy(o -> {
            assertThat(o.await()).isNull();
            assertThat(o.thread()).isEqualTo("definitions");
        });
        assertThat(order).hasSize(500).isSorted();
    }

    private record Ordered(Outcome outcome, Runnable before) implements DefinitionsStore.Completion {
        @Override
        public void durable() {
            before.run();
            outcome.durable();
        }

        @Override
        public void failed(Exception cause) {
            outcome.failed(cause);
        }
    }

    @Test
    void writesThatWaitShareOneCommit() throws Exception {
        try (H2Definitions store = openOnPower()) {
            Gate gate = new Gate();
            PowerCutPath.beforeSync(gate::pass);
            Outcome first = new Outcome();
            store.write(List.of(put(1, "first", "x")), first);
            gate.awaitArrival();
            List<Outcome> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Outcome outcome = new Outcome();
                store.write(List.of(put(1, "k" + i, "x")), outcome);
                waiting.add(outcome);
            }
            assertThat(first.isAnswered()).isFalse();
            gate.open();
            assertThat(first.await()).isNull();
            int syncsBefore = PowerCutPath.syncs();
            assertThat(waiting).allSatisfy(o -> assertThat(o.await()).isNull());
            assertThat(store.commits()).isEqualTo(2);
            assertThat(PowerCutPath.syncs() - syncsBefore).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void nothingIsAnsweredBeforeTheSync() throws Exception {
        try (H2Definitions store = openOnPower()) {
            AtomicInteger durableBeforeSync = new AtomicInteger();
            Outcome outcome = new Outcome();
            PowerCutPath.beforeSync(() -> durableBeforeSync.addAndGet(outcome.isAnswered() ? 1 : 0));
            int syncs = PowerCutPath.syncs();
            store.write(List.of(put(1, "k", "v")), outcome);
            assertThat(outcome.await()).isNull();
            assertThat(durableBeforeSync).hasValue(0);
            assertThat(PowerCutPath.syncs()).isGreaterThan(syncs);
        }
    }

    @Test
    void manyWritersAtOnce() throws Exception {
        int writers = 8;
        int writes = 200;
        AtomicInteger durable = new AtomicInteger();
        try (H2Definitions store = open()) {
            List<Thread> threads = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < writes; i++) {
                        if (write(store, put(writer, "k" + i, "v"), put(writer, "last", "" + i)) == null) {
                            durable.incrementAndGet();
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_S));
                assertThat(thread.isAlive()).isFalse();
            }
        }
        assertThat(durable).hasValue(writers * writes);
        assertThat(reopened()).hasSize(writers * (writes + 1)).contains("3/last=199", "7/last=199");
    }

    @Test
    void failedSyncFailsAllThatWaitAndAllThatComeLater() throws Exception {
        H2Definitions store = openOnPower();
        assertThat(write(store, put(1, "before", "x"))).isNull();
        Gate gate = new Gate();
        PowerCutPath.beforeSync(gate::pass);
        Outcome failing = new Outcome();
        store.write(List.of(put(1, "failing", "x")), failing);
        gate.awaitArrival();
        Outcome waiting = new Outcome();
        store.write(List.of(put(1, "waiting", "x")), waiting);
        PowerCutPath.cutAt(1);
        gate.open();
        assertThat(failing.await()).isInstanceOf(IOException.class).hasMessageContaining(DefinitionsFile.NAME);
        assertThat(waiting.await()).isInstanceOf(IOException.class);
        PowerCutPath.cutAt(Integer.MAX_VALUE); // a disk that recovers must not make it go on
        assertThat(write(store, put(1, "later", "x"))).isInstanceOf(IOException.class);
        assertThat(write(store)).isInstanceOf(IOException.class);
        store.close();
        PowerCutPath.lose(path(), new Random(1));
        assertThat(reopened()).contains("1/before=x").doesNotContain("1/later=x", "1/waiting=x");
    }

    @Test
    void closeFinishesWhatWasWritten() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        H2Definitions store = open();
        for (int i = 0; i < 1_000; i++) {
            Outcome outcome = new Outcome();
            store.write(List.of(put(1, "k" + i, "v")), outcome);
            outcomes.add(outcome);
        }
        store.close();
        store.close();
        assertThat(outcomes)
                .allMatch(Outcome::isAnswered)
                .allSatisfy(o -> assertThat(o.await()).isNull());
        assertThatThrownBy(() -> write(store, put(1, "late", "x"))).isInstanceOf(IllegalStateException.class);
        assertThat(reopened()).hasSize(1_000);
    }

    @Test
    void completionThatFailsHarmsNobody() throws Exception {
        try (H2Definitions store = open()) {
            store.write(List.of(put(1, "a", "x")), new Ordered(new Outcome(), () -> {
                throw new IllegalStateException("thrown by the test");
            }));
            assertThat(write(store, put(1, "b", "x"))).isNull();
        }
        assertThat(reopened()).containsExactly("1/a=x", "1/b=x");
    }

    @Test
    void readingIsForBeforeTheFirstWrite() throws Exception {
        try (H2Definitions store = open()) {
            write(store, put(1, "a", "x"));
            assertThatThrownBy(() -> contents(store)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void limitsAreKept() throws Exception {
        try (H2Definitions store = openOnPower()) {
            assertThatThrownBy(() -> write(store, put(-1, "a", "x"))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> write(store, put(1, "a".repeat(65_536), "x")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65535");
            byte[] tooLarge = new byte[H2Definitions.MAX_VALUE_BYTES + 1];
            assertThatThrownBy(() -> write(store, new Change((byte) 1, "a", tooLarge)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(write(store, put(1, "a".repeat(65_535), "x"))).isNull();

            Gate gate = new Gate();
            PowerCutPath.beforeSync(gate::pass);
            Outcome first = new Outcome();
            store.write(List.of(put(1, "a", "x")), first);
            gate.awaitArrival();
            Change large = new Change((byte) 1, "large", new byte[H2Definitions.MAX_VALUE_BYTES]);
            List<Outcome> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(new Outcome());
                store.write(List.of(large), taken.get(i));
            }
            Outcome refused = new Outcome();
            assertThatThrownBy(() -> store.write(List.of(large), refused))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(store.waitingBytes()).isBetween(3L * (16 << 20), 4L * (16 << 20));
            gate.open();
            assertThat(taken).allSatisfy(o -> assertThat(o.await()).isNull());
            assertThat(write(store, put(1, "a", "y"))).isNull();
            assertThat(refused.isAnswered()).isFalse();
        }
    }

    @Test
    void fileIsRewrittenBeforeItGrowsWithoutBound() throws Exception {
        long limit = 150_000;
        long largest = 0;
        try (H2Definitions store = H2Definitions.open(directory, "", limit)) {
            for (int i = 0; i < 300; i++) {
                assertThat(write(store, put(1, "k" + i % 100, "v".repeat(100) + i)))
                        .isNull();
                largest = Math.max(largest, store.fileBytes());
            }
        }
        assertThat(largest).isLessThan(2 * limit);
        assertThat(directory.toFile().list()).containsExactly(DefinitionsFile.NAME);
        assertThat(reopened()).hasSize(100).contains("1/k99=" + "v".repeat(100) + "299");
    }

    @Test
    void unfinishedCreationIsNoObstacle() throws Exception {
        Files.write(directory.resolve(DefinitionsFile.NAME + ".new"), new byte[] {1, 2, 3});
        assertThat(reopened()).isEmpty();
    }

    @Test
    void storeInUseIsRefused() throws Exception {
        try (H2Definitions store = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use by another");
            assertThat(write(store, put(1, "a", "x"))).isNull();
        }
        assertThat(reopened()).containsExactly("1/a=x");
    }

    @Test
    void storeThatCannotBeWrittenIsRefused() throws Exception {
        open().close();
        PowerCutPath.powerOn(path());
        PowerCutPath.writable(false);
        assertThatThrownBy(() -> H2Definitions.open(directory, POWER, DefinitionsFile.REWRITE_MIN_BYTES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be written");
        PowerCutPath.writable(true);
        assertThat(reopened()).isEmpty();
    }

    @Test
    void missingDirectoryIsRefused() {
        assertThatThrownBy(() -> H2Definitions.open(directory.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void newerFormatIsRefused() throws Exception {
        write1();
        byte[] seal = new byte[21]; // checksum, version, count, sum
        seal[4] = 2;
        CRC32C checksum = new CRC32C();
        checksum.update(seal, 4, 17);
        ByteBuffer.wrap(seal).putInt((int) checksum.getValue());
        try (MVStore store = new MVStore.Builder().fileName(path().toString()).open()) {
            MVMap<String, byte[]> records = store.openMap(
                    "definitions",
                    new MVMap.Builder<String, byte[]>()
                            .keyType(StringDataType.INSTANCE)
                            .valueType(ByteArrayDataType.INSTANCE));
            records.put("", seal);
            store.commit();
        }
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("format version 2");
    }

    private void write1() throws IOException {
        try (H2Definitions store = open()) {
            write(store, put(1, "a", "x"));
        }
    }

    @Test
    void foreignFilesAreRefusedAndKept() throws Exception {
        for (byte[] content : List.of(
                new byte[0], new byte[20_000], "not a store at all".repeat(900).getBytes())) {
            Files.write(path(), content);
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining(DefinitionsFile.NAME);
            assertThat(Files.readAllBytes(path())).isEqualTo(content);
        }
        Files.delete(path());
        try (MVStore other = new MVStore.Builder().fileName(path().toString()).open()) {
            other.openMap("something else").put("a", "b");
        }
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("holds no definitions");
    }

    /** Whatever bytes change: the file is refused, or shows what some commit left; never something else. */
    @Test
    void damageIsSeenOrHarmless() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<List<String>> states = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            try (H2Definitions store = open()) {
                Change[] changes = new Change[20];
                for (int k = 0; k < changes.length; k++) {
                    changes[k] = put(random.nextInt(3), "key" + random.nextInt(300), "value".repeat(20) + i);
                }
                assertThat(write(store, changes)).isNull();
            }
            states.add(reopened());
        }
        byte[] sound = Files.readAllBytes(path());
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] content = sound.clone();
            int length = 1 + random.nextInt(i % 3 == 0 ? 4096 : 4);
            int from = random.nextInt(content.length - length);
            for (int b = from; b < from + length; b++) {
                content[b] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(path(), content);
            try {
                List<String> found = reopened();
                if (!states.contains(found)) { // damaged ends of commits look like commits that were cut off
                    throw new AssertionError("seed " + seed + ", " + length + " bytes at " + from + ": " + found);
                }
            } catch (IOException e) {
                refused++;
                assertThat(e).as("seed %d, %d bytes at %d", seed, length, from).hasMessageContaining("damaged");
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    /** Stops the store's thread before its first sync until it is opened. */
    private static final class Gate {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        void pass() {
            arrived.countDown();
            await(opened);
        }

        void awaitArrival() {
            await(arrived);
        }

        void open() {
            opened.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(DEADLINE_S, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
