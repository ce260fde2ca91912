package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RewriterTest {
    private static final long STREAM = 1;

    private final SimPower power = new SimPower();
    private SimDisk disk = new SimDisk(power);
    private SimDisk segments = new SimDisk(power);
    private final Map<Long, TestBody> kept = new TreeMap<>();
    private long nextItem = 1;

    private LogTestBench bench() throws IOException {
        return new LogTestBench(disk, segments, LogSettings.Durability.FSYNC);
    }

    /** Goes on with the disks as the power leaves them, or as they are. */
    private LogTestBench restarted(boolean powerCut) throws IOException {
        if (powerCut) {
            SimPower next = new SimPower();
            Random random = new Random(1);
            disk = disk.powerCut(random, true, next);
            segments = segments.powerCut(random, true, next);
        }
        LogTestBench bench = bench();
        bench.items.putAll(itemsOf(bench));
        return bench;
    }

    private static Map<String, Long> itemsOf(LogTestBench bench) {
        Map<String, Long> places = new TreeMap<>();
        bench.replay.items.forEach(
                (stream, items) -> items.forEach((item, found) -> places.put(stream + "/" + item, found.place())));
        return places;
    }

    private TestBody put(LogTestBench bench, int size) {
        TestBody body = bench.body(nextItem, 1, size);
        bench.add(STREAM, nextItem, nextItem);
        nextItem++;
        return body;
    }

    /** So many files go through of which only the first item stays. */
    private void fill(LogTestBench bench, int files) throws IOException {
        long end = bench.log.files().lastGeneration() + files;
        long generation = -1;
        while (bench.log.files().lastGeneration() < end) {
            long item = nextItem;
            TestBody body = put(bench, 700);
            bench.commit();
            if (body.place() >>> Integer.SIZE != generation) {
                generation = body.place() >>> Integer.SIZE;
                kept.put(item, body);
            } else {
                bench.drop(STREAM, item, body);
                bench.commit();
            }
            bench.nowMs += 300;
            bench.keepRewriting(3);
        }
    }

    private void settle(LogTestBench bench) {
        for (int i = 0; i < 40; i++) {
            bench.nowMs += 1_000;
            bench.keepRewriting(20);
        }
    }

    /** Until the owner is told that bodies moved, and has not said that it is done. */
    private void moveWithoutAnswer(LogTestBench bench) throws IOException {
        bench.holdAnswers = true;
        fill(bench, 6);
        for (int i = 0; i < 100 && bench.heldMoves.isEmpty(); i++) {
            bench.nowMs += 1_000;
            bench.answerPresence();
            bench.keepRewriting(5);
        }
        assertFalse(bench.heldMoves.isEmpty(), "nothing is rewritten");
    }

    private void checkKept(LogTestBench bench) {
        assertEquals(kept.keySet(), bench.replay.of(STREAM).keySet());
        kept.forEach((item, body) -> {
            long place = bench.replay.of(STREAM).get(item).place();
            assertArrayEquals(body.payload, (byte[]) bench.read(place), () -> "item " + item);
        });
    }

    private long diskBytes() throws IOException {
        long bytes = 0;
        for (SimDisk part : List.of(disk, segments)) {
            for (String name : part.list()) {
                bytes += part.bytes(name).length;
            }
        }
        return bytes;
    }

    @Test
    void oneOldItemOfEachFileDoesNotPinFiles() throws IOException {
        try (LogTestBench bench = bench()) {
            fill(bench, 50);
            settle(bench);
            // 50 bodies of 700 bytes fill two and a half files; then there are spares, the newest, the one written.
            long largest = (3L + LogFiles.MOST_SPARES + RewriteChoice.FILES_BEHIND + 1) * LogTestBench.FILE_BYTES;
            assertTrue(diskBytes() <= largest, diskBytes() + " bytes: " + disk.list() + segments.list());
            assertTrue(segments.list().size() <= 8, segments.list().toString());
            for (Map.Entry<Long, TestBody> entry : kept.entrySet()) {
                long place = bench.place(STREAM, entry.getKey(), entry.getValue());
                assertArrayEquals(entry.getValue().payload, (byte[]) bench.read(place));
            }
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(List.of(), bench.replay.damages);
            assertTrue(bench.log.endedInGoodOrder());
        }
    }

    @Test
    void dropsThatReferToAnOldItemDoNotPinLaterFiles() throws IOException {
        try (LogTestBench bench = bench()) {
            long old = nextItem;
            kept.put(old, put(bench, 100));
            for (int i = 0; i < 800; i++) {
                long item = nextItem;
                TestBody body = put(bench, 600);
                bench.note(STREAM, old, "returned");
                bench.commit();
                if (i % 20 == 0) {
                    bench.dropUpTo(STREAM, item, old);
                    bench.writer.letGo(body, body.size());
                    bench.gone.add(STREAM + "/" + item);
                } else {
                    bench.drop(STREAM, item, body);
                }
                bench.commit();
                bench.nowMs += 300;
                bench.keepRewriting(3);
            }
            settle(bench);
            assertTrue(bench.log.files().lastGeneration() > 30);
            assertTrue(diskBytes() <= 10L * LogTestBench.FILE_BYTES + 800 * 20, diskBytes() + " bytes");
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(800, bench.replay.notesOn(STREAM, old()));
        }
    }

    private long old() {
        return kept.keySet().iterator().next();
    }

    @Test
    void whatIsLetGoAtTheOldPlaceWhileItMovesCountsForTheSegment() throws IOException {
        try (LogTestBench bench = bench()) {
            moveWithoutAnswer(bench);
            // It was said to be there, it is in the segment, and now it leaves at its old place.
            long item = old();
            TestBody body = kept.remove(item);
            LogFile segment = bench.log.files().kept().iterator().next();
            assertTrue(segment.isSegment());
            long before = bench.log.counts().entries(segment.generation);
            bench.drop(STREAM, item, body);
            bench.commit();
            assertEquals(before - 1, bench.log.counts().entries(segment.generation));
            bench.holdAnswers = false;
            bench.heldMoves.forEach(Runnable::run);
            settle(bench);
            assertEquals(before - 1, bench.log.counts().entries(segment.generation));
            // The others leave at their new places: then nothing is left to be kept.
            for (Map.Entry<Long, TestBody> entry : kept.entrySet()) {
                bench.dropAt(STREAM, entry.getKey(), entry.getValue());
            }
            kept.clear();
            bench.commit();
            settle(bench);
            assertEquals(0, bench.log.counts().entries(segment.generation));
            assertFalse(segments.list().contains(segment.name), segments.list().toString());
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
        }
    }

    @Test
    void filesStayUntilTheOwnerIsDoneAndAllReadsAreServed() throws IOException {
        try (LogTestBench bench = bench()) {
            moveWithoutAnswer(bench);
            TestBody body = kept.get(old());
            assertArrayEquals(body.payload, (byte[]) bench.read(body.place()));
            Object[] late = bench.ask(body.place());
            bench.heldMoves.forEach(Runnable::run);
            bench.holdAnswers = false;
            for (int i = 0; i < 10; i++) {
                bench.keepWithoutReading();
            }
            assertTrue(bench.log.files().of(body.place() >>> Integer.SIZE) != null, "freed before the read");
            bench.log.bodyReader().step();
            assertArrayEquals(body.payload, (byte[]) late[0]);
            bench.keepRewriting(10);
            assertTrue(bench.log.files().of(body.place() >>> Integer.SIZE) == null, "not freed");
        }
    }

    @Test
    void passingBodiesMoveAndARestartForgetsThem() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody passing = bench.body(nextItem, 1, 300);
            bench.addPassing(STREAM, nextItem, nextItem);
            long item = nextItem++;
            fill(bench, 6);
            settle(bench);
            long place = bench.place(STREAM, item, passing);
            assertTrue(place != passing.place(), "not moved");
            assertArrayEquals(passing.payload, (byte[]) bench.read(place));
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
        }
    }

    @Test
    void whatCannotBeWrittenIsTriedAgainAndNothingIsLost() throws IOException {
        for (Operation operation : List.of(
                Operation.CREATE, Operation.WRITE, Operation.SYNC, Operation.RENAME, Operation.SYNC_DIRECTORY)) {
            disk = new SimDisk();
            segments = new SimDisk();
            kept.clear();
            nextItem = 1;
            try (LogTestBench bench = bench()) {
                for (int generation = 1; generation < 200; generation++) {
                    segments.failFrom(operation, operation == Operation.SYNC_DIRECTORY ? "" : generation + ".new", 1);
                }
                fill(bench, 8);
                settle(bench);
                boolean named = operation == Operation.SYNC_DIRECTORY;
                assertEquals(
                        named ? 1 : 0,
                        segments.list().stream()
                                .filter(name -> name.endsWith(".seg"))
                                .count());
                assertTrue(
                        segments.list().stream().noneMatch(name -> name.endsWith(".new")),
                        segments.list().toString());
                assertEquals(List.of(), bench.alarms);
                segments.heal();
                bench.nowMs += 100_000;
                settle(bench);
                assertTrue(diskBytes() <= 9L * LogTestBench.FILE_BYTES, operation + ": " + diskBytes());
            }
            try (LogTestBench bench = restarted(false)) {
                checkKept(bench);
            }
        }
    }

    /** A server of files that went away in between answers so. */
    @Test
    void aSegmentWhoseNamingReportsAnErrorAndTookPlaceStandsForItsFiles() throws IOException {
        try (LogTestBench bench = bench()) {
            for (int generation = 1; generation < 200; generation++) {
                segments.failRenamed(generation + ".new", 1);
            }
            fill(bench, 8);
            settle(bench);
            assertTrue(segments.list().stream().anyMatch(name -> name.endsWith(".seg")), "nothing is rewritten");
            // All leave, and so do the files that say so.
            kept.forEach((item, body) -> bench.dropAt(STREAM, item, body));
            kept.clear();
            bench.commit();
            for (long end = bench.log.files().lastGeneration() + 12;
                    bench.log.files().lastGeneration() < end; ) {
                long item = nextItem;
                bench.drop(STREAM, item, put(bench, 700));
                bench.commit();
                bench.keepRewriting(3);
            }
            settle(bench);
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(List.of(), bench.replay.damages);
        }
    }

    @Test
    void aLogThatIsClosedWhileASegmentIsNamedLeavesNoFileOpen() throws IOException {
        try (LogTestBench bench = bench()) {
            segments.failFrom(Operation.SYNC_DIRECTORY, "", 1);
            fill(bench, 8);
            settle(bench);
            assertEquals(1, segments.openFiles());
        }
        assertEquals(0, segments.openFiles());
        segments.heal();
        try (LogTestBench bench = restarted(false)) {
            checkKept(bench);
        }
    }

    @Test
    void rewritingKeepsToItsBandwidth() throws IOException {
        long fastMs = rewritingTakesMs(1 << 20);
        long slowMs = rewritingTakesMs(4_000);
        // One file at least is read, six at most are read and written.
        assertTrue(fastMs <= 2_000, fastMs + " ms");
        assertTrue(slowMs >= LogTestBench.FILE_BYTES / 5, slowMs + " ms");
        assertTrue(slowMs <= 6L * LogTestBench.FILE_BYTES / 2, slowMs + " ms");
    }

    private long rewritingTakesMs(long bytesPerSecond) throws IOException {
        disk = new SimDisk();
        segments = new SimDisk();
        nextItem = 1;
        boolean[] named = new boolean[1];
        segments.hook((operation, file) -> named[0] |= operation == Operation.RENAME);
        try (LogTestBench bench = new LogTestBench(disk, segments, LogSettings.Durability.FSYNC, bytesPerSecond)) {
            bench.holdAnswers = true;
            fill(bench, 6);
            long began = bench.nowMs;
            while (!named[0] && bench.nowMs < began + 1_000_000) {
                bench.answerPresence();
                bench.nowMs += 100;
                bench.keepRewriting(1);
            }
            return bench.nowMs - began;
        }
    }

    @Test
    void aBodyThatIsAddedOneFileLaterMovesToo() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody body = bench.body(1_000_000, 2, 300);
            bench.add(STREAM, nextItem, 1_000_000);
            long first = nextItem++;
            fill(bench, 2);
            bench.add(2, 77, 1_000_000);
            bench.commit();
            fill(bench, 8);
            settle(bench);
            assertTrue(bench.place(2, 77, body) != body.place(), "not moved");
            assertEquals(bench.place(STREAM, first, body), bench.place(2, 77, body));
            bench.dropAt(STREAM, first, body);
            bench.commit();
            settle(bench);
            assertArrayEquals(body.payload, (byte[]) bench.read(bench.place(2, 77, body)));
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(Set.of(77L), bench.replay.of(2).keySet());
        }
    }

    /** However long it takes, and however many files are written meanwhile. */
    @Test
    void aFileStaysAsLongAsABodyInItIsToBeAdded() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody late = bench.body(1_000_000, 2, 300);
            bench.add(STREAM, nextItem, 1_000_000);
            kept.put(nextItem++, late);
            fill(bench, 12);
            bench.nowMs += 3_600_000;
            settle(bench);
            LogFile file = bench.log.files().of(late.place() >>> Integer.SIZE);
            assertTrue(file != null && bench.log.files().isKept(file), "its place is not known to who adds it");
            bench.add(2, 77, 1_000_000);
            bench.commit();
            fill(bench, 6);
            settle(bench);
            assertTrue(bench.place(2, 77, late) != late.place(), "not moved");
            assertArrayEquals(late.payload, (byte[]) bench.read(bench.place(2, 77, late)));
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(Set.of(77L), bench.replay.of(2).keySet());
            assertEquals(List.of(), bench.replay.damages);
        }
    }

    @Test
    void aFileDoesNotWaitForWhoDidNotTakeABodyInIt() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody one = bench.body(1_000_000, 2, 300);
            bench.add(STREAM, nextItem, 1_000_000);
            kept.put(nextItem++, one);
            // One says so before the place is known, one after that.
            bench.writer.letGoUntaken(one, one.size());
            TestBody two = bench.body(1_000_001, 2, 300);
            bench.add(STREAM, nextItem, 1_000_001);
            kept.put(nextItem++, two);
            bench.commit();
            bench.writer.letGoUntaken(two, two.size());
            bench.commit();
            fill(bench, 8);
            settle(bench);
            assertTrue(bench.log.files().of(one.place() >>> Integer.SIZE) == null, "not moved");
            long segment = bench.place(STREAM, 1, one) >>> Integer.SIZE;
            assertEquals(segment, bench.place(STREAM, 2, two) >>> Integer.SIZE);
            assertEquals(0, bench.log.counts().untaken(one.place() >>> Integer.SIZE));
        }
    }

    @Test
    void aBodyMovesForWhoAddedItInAFileThatStays() throws IOException {
        try (LogTestBench bench = bench()) {
            TestBody body = bench.body(1_000_000, 1, 300);
            fill(bench, 2);
            bench.add(2, 77, 1_000_000);
            // All of that file lives.
            for (long last = bench.log.files().lastGeneration();
                    bench.log.files().lastGeneration() <= last; ) {
                kept.put(nextItem, put(bench, 700));
                bench.commit();
            }
            fill(bench, 6);
            settle(bench);
            LogFile file = bench.log.files().of(bench.place(2, 77, body) >>> Integer.SIZE);
            assertTrue(file.isSegment(), "not moved");
            assertTrue(bench.log.files().kept().stream()
                    .anyMatch(other -> other.last == file.last + 1 && !other.isSegment()));
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(Set.of(77L), bench.replay.of(2).keySet());
        }
    }

    @Test
    void definitionsAreCopiedUntilTheyAreInTheCheckpoint() throws IOException {
        LogPosition position;
        try (LogTestBench bench = bench()) {
            bench.writer.definitions(LogTestBench.bytes("vhost"));
            bench.mark(5, 44);
            fill(bench, 8);
            settle(bench);
            assertTrue(bench.log.files().kept().iterator().next().isSegment());
            position = bench.log.position();
        }
        try (LogTestBench bench = restarted(true)) {
            assertEquals(List.of("vhost"), bench.replay.definitions);
            assertEquals(44, bench.replay.marks.get(5L));
            bench.log.checkpointed(position);
            kept.keySet().removeIf(item -> item > 1);
            for (Map.Entry<Long, RecordedReplay.Item> entry :
                    bench.replay.of(STREAM).entrySet()) {
                if (!kept.containsKey(entry.getKey())) {
                    bench.writer.letGo(entry.getValue().place(), 1, 700);
                    bench.gone.add(STREAM + "/" + entry.getKey());
                }
            }
            bench.dropUpTo(STREAM, nextItem, 1);
            bench.commit();
            fill(bench, 4);
            settle(bench);
        }
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(List.of(), bench.replay.definitions);
            assertEquals(44, bench.replay.marks.get(5L));
        }
    }

    @Test
    void aStartDeletesWhatASegmentStandsFor() throws IOException {
        try (LogTestBench bench = bench()) {
            // The owner never says that it is done: nothing is freed.
            moveWithoutAnswer(bench);
            bench.note(STREAM, old(), "returned");
            bench.commit();
            assertEquals(1, segments.list().size());
        }
        byte[] older = segments.bytes(segments.list().get(0));
        String name = segments.list().get(0);
        try (LogTestBench bench = restarted(true)) {
            checkKept(bench);
            assertEquals(1, bench.replay.notesOn(STREAM, old()));
            assertEquals(List.of(), bench.replay.damages);
            fill(bench, 12);
            settle(bench);
            assertFalse(segments.list().contains(name), segments.list().toString());
        }
        // As if the power had gone off before it was deleted.
        try (DiskFile file = segments.create(name)) {
            file.write(new ByteBuffer[] {ByteBuffer.wrap(older)}, 1, 0);
        }
        int notes;
        try (LogTestBench bench = restarted(false)) {
            checkKept(bench);
            notes = bench.replay.notesOn(STREAM, old());
            assertFalse(segments.list().contains(name), segments.list().toString());
        }
        assertEquals(1, notes);
    }

    @Test
    void nothingIsLeftOutBeforeItsReasonIsOnDisk() throws IOException {
        try (LogTestBench bench = bench()) {
            bench.holdAnswers = true;
            fill(bench, 6);
            for (int i = 0; i < 100; i++) {
                bench.nowMs += 1_000;
                bench.answerPresence();
                bench.log.keeper().step(bench.nowMs);
            }
            assertEquals(List.of(), segments.list());
            settle(bench);
            assertEquals(1, segments.list().size());
        }
    }

    @Test
    void anExceptionOfOneListenerDoesNotEndTheLog() throws IOException {
        try (LogTestBench bench = bench()) {
            LogWriter failing = bench.log.writer(ticket -> {
                throw new IllegalStateException("as ordered");
            });
            failing.submitMarker();
            put(bench, 10);
            bench.commit();
            put(bench, 10);
            failing.submitMarker();
            bench.commit();
            assertEquals(List.of(1L, 2L), bench.durable);
        }
    }

    @Test
    void rangesNameAllThatWasAdded() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            ItemRanges ranges = new ItemRanges();
            int spread = 1 + random.nextInt(20);
            long[] items = random.longs(random.nextInt(2_000), 0, 1_000L * spread)
                    .distinct()
                    .toArray();
            if (round % 2 == 0) {
                Arrays.sort(items);
            }
            List<Long> added = new ArrayList<>();
            for (long item : items) {
                ranges.add(item);
                added.add(item);
            }
            for (long item : added) {
                assertTrue(ranges.overlaps(item, item));
                assertTrue(ranges.holdsUpTo(item, new long[0]));
            }
            long[] sorted = items.clone();
            Arrays.sort(sorted);
            if (sorted.length > 0 && sorted.length < 100) {
                assertFalse(ranges.holdsUpTo(Long.MAX_VALUE - 1, sorted));
                assertFalse(ranges.overlaps(sorted[sorted.length - 1] + 1, Long.MAX_VALUE));
                assertFalse(ranges.holdsUpTo(sorted[0] - 1, new long[0]));
            }
        }
    }
}
