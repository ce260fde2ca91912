package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What must be on disk, or gone from it, before a file goes. */
class FreeingOrderTest {
    private static final long STREAM = 1;

    private final SimPower power = new SimPower();
    private SimDisk disk = new SimDisk(power);
    private SimDisk segments = new SimDisk(power);
    private final Map<Long, TestBody> kept = new TreeMap<>();
    private long nextItem = 1;

    private LogTestBench bench() throws IOException {
        return new LogTestBench(disk, segments, LogSettings.Durability.FSYNC);
    }

    private TestBody put(LogTestBench bench, int size) {
        TestBody body = bench.body(nextItem, 1, size);
        bench.add(STREAM, nextItem, nextItem);
        nextItem++;
        return body;
    }

    /** Items come and go at once, each within one group, until so many files were begun. */
    private void pass(LogTestBench bench, int files) {
        long end = bench.log.files().lastGeneration() + files;
        while (bench.log.files().lastGeneration() < end) {
            long item = nextItem;
            bench.drop(STREAM, item, put(bench, 700));
            bench.commit();
        }
    }

    private void settle(LogTestBench bench) {
        for (int i = 0; i < 30; i++) {
            bench.nowMs += 1_000;
            bench.keepRewriting(20);
        }
    }

    private void keep(LogTestBench bench) {
        kept.put(nextItem, put(bench, 300));
        bench.commit();
    }

    private void keepInEachOf(LogTestBench bench, int files) {
        for (int i = 0; i < files; i++) {
            keep(bench);
            pass(bench, 1);
        }
    }

    /** What is found after a power cut: everything that was not dropped, and nothing that was. */
    private void checkAfterPowerCut() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            SimPower next = new SimPower();
            SimDisk log = disk.powerCut(new Random(seed), true, next);
            SimDisk rest = segments.powerCut(new Random(seed), true, next);
            try (LogTestBench again = new LogTestBench(log, rest, LogSettings.Durability.FSYNC)) {
                assertEquals(List.of(), again.replay.damages);
                assertEquals(kept.keySet(), again.replay.of(STREAM).keySet());
            }
        }
    }

    /** One file whose sync failed, which nothing that counts stands in, and which cannot be deleted. */
    private void discardedFile(LogTestBench bench) {
        // The first file mostly lives, and stays as it is.
        for (int i = 0; i < 30; i++) {
            keep(bench);
        }
        for (int i = 0; i < 3; i++) {
            disk.failFrom(Operation.DELETE, "0000" + (i + 1) + ".log", 1);
        }
        long last = bench.log.files().lastGeneration();
        disk.hook((operation, file) -> {
            // The first frame of the next file.
            if (operation == Operation.WRITE && bench.log.files().lastGeneration() == last + 1) {
                disk.hook((other, name) -> {});
                disk.fail(Operation.SYNC, file, 1);
            }
        });
        pass(bench, 2);
        assertEquals(last + 2, bench.log.files().lastGeneration());
        assertTrue(bench.log.files().kept().stream().noneMatch(file -> file.generation == last + 1), "not discarded");
    }

    @Test
    void aDiscardedFileHoldsBackWhatStandsBehindIt() throws IOException {
        try (LogTestBench bench = bench()) {
            discardedFile(bench);
            long discarded = bench.log.files().lastGeneration() - 1;
            pass(bench, 4);
            for (int i = 0; i < 10; i++) {
                bench.keep();
            }
            // Only what stands next behind it says that it does not count.
            assertTrue(bench.log.files().of(discarded + 1) != null, "freed");
            checkAfterPowerCut();
            disk.heal();
            for (int i = 0; i < 10; i++) {
                bench.keep();
            }
            assertTrue(bench.log.files().of(discarded + 1) == null, "not freed");
            checkAfterPowerCut();
        }
    }

    @Test
    void aSegmentStandsForDiscardedFilesBeforeItsRunToo() throws IOException {
        try (LogTestBench bench = bench()) {
            discardedFile(bench);
            long discarded = bench.log.files().lastGeneration() - 1;
            keepInEachOf(bench, 4);
            settle(bench);
            LogFile segment = bench.log.files().kept().stream()
                    .filter(LogFile::isSegment)
                    .findFirst()
                    .orElseThrow();
            assertFalse(bench.log.files().kept().iterator().next().isSegment());
            assertTrue(segment.first <= discarded && segment.last > discarded, segment.name);
            checkAfterPowerCut();
        }
    }

    @Test
    void nothingIsFreedWhileTheNameOfASegmentMayBeLost() throws IOException {
        try (LogTestBench bench = bench()) {
            // The item goes with a drop that stands behind the run: it is left out of the segment.
            long item = nextItem;
            TestBody body = put(bench, 300);
            keep(bench);
            pass(bench, 4);
            bench.drop(STREAM, item, body);
            bench.commit();
            long dropped = bench.log.files().lastGeneration();
            pass(bench, 1);
            keepInEachOf(bench, 3);
            segments.failFrom(Operation.SYNC_DIRECTORY, "", 1);
            settle(bench);
            assertEquals(1, segments.list().size(), segments.list().toString());
            assertTrue(segments.list().get(0).endsWith(".seg"), segments.list().toString());
            assertTrue(bench.log.files().of(dropped) != null, "freed");
            checkAfterPowerCut();
            segments.heal();
            settle(bench);
            assertTrue(bench.log.files().of(dropped) == null, "not freed");
            checkAfterPowerCut();
        }
    }

    /** One whose end the next one tells is rewritten together with that, or neither is. */
    @Test
    void aFileThatIsCutByTheNextStaysWithItForWhatIsToBeAdded() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody late = bench.body(1_000_000, 1, 100);
            keep(bench);
            disk.fail(Operation.SYNC, "00001.log", 1);
            keep(bench);
            bench.step();
            assertTrue(bench.log.files().kept().iterator().next().cutByNext());
            pass(bench, 2);
            keepInEachOf(bench, 4);
            settle(bench);
            assertTrue(bench.log.files().of(late.place() >>> Integer.SIZE) != null, "it is to be added");
            kept.put(1_000_000L, late);
            bench.add(STREAM, 1_000_000, 1_000_000);
            bench.commit();
            keepInEachOf(bench, 4);
            settle(bench);
            assertTrue(bench.log.files().of(late.place() >>> Integer.SIZE) == null, "not rewritten");
            checkAfterPowerCut();
        }
    }

    @Test
    void aFileThatIsCutByTheNextGoesWithItThoughItMostlyLives() throws IOException {
        try (LogTestBench bench = bench()) {
            for (int i = 0; i < 30; i++) {
                keep(bench);
            }
            disk.fail(Operation.SYNC, "00001.log", 1);
            keep(bench);
            bench.step();
            pass(bench, 2);
            keepInEachOf(bench, 4);
            settle(bench);
            assertTrue(bench.log.files().of(2) == null, "not rewritten");
            assertTrue(bench.log.files().of(1) == null, "nobody tells where it ends");
            checkAfterPowerCut();
        }
    }

    /** A killed process leaves names, and heads of freed slots, that only the system's memory has. */
    @Test
    void whatAKilledProcessDidNotSyncIsMadeLastingAtAStart() throws IOException {
        int unsynced = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            LogDisks disks = LogDisks.fresh();
            LogScript script = null;
            for (int life = 0; life < 25; life++) {
                LogScript before = script;
                disks.power().cutAfter(random.nextInt(120));
                try {
                    script = new LogScript(disks, random, before);
                    script.run(3_000);
                } catch (PowerCut e) {
                    assertTrue(disks.power().isOff());
                }
                disks = disks.copy();
                unsynced += disks.segments().isSynced() && disks.log().isSynced() ? 0 : 1;
                LogDisks started = disks.copy();
                new LogScript(started, new Random(1), script);
                String where = "seed " + seed + ", life " + life;
                assertTrue(started.segments().isSynced(), where + ": names of segments are not on disk");
                assertTrue(started.log().isSynced(), where + ": the log's files are not on disk");
            }
        }
        assertTrue(unsynced > 100, "hardly ever was anything not on disk: " + unsynced);
    }
}
