package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The process is killed while it frees what nothing needs any more, the next one frees the rest, and then the power
 * goes off: what the first had done and not synced must not come undone.
 */
class LogKillTest {
    private static final long STREAM = 1;
    private static final int ITEMS = 80;
    private static final int BODY_BYTES = 700;

    @Test
    void whatAFreedFileAddedDoesNotComeBack() throws IOException {
        int kills = 0;
        while (killedAfter(kills, false)) {
            kills++;
        }
        assertTrue(kills > 10, "only " + kills + " operations");
    }

    @Test
    void whatAFreedSegmentAddedDoesNotComeBack() throws IOException {
        int kills = 0;
        while (killedAfter(kills, true)) {
            kills++;
        }
        assertTrue(kills > 2, "only " + kills + " operations");
    }

    /** Returns whether it was before all was freed. */
    private static boolean killedAfter(int operations, boolean inSegment) throws IOException {
        LogDisks disks = LogDisks.fresh();
        LogTestBench bench = bench(disks);
        if (inSegment) {
            dropFromSegment(bench);
        } else {
            dropFromFiles(bench);
        }
        disks.power().cutAfter(operations);
        try {
            bench.keep();
            return false;
        } catch (PowerCut e) {
            assertTrue(disks.power().isOff());
        }
        LogDisks left = disks.copy();
        LogTestBench next = bench(left);
        assertEquals(Set.of(), next.replay.of(STREAM).keySet());
        next.keep();
        for (int seed = 0; seed < 10; seed++) {
            LogTestBench last = bench(left.powerCut(new Random(seed)));
            String when = "killed after " + operations + ", power cut " + seed;
            assertEquals(Set.of(), last.replay.of(STREAM).keySet(), when);
        }
        return true;
    }

    private static LogTestBench bench(LogDisks disks) throws IOException {
        return new LogTestBench(disks.log(), disks.segments(), LogSettings.Durability.FSYNC);
    }

    private static void dropFromFiles(LogTestBench bench) {
        TestBody[] bodies = new TestBody[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            bodies[i] = bench.body(i + 1, 1, BODY_BYTES);
            bench.add(STREAM, i + 1, i + 1);
            bench.commit();
        }
        bench.keep();
        for (int i = 0; i < ITEMS; i++) {
            bench.dropAt(STREAM, i + 1, bodies[i]);
        }
        bench.commit();
    }

    /** Few items of each file stay, move to a segment, and go then. */
    private static void dropFromSegment(LogTestBench bench) throws IOException {
        Map<Integer, TestBody> few = new TreeMap<>();
        for (int i = 1; i <= ITEMS; i++) {
            TestBody body = bench.body(i, 1, BODY_BYTES);
            bench.add(STREAM, i, i);
            bench.commit();
            if (i % 10 == 0) {
                few.put(i, body);
            } else {
                bench.drop(STREAM, i, body);
            }
        }
        for (int i = 0; i < 20; i++) {
            bench.nowMs += 1_000;
            bench.keepRewriting(20);
        }
        assertFalse(bench.segments.list().isEmpty(), "nothing is rewritten");
        few.forEach((item, body) -> bench.dropAt(STREAM, item, body));
        bench.commit();
    }
}
