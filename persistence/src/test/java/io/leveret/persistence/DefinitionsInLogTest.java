package io.leveret.persistence;

import static io.leveret.persistence.DefinitionsFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.FileDisk;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogReplay;
import io.leveret.persistence.log.LogSettings;
import io.leveret.persistence.log.LogSettings.Durability;
import io.leveret.persistence.log.StreamOwner;
import io.leveret.persistence.log.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions in the log as it is, with all its threads. */
class DefinitionsInLogTest {
    private static final int LOG_FILE_BYTES = 16_384;
    private static final int MANY = 5_000;
    private static final CheckpointRules EAGER = new CheckpointRules(20, 4_000, 20, 1, 50, 0, 1, 10, 50);

    private static final AtomicReference<Throwable> UNEXPECTED = new AtomicReference<>();

    private static Thread.UncaughtExceptionHandler former;

    @TempDir
    Path directory;

    private SimPower power = new SimPower();
    private SimDisk data = new SimDisk(power);
    private SimDisk logDisk = new SimDisk(power);
    private LoggedDefinitions store;
    private WriteAheadLog log;

    @BeforeAll
    static void expectPowerCuts() {
        former = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (!(thrown instanceof PowerCut)) {
                UNEXPECTED.compareAndSet(null, thrown);
            }
        });
    }

    @AfterAll
    static void expectNoMore() {
        Thread.setDefaultUncaughtExceptionHandler(former);
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close();
            store = null;
        }
        if (log != null) {
            log.close();
            log = null;
        }
        assertThat(UNEXPECTED.getAndSet(null)).as("what ended a thread").isNull();
    }

    private void start(DefinitionsPlace place, Disk logFiles, Disk segments, CheckpointRules rules) throws IOException {
        LogSettings settings = new LogSettings(LOG_FILE_BYTES, Durability.FSYNC, 0, 1 << 20);
        store = LoggedDefinitions.open(place, false, rules);
        log = WriteAheadLog.open(logFiles, segments, settings, new Replay(store));
        log.start(new NoStreams(), store);
        store.start(log);
    }

    private void startSimulated() throws IOException {
        SimDiskPath.mount(data);
        start(
                new DefinitionsPlace(directory, SimDiskPath.SCHEME + ":", data, 100_000),
                logDisk,
                new SimDisk(power),
                EAGER);
    }

    private Map<String, String> contents() {
        Map<String, String> found = new TreeMap<>();
        store.readAll((kind, key, value) -> found.put(key, new String(value)));
        return found;
    }

    /** The power goes off while the threads of log, checkpoint and H2 run; 60 times. */
    @Test
    void whatWasAnsweredSurvivesEveryCut() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int last = 0;
        for (int cut = 0; cut < 60; cut++) {
            startSimulated();
            Map<String, String> found = contents();
            int number = Integer.parseInt(found.getOrDefault("n", "0"));
            assertThat(number).as("seed %d cut %d", seed, cut).isGreaterThanOrEqualTo(last);
            for (int k = Math.max(1, number - 99); k <= number; k++) {
                assertThat(found).as("seed %d cut %d", seed, cut).containsEntry("k" + k % 100, "" + k);
            }
            data.cutAfter(random.nextInt(80));
            last = writeUntilCut(number, 1 + random.nextInt(300));
            data.cutAfter(0);
            stopWithoutPower();
            SimPower next = new SimPower();
            data = data.powerCut(random, false, next);
            logDisk = logDisk.powerCut(random, false, next);
            power = next;
        }
    }

    private void stopWithoutPower() {
        WriteAheadLog dead = log;
        log = null;
        stop();
        try {
            dead.close();
        } catch (PowerCut e) {
            assertThat(power.isOff()).isTrue();
        }
    }

    /** The last number that was answered. */
    private int writeUntilCut(int from, int count) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int n = from + 1; n <= from + count; n++) {
            Outcome outcome = new Outcome();
            store.write(List.of(put(1, "n", "" + n), put(1, "k" + n % 100, "" + n)), outcome);
            outcomes.add(outcome);
            while (n % 10 == 0 && !outcome.isAnswered() && !power.isOff()) {
                Thread.onSpinWait();
            }
        }
        int answered = (int) outcomes.stream().filter(Outcome::isAnswered).count();
        return from + answered;
    }

    /** Far more records than a file of the log holds, in one write, while others are written: 40 power cuts. */
    @Test
    void veryManyRecordsOfOneWriteAreThereAllOrNone() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int whole = 0;
        int none = 0;
        boolean answered = false;
        for (int cut = 0; cut < 40; cut++) {
            startSimulated();
            Map<String, String> found = contents();
            String number = found.getOrDefault("m0", "none");
            for (int i = 0; i < MANY; i++) {
                assertThat(found.getOrDefault("m" + i, "none"))
                        .as("seed %d cut %d record %d", seed, cut, i)
                        .isEqualTo(number);
            }
            boolean isLast = number.equals("" + (cut - 1));
            assertThat(isLast || !answered).as("seed %d cut %d", seed, cut).isTrue();
            whole += isLast ? 1 : 0;
            none += isLast ? 0 : 1;
            data.cutAfter(random.nextInt(30));
            answered = writeMany("" + cut);
            data.cutAfter(0);
            stopWithoutPower();
            SimPower next = new SimPower();
            data = data.powerCut(random, false, next);
            logDisk = logDisk.powerCut(random, false, next);
            power = next;
        }
        assertThat(List.of(whole, none)).as("seed %d", seed).allMatch(count -> count > 1);
    }

    /** Whether it was answered as durable; it is waited for until the power is off. */
    private boolean writeMany(String number) {
        List<Change> records = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            records.add(put(1, "m" + i, number));
        }
        Outcome before = new Outcome();
        store.write(List.of(put(1, "other", number)), before);
        Outcome outcome = new Outcome();
        store.write(records, outcome);
        while (!outcome.isAnswered() && !power.isOff()) {
            Thread.onSpinWait();
        }
        return outcome.isAnswered() && outcome.await() == null;
    }

    @Test
    void logIsCutBehindTheCheckpoint() throws Exception {
        startSimulated();
        for (int n = 0; n < 400; n++) {
            Outcome outcome = new Outcome();
            store.write(List.of(put(1, "k" + n % 10, "v".repeat(1_000))), outcome);
            assertThat(outcome.await()).isNull();
        }
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (logDisk.list().size() > 8) { // 400 kB were written, to files of 16 kB
            assertThat(System.nanoTime()).as("%s", logDisk.list()).isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
        stop();
        startSimulated();
        assertThat(contents()).hasSize(10);
    }

    @Test
    void realFilesAndLargeRecords() throws Exception {
        Disk files = FileDisk.open(directory);
        Disk logFiles = FileDisk.open(directory.resolve("log"));
        Disk segments = FileDisk.open(directory.resolve("segments"));
        DefinitionsPlace place = new DefinitionsPlace(directory, "", files, DefinitionsFile.REWRITE_MIN_BYTES);
        start(place, logFiles, segments, CheckpointRules.DEFAULT);
        Outcome large = new Outcome();
        store.write(List.of(put(1, "large", "v".repeat(3_000_000)), put(1, "small", "s")), large);
        assertThat(large.await()).isNull();
        stop();
        assertThat(files.list()).containsExactly(DefinitionsExport.NAME, DefinitionsFile.NAME);
        start(place, logFiles, segments, CheckpointRules.DEFAULT);
        assertThat(contents()).hasSize(2).containsEntry("small", "s");
    }

    /** Shows only what definitions want to see. */
    private record Replay(LoggedDefinitions store) implements LogReplay {
        @Override
        public void definitions(ByteBuffer changes) {
            store.replay(changes);
        }

        @Override
        public void damaged(LogPosition end, long[] streams, boolean anyStream, boolean definitions, String text) {
            if (definitions) {
                store.damaged(end, text);
            }
        }

        @Override
        public void damaged(long[] streams, boolean anyStream, boolean definitions, String text) {
            throw new AssertionError(text);
        }

        @Override
        public void firstPassDone(boolean endedInGoodOrder) {
            store.readAll((kind, key, value) -> {});
        }

        @Override
        public void drop(long stream, long item) {
            throw new AssertionError();
        }

        @Override
        public void dropUpTo(long stream, long upToItem, long[] except) {
            throw new AssertionError();
        }

        @Override
        public void note(long stream, long item, ByteBuffer rest) {
            throw new AssertionError();
        }

        @Override
        public void mark(long stream, long value, ByteBuffer rest) {
            throw new AssertionError();
        }

        @Override
        public boolean add(long stream, long item, long place, int holders, ByteBuffer rest) {
            throw new AssertionError();
        }
    }

    private static final class NoStreams implements StreamOwner {
        @Override
        public boolean exists(long stream) {
            return false;
        }

        @Override
        public void present(long stream, long[] items, Answer answer) {
            answer.items(new boolean[items.length]);
        }

        @Override
        public void moved(long stream, long[] items, long[] places, Runnable done) {
            done.run();
        }
    }
}
