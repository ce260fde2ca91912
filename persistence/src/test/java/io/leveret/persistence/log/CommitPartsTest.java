package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Parts of one transaction that several writers submit: after a crash all of them are there, or none. */
class CommitPartsTest {
    private static final long SEED = Long.getLong("seed", 20_261_121L);

    private final SimDisk disk = new SimDisk();

    /** A shard: what it appends, and what it was told. */
    private static final class Shard {
        final long stream;
        final LogWriter writer;
        final List<Long> durable = new ArrayList<>();
        private int sequence;
        private long lastItem;

        Shard(LogTestBench bench, long stream) {
            this.stream = stream;
            this.writer = bench.log.writer(durable::add);
        }

        long add(int size) {
            long item = ++lastItem;
            long bodyId = stream << 32 | item;
            new TestBody(bodyId, 1, new byte[size]).append(writer);
            writer.beginAdd(stream, ++sequence & 0xffff, item, bodyId, false, 0);
            writer.end();
            return item;
        }

        void begin(int parts) {
            writer.awaitParts(parts);
            add(100);
            writer.submit();
        }

        void part() {
            add(100);
            writer.endPart();
            writer.submit();
        }

        void other() {
            add(50);
            writer.submit();
        }
    }

    private Map<Long, Integer> found(SimDisk left) throws IOException {
        Map<Long, Integer> found = new TreeMap<>();
        try (LogTestBench bench = new LogTestBench(left)) {
            assertEquals(List.of(), bench.replay.damages);
            bench.replay.items.forEach((stream, items) -> found.put(stream, items.size()));
        }
        return found;
    }

    @Test
    void nothingIsWrittenBeforeTheLastPartIsThere() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            Shard c = new Shard(bench, 3);
            c.other();
            a.begin(2);
            bench.step();
            assertEquals(List.of(1L), c.durable, "what came before does not wait");
            long before = disk.power().operations();
            a.other();
            b.part();
            c.other();
            bench.step();
            assertEquals(before, disk.power().operations());
            assertEquals(List.of(), a.durable);
            assertTrue(bench.log.unsyncedBytes() > 0, "what waits counts");
            c.part();
            bench.step();
            assertEquals(List.of(2L), a.durable);
            assertEquals(List.of(1L), b.durable);
            assertEquals(List.of(1L, 3L), c.durable);
            assertEquals(before + 2, disk.power().operations(), "one write and one sync");
            assertEquals(0, bench.log.unsyncedBytes());
        }
        assertEquals(Map.of(1L, 2, 2L, 1, 3L, 3), found(disk));
    }

    @Test
    void transactionsThatCrossAreWrittenTogether() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            a.begin(1);
            b.begin(1);
            b.part();
            bench.step();
            assertEquals(List.of(), a.durable);
            assertEquals(List.of(), b.durable);
            a.part();
            bench.step();
            assertEquals(List.of(2L), a.durable);
            assertEquals(List.of(2L), b.durable);
        }
    }

    @Test
    void aPartOfNothingIsHandedOverAllTheSame() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            a.begin(1);
            bench.step();
            b.writer.endPart();
            b.writer.submit();
            assertFalse(bench.log.submissions().isEmpty(), "the log's thread is to wake");
            bench.step();
            assertEquals(List.of(1L), a.durable);
        }
    }

    @Test
    void aSyncThatIsWantedBehindWhatWaitsIsNotForgotten() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk, Durability.OS)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            List<Long> told = new ArrayList<>();
            GroupWriter marker = new GroupWriter(told::add, bench.log.submissions(), bench.log.counts(), true);
            a.begin(1);
            marker.submitMarker();
            bench.step();
            assertEquals(List.of(), told);
            int[] syncs = new int[1];
            disk.hook((operation, file) -> syncs[0] += operation == Operation.SYNC ? 1 : 0);
            b.part();
            bench.step();
            assertEquals(List.of(1L), told);
            assertEquals(1, syncs[0]);
        }
    }

    @Test
    void whatIsLargerThanAFileIsWholeToo() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            a.writer.awaitParts(1);
            for (int i = 0; i < 30; i++) {
                a.add(1_000);
            }
            a.writer.submit();
            for (int i = 0; i < 30; i++) {
                b.add(1_000);
            }
            b.part();
            long before = disk.power().operations();
            bench.step();
            assertEquals(List.of(1L), a.durable);
            assertTrue(disk.power().operations() > before);
        }
        assertEquals(Map.of(1L, 30, 2L, 31), found(disk));
    }

    @Test
    void aLogThatIsClosedBeforeTheLastPartHasNothingOfIt() throws IOException {
        LogTestBench bench = new LogTestBench(disk);
        Shard a = new Shard(bench, 1);
        a.other();
        bench.step();
        a.begin(1);
        bench.close();
        try (LogTestBench again = new LogTestBench(disk)) {
            assertFalse(again.log.endedInGoodOrder());
            assertEquals(1, again.replay.of(1).size());
        }
    }

    @Test
    void aDiskThatFailsMeanwhileTakesNoPartAway() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk)) {
            Shard a = new Shard(bench, 1);
            Shard b = new Shard(bench, 2);
            disk.fail(Operation.SYNC, "00001.log", 1);
            b.other();
            a.begin(1);
            bench.step();
            assertEquals(List.of(), b.durable);
            bench.step();
            assertEquals(List.of(1L), b.durable);
            b.part();
            bench.step();
            assertEquals(List.of(1L), a.durable);
            assertEquals(List.of(1L, 2L), b.durable);
        }
        assertEquals(Map.of(1L, 1, 2L, 2), found(disk));
    }

    @Test
    void whatWaitsIsBounded() {
        PieceList pieces = new PieceList(100);
        pieces.addAll(new Piece[] {piece(40, 1), piece(50, 0)}, 2);
        assertEquals(0, pieces.writable());
        pieces.addAll(new Piece[] {piece(30, 0), piece(10, 0)}, 2);
        assertEquals(3, pieces.writable());
        pieces.removeFirst(pieces.wholeEnd(0));
        pieces.addAll(new Piece[] {piece(10, -1), piece(5, 0)}, 2);
        assertEquals(3, pieces.writable());
        assertEquals(2, pieces.wholeEnd(0));
        assertEquals(3, pieces.wholeEnd(2));
    }

    private static Piece piece(int size, int awaitedParts) {
        Piece piece = new Piece(null, null, 0, 0);
        piece.to = size;
        piece.ticket = 1;
        piece.awaitedParts = awaitedParts;
        return piece;
    }

    /** Of each transaction: how many messages its shards had before it, and have behind it. */
    private record Span(int[] before, int[] after) {}

    /** Three shards commit across each other, and the power goes off after each operation of the disk in turn. */
    @Test
    void afterAPowerCutAtAnyOperationItIsThereOrNot() throws IOException {
        int partly = 0;
        for (long cut = 0; ; cut++) {
            SimDisk cutDisk = new SimDisk();
            cutDisk.power().cutAfter(cut);
            List<Span> spans = new ArrayList<>();
            boolean ended = true;
            try {
                commits(new LogTestBench(cutDisk), spans, new Random(SEED));
            } catch (PowerCut e) {
                ended = false;
            }
            Map<Long, Integer> found = found(cutDisk.powerCut(new Random(SEED + cut)));
            for (Span span : spans) {
                partly += check(found, span, cut) ? 1 : 0;
            }
            if (ended) {
                assertTrue(partly > 20, "the cuts hit " + partly + " transactions");
                return;
            }
        }
    }

    /**
     * Messages of a shard come in order, so that their number says which are there. Whether it tells of its absence.
     */
    private static boolean check(Map<Long, Integer> found, Span span, long cut) {
        int there = 0;
        int absent = 0;
        for (int shard = 0; shard < span.before.length; shard++) {
            if (span.before[shard] != span.after[shard]) {
                int count = found.getOrDefault((long) shard + 1, 0);
                there += count > span.before[shard] ? 1 : 0;
                absent += count < span.after[shard] ? 1 : 0;
            }
        }
        assertTrue(there == 0 || absent == 0, "-Dseed=" + SEED + ", cut " + cut + ": in part there");
        return there == 0;
    }

    private static void commits(LogTestBench bench, List<Span> spans, Random random) {
        Shard[] shards = {new Shard(bench, 1), new Shard(bench, 2), new Shard(bench, 3)};
        record Part(Shard shard, Span span) {}
        ArrayDeque<Part> pending = new ArrayDeque<>();
        for (int i = 0; i < 300; i++) {
            int what = random.nextInt(10);
            Shard shard = shards[random.nextInt(3)];
            int at = (int) shard.stream - 1;
            if (what < 2) {
                Span span = new Span(new int[3], new int[3]);
                spans.add(span);
                span.before[at] = (int) shard.lastItem;
                shard.begin(2);
                span.after[at] = (int) shard.lastItem;
                pending.add(new Part(shards[(at + 1) % 3], span));
                pending.add(new Part(shards[(at + 2) % 3], span));
            } else if (what < 6 && !pending.isEmpty()) {
                Part part = pending.poll();
                at = (int) part.shard.stream - 1;
                part.span.before[at] = (int) part.shard.lastItem;
                part.shard.part();
                part.span.after[at] = (int) part.shard.lastItem;
            } else if (what < 8) {
                shard.other();
            } else {
                bench.step();
            }
        }
        pending.forEach(part -> {
            int at = (int) part.shard.stream - 1;
            part.span.before[at] = (int) part.shard.lastItem;
            part.shard.part();
            part.span.after[at] = (int) part.shard.lastItem;
        });
        bench.close();
    }
}
