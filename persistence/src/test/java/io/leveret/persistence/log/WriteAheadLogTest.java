package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.disk.SimPower;
import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class WriteAheadLogTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void itemsThatNeedNotSurviveAreNotShownAgainButTheirIdsAre() throws IOException {
        SimDisk disk = new SimDisk();
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.body(7, 1, 100);
            bench.writer.beginAdd(3, 1, 21, 7, true, 0);
            bench.writer.end();
            bench.commit();
        }
        RecordedReplay replay = new LogTestBench(disk).replay;
        assertTrue(replay.of(3).isEmpty());
        assertEquals(Map.of(3L, Set.of(21L)), replay.passed);
    }

    @Test
    void aLogThatGoesOnDoesNotEndInGoodOrderThoughNothingIsWritten() throws IOException {
        SimDisk disk = new SimDisk();
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.mark(1, 100);
            bench.commit();
        }
        LogTestBench second = new LogTestBench(disk);
        assertTrue(second.replay.endedInGoodOrder);
        SimDisk left = disk.powerCut(new Random(1));
        LogTestBench third = new LogTestBench(left);
        assertFalse(third.replay.endedInGoodOrder);
        assertEquals(Map.of(1L, 100L), third.replay.marks);
    }

    @Test
    void aLogThatCannotGoOnSaysSoAsSoonAsItCan() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.mark(1, 100);
            bench.commit();
        }
        for (int file = 2; file < 9; file++) {
            disk.failFrom(Operation.SYNC, "0000" + file + ".log", 1);
        }
        LogTestBench second = new LogTestBench(disk);
        disk.heal();
        second.nowMs += 1_000;
        second.step();
        LogTestBench third = new LogTestBench(disk.powerCut(new Random(1)));
        assertFalse(third.replay.endedInGoodOrder);
    }

    @Test
    void anEndThatCannotBeSaidInOneFileIsSaidInTheNext() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.keep();
            bench.mark(1, 100);
            bench.commit();
            disk.failFrom(Operation.SYNC, "00001.log", 1);
            bench.mark(1, 200);
            bench.submit();
        }
        disk.heal();
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertTrue(bench.replay.endedInGoodOrder);
            assertEquals(Map.of(1L, 200L), bench.replay.marks);
        }
    }

    /** A disk on a network may make a file, lose its answer, and say when asked again that it is there. */
    @Test
    void aNameThatIsTakenStopsNothing() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            for (String name : List.of("00002.log", "00003.log")) {
                disk.create(name).close();
            }
            for (int item = 1; item < 100; item++) {
                bench.body(item, 1, 1_000);
                bench.add(1, item, item);
                bench.commit();
                bench.nowMs += 1_000;
                bench.keep();
            }
            assertEquals(LogFiles.WANTED_SPARES, bench.log.files().spareCount());
            assertEquals("cleared", bench.alarms.isEmpty() ? "cleared" : bench.alarms.get(bench.alarms.size() - 1));
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(99, bench.replay.of(1).size());
            assertEquals(List.of(), bench.replay.damages);
        }
    }

    /** Direct memory may be short: that ends no process, and must not end the only thread that reads. */
    @Test
    void aBodyThatThereIsNoMemoryForIsUnreadableAndOthersAreRead() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            TestBody body = bench.body(11, 1, 300);
            bench.add(1, 5, 11);
            bench.commit();
            List<IOException> causes = new ArrayList<>();
            bench.log.reader().read(new long[] {body.place()}, 1, new BodyReader.Taker() {
                @Override
                public void body(int n, ByteBuffer payload) {
                    throw new OutOfMemoryError("as ordered");
                }

                @Override
                public void unreadable(int n, IOException cause) {
                    causes.add(cause);
                }

                @Override
                public void done() {
                    causes.add(null);
                }
            });
            bench.log.bodyReader().step();
            assertEquals(2, causes.size());
            assertTrue(causes.get(0).getMessage().contains("as ordered"), causes.toString());
            assertArrayEquals(body.payload, (byte[]) bench.read(body.place()));
        }
    }

    @Test
    void whatWasWrittenIsShownAgain() throws IOException {
        TestBody first;
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertTrue(bench.log.endedInGoodOrder());
            first = bench.body(11, 2, 300);
            bench.add(1, 5, 11);
            bench.add(2, 7, 11);
            TestBody second = bench.body(12, 1, 0);
            bench.add(1, 6, 12);
            bench.drop(1, 6, second);
            bench.note(1, 5, "returned");
            bench.mark(1, 100);
            bench.mark(1, 200);
            bench.dropUpTo(3, 9, 4, 8);
            bench.writer.definitions(LogTestBench.bytes("a queue"));
            bench.commit();
            assertEquals(List.of(1L), bench.durable);
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertTrue(bench.replay.endedInGoodOrder);
            assertEquals(List.of("a queue"), bench.replay.definitions);
            assertEquals(
                    new RecordedReplay.Item(first.place(), 2, "item 5"),
                    bench.replay.of(1).get(5L));
            assertEquals(
                    new RecordedReplay.Item(first.place(), 2, "item 7"),
                    bench.replay.of(2).get(7L));
            assertEquals(1, bench.replay.of(1).size());
            assertEquals(200, bench.replay.marks.get(1L));
            assertEquals(List.of("1/5 returned"), bench.replay.notes);
            assertTrue(bench.replay.isDropped(3, 9));
            assertFalse(bench.replay.isDropped(3, 8));
            assertEquals(12, bench.log.highestBodyId());
            assertEquals(3, bench.log.highestStream());
            assertEquals(2, bench.log.counts().entries(first.place() >>> 32));
            assertArrayEquals(first.payload, (byte[]) bench.read(first.place()));
        }
        assertEquals(0, disk.openFiles());
    }

    @Test
    void whatIsSyncedSurvivesAndWhatIsNotIsCutInSilence() throws IOException {
        LogTestBench bench = new LogTestBench(disk);
        bench.body(1, 1, 100);
        bench.add(1, 1, 1);
        bench.commit();
        disk.fail(Operation.SYNC, "00001.log", 1);
        bench.body(2, 1, 100);
        bench.add(1, 2, 2);
        bench.submit();
        bench.step();
        assertEquals(List.of(1L), bench.durable);
        SimDisk found = disk.powerCut(new Random(1), false, new SimPower());
        try (LogTestBench again = new LogTestBench(found)) {
            assertFalse(again.log.endedInGoodOrder());
            assertTrue(again.replay.of(1).containsKey(1L));
            assertEquals(List.of(), again.replay.damages);
        }
        bench.close();
    }

    @Test
    void oneSyncServesAllThatWasSubmittedMeanwhile() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            long before = disk.power().operations();
            for (int i = 1; i <= 20; i++) {
                bench.body(i, 1, 50);
                bench.add(1, i, i);
                bench.submit();
            }
            bench.step();
            assertEquals(List.of(20L), bench.durable);
            assertEquals(before + 2, disk.power().operations());
            assertEquals(0, bench.log.unsyncedBytes());
        }
    }

    @Test
    void aTicketAloneNeedsNoWriteWhenAllIsSynced() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.body(1, 1, 50);
            bench.commit();
            long before = disk.power().operations();
            long ticket = bench.writer.submitMarker();
            bench.step();
            assertEquals(List.of(1L, ticket), bench.durable);
            assertEquals(before, disk.power().operations());
        }
    }

    @Test
    void aFileThatNothingNeedsAnyMoreIsUsedAgain() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            for (int i = 1; i <= 400; i++) {
                TestBody body = bench.body(i, 1, 500);
                bench.add(1, i, i);
                bench.commit();
                bench.drop(1, i, body);
                bench.commit();
                if (i % 10 == 0) {
                    bench.keep();
                }
            }
            assertTrue(
                    disk.list().size() <= LogFiles.MOST_SPARES + 3, disk.list().toString());
            assertTrue(bench.log.files().lastGeneration() > 10);
            assertEquals(List.of(), bench.alarms);
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(List.of(), bench.replay.damages);
            assertTrue(bench.replay.of(1).isEmpty());
            assertTrue(bench.log.endedInGoodOrder());
        }
    }

    @Test
    void marksOfFreedFilesAreRepeated() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.mark(9, 1_000);
            for (int i = 1; i <= 100; i++) {
                TestBody body = bench.body(i, 1, 900);
                bench.add(1, i, i);
                bench.commit();
                bench.drop(1, i, body);
                bench.commit();
                bench.keep();
            }
            assertTrue(bench.log.files().kept().iterator().next().generation > 3);
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(1_000, bench.replay.marks.get(9L));
        }
    }

    @Test
    void definitionsStayUntilTheyAreInTheCheckpoint() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.writer.definitions(LogTestBench.bytes("vhost"));
            bench.commit();
            LogPosition position = bench.log.position();
            fillAndDrop(bench, 60);
            assertEquals(1, bench.log.files().kept().iterator().next().generation);
            bench.log.checkpointed(position);
            bench.keep();
            assertTrue(bench.log.files().kept().iterator().next().generation > 1);
        }
    }

    private static void fillAndDrop(LogTestBench bench, int count) {
        for (int i = 1; i <= count; i++) {
            TestBody body = bench.body(i, 1, 900);
            bench.add(1, i, i);
            bench.commit();
            bench.drop(1, i, body);
            bench.commit();
            bench.keep();
        }
    }

    @Test
    void aFailedSyncGoesToTheNextFile() throws IOException {
        TestBody second;
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.log.keeper().step(bench.nowMs);
            bench.body(1, 1, 100);
            bench.add(1, 1, 1);
            bench.commit();
            disk.failFrom(Operation.SYNC, "00001.log", 1);
            second = bench.body(2, 1, 100);
            bench.add(1, 2, 2);
            bench.submit();
            assertEquals(0, bench.step());
            assertEquals(List.of(1L), bench.durable);
            assertEquals(LoggedBody.NO_PLACE, second.place());
            bench.step();
            assertEquals(List.of(1L, 2L), bench.durable);
            assertEquals(2, second.place() >>> 32);
            assertEquals(List.of(), bench.alarms);
        }
        SimDisk found = disk.powerCut(new Random(1), false, new SimPower());
        try (LogTestBench bench = new LogTestBench(found)) {
            assertEquals(second.place(), bench.replay.of(1).get(2L).place());
            assertEquals(2, bench.replay.of(1).size());
            assertEquals(List.of(), bench.replay.damages);
        }
    }

    @Test
    void aFullDiskRaisesTheAlarmAndLosesNothing() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            disk.spaceLeft(0);
            bench.log.keeper().step(bench.nowMs);
            assertEquals(List.of("the log cannot be extended: No space left on device"), bench.alarms);
            for (int i = 1; i <= 40; i++) {
                bench.body(i, 1, 900);
                bench.add(1, i, i);
                bench.commit();
            }
            assertTrue(bench.durable.size() < 40);
            assertEquals("the log cannot be written: No space left on device", bench.alarms.get(1));
            disk.heal();
            bench.nowMs += 1_000;
            bench.log.keeper().step(bench.nowMs);
            bench.step();
            assertEquals(40, bench.durable.get(bench.durable.size() - 1));
            assertEquals("cleared", bench.alarms.get(bench.alarms.size() - 1));
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(40, bench.replay.of(1).size());
        }
    }

    /** Publishers are stopped by the alarm, but what they have on the way may take a file: one is left for a start. */
    @Test
    void aStartOnADiskThatIsStillFullCanWrite() throws IOException {
        int items = 0;
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.keep();
            disk.spaceLeft(0);
            while (bench.alarms.isEmpty()) {
                publish(bench, ++items);
                bench.log.keeper().step(bench.nowMs);
            }
            for (int bytes = 0; bytes < LogTestBench.FILE_BYTES; bytes += 1_000) {
                publish(bench, ++items);
            }
            assertEquals(items, bench.durable.get(bench.durable.size() - 1));
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(items, bench.replay.of(1).size());
            bench.mark(1, items);
            bench.commit();
            assertEquals(List.of(1L), bench.durable);
        }
    }

    private static void publish(LogTestBench bench, int item) {
        bench.body(item, 1, 900);
        bench.add(1, item, item);
        bench.commit();
    }

    @Test
    void aGroupLargerThanAFileGetsOneOfItsOwn() throws IOException {
        TestBody large;
        try (LogTestBench bench = new LogTestBench(disk)) {
            bench.body(1, 1, 10);
            bench.add(1, 1, 1);
            bench.commit();
            large = bench.body(2, 1, 3 << 20);
            bench.add(1, 2, 2);
            bench.commit();
            bench.body(3, 1, 10);
            bench.add(1, 3, 3);
            bench.commit();
            assertArrayEquals(large.payload, (byte[]) bench.read(large.place()));
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(3, bench.replay.of(1).size());
            assertArrayEquals(large.payload, (byte[]) bench.read(large.place()));
        }
    }

    @Test
    void aBitTurnedOverIsDamageOfThatFrameAlone() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            for (int i = 1; i <= 5; i++) {
                bench.body(i, 1, 100);
                bench.add(i == 3 ? 2 : 1, i, i);
                if (i == 4) {
                    bench.writer.definitions(LogTestBench.bytes("late"));
                }
                bench.commit();
            }
            bench.add(2, 6, 5);
            bench.commit();
        }
        int at = SlotHeader.BYTES;
        byte[] bytes = disk.bytes("00001.log");
        for (int i = 1; i < 3; i++) {
            at += (int) FrameHeader.frameSize(ByteBuffer.wrap(bytes).getInt(at + 4));
        }
        disk.flip("00001.log", (at + 80) * 8L);
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertFalse(bench.log.endedInGoodOrder());
            assertEquals(1, bench.replay.damages.size());
            assertFalse(bench.replay.definitionsDamaged);
            assertEquals(List.of("late"), bench.replay.definitions);
            assertEquals(Set.of(1L, 2L, 4L, 5L), bench.replay.of(1).keySet());
        }
    }

    @Test
    void groupsThatSpanChunksStayTogether() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            for (int i = 1; i <= 900; i++) {
                bench.body(i, 1, 400);
                bench.add(1, i, i);
            }
            bench.body(901, 1, 200_000);
            bench.add(1, 901, 901);
            bench.commit();
            assertEquals(List.of(1L), bench.durable);
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(901, bench.replay.of(1).size());
            for (RecordedReplay.Item item : bench.replay.of(1).values()) {
                assertEquals(byte[].class, bench.read(item.place()).getClass());
            }
        }
    }

    @Test
    void withoutSyncsItIsReportedAfterTheWrite() throws IOException {
        for (Durability durability : new Durability[] {Durability.OS, Durability.INTERVAL}) {
            SimDisk own = new SimDisk();
            try (LogTestBench bench = new LogTestBench(own, durability)) {
                bench.step();
                bench.nowMs += 10;
                long before = own.power().operations();
                bench.body(1, 1, 10);
                bench.submit();
                long waitMs = bench.step();
                assertEquals(List.of(1L), bench.durable);
                assertEquals(before + 1, own.power().operations());
                assertEquals(durability == Durability.OS ? LogCommitter.UNTIL_WOKEN : 190, waitMs);
                bench.nowMs += 190;
                bench.step();
                assertEquals(
                        durability == Durability.OS ? before + 1 : before + 2,
                        own.power().operations());
            }
        }
    }

    @Test
    void whoLetsGoBeforeThePlaceIsKnownIsCountedOnce() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            TestBody body = bench.body(1, 3, 100);
            bench.writer.letGo(body, 100);
            bench.submit();
            bench.writer.letGo(body, 100);
            bench.submit();
            bench.step();
            assertEquals(1, bench.log.counts().entries(1));
            assertEquals(LiveCounts.weight(100, 3), bench.log.counts().weight(1));
            bench.writer.letGo(body, 100);
            assertEquals(1, bench.log.counts().entries(1));
            bench.submit();
            assertEquals(0, bench.log.counts().entries(1));
            assertEquals(0, bench.log.counts().weight(1));
        }
    }

    @Test
    void neighboursAreReadTogetherAndWhatIsDamagedIsReported() throws IOException {
        TestBody[] bodies = new TestBody[20];
        try (LogTestBench bench = new LogTestBench(disk)) {
            for (int i = 0; i < bodies.length; i++) {
                bodies[i] = bench.body(i + 1, 1, 200);
            }
            bench.commit();
            int[] reads = new int[1];
            disk.hook((operation, file) -> reads[0] += operation == Operation.READ ? 1 : 0);
            long[] places = Arrays.stream(bodies).mapToLong(LoggedBody::place).toArray();
            int[] right = new int[1];
            int[] wrong = new int[1];
            BodyReader.Taker taker = new BodyReader.Taker() {
                @Override
                public void body(int n, ByteBuffer payload) {
                    assertEquals(ByteBuffer.wrap(bodies[n].payload), payload);
                    right[0]++;
                }

                @Override
                public void unreadable(int n, IOException cause) {
                    assertEquals(7, n);
                    wrong[0]++;
                }

                @Override
                public void done() {
                    right[0] += 100;
                }
            };
            bench.log.reader().read(places, places.length, taker);
            bench.log.bodyReader().step();
            assertEquals(120, right[0]);
            assertEquals(1, reads[0]);
            disk.flip("00001.log", ((places[7] & 0xffff_ffffL) + 100) * 8);
            bench.log.reader().read(places, places.length, taker);
            bench.log.bodyReader().step();
            assertEquals(239, right[0]);
            assertEquals(1, wrong[0]);
        }
    }

    @Test
    void aBodyThatIsShortIsRefusedAndForgotten() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            TestBody body = new TestBody(1, 1, new byte[10]);
            bench.writer.beginBody(body, 10, 10).put(new byte[9]);
            assertThrows(IllegalStateException.class, bench.writer::end);
            bench.body(2, 1, 10);
            bench.add(1, 1, 2);
            bench.commit();
        }
        try (LogTestBench bench = new LogTestBench(disk)) {
            assertEquals(2, bench.log.highestBodyId());
            assertEquals(1, bench.replay.of(1).size());
        }
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws IOException {
        new LogTestBench(disk).close();
        byte[] head = disk.bytes("00001.log");
        head[3] = 9;
        CRC32C crc = new CRC32C();
        crc.update(head, 0, 16);
        ByteBuffer bytes = ByteBuffer.wrap(head, 0, 20);
        bytes.putInt(16, (int) crc.getValue());
        try (DiskFile file = disk.open("00001.log")) {
            file.write(new ByteBuffer[] {bytes}, 1, 0);
        }
        IOException refused = assertThrows(IOException.class, () -> new LogTestBench(disk));
        assertEquals("the log file 00001.log is of version 9, this program knows version 1", refused.getMessage());
        assertEquals(0, disk.openFiles());
    }
}
