package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SegmentDamageTest {
    private static final long STREAM = 1;
    private static final int STREAMS = 30;

    private final SimPower power = new SimPower();
    private final SimDisk disk = new SimDisk(power);
    private final SimDisk segments = new SimDisk(power);

    /** Wherever a segment is hit, exactly those streams are named that lost a record, or a body. */
    @Test
    void damageInASegmentNamesTheStreamsThatLostSomething() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk, segments, LogSettings.Durability.FSYNC)) {
            for (int i = 0; i < STREAMS; i++) {
                long stream = 10 + i;
                bench.body(1_000 + i, 1, 100);
                bench.add(stream, 1, 1_000 + i);
                bench.note(stream, 1, "returned");
                // Another, of which there is nothing else.
                bench.mark(stream + STREAMS, 5);
                bench.commit();
            }
            long item = 1;
            while (bench.log.files().lastGeneration() < 8) {
                TestBody body = bench.body(item, 1, 700);
                bench.add(STREAM, item, item);
                if (item % 10 != 0) {
                    bench.drop(STREAM, item, body);
                }
                item++;
                bench.commit();
            }
            for (int i = 0; i < 40; i++) {
                bench.nowMs += 1_000;
                bench.keepRewriting(20);
            }
        }
        String name = segments.list().get(0);
        int size = segments.bytes(name).length;
        int damaged = 0;
        for (int at = SlotHeader.BYTES; at < size; at += 50) {
            damaged += checkNames(name, at, false) ? 1 : 0;
            checkNames(name, at, true);
        }
        assertTrue(damaged > 50, "only " + damaged);
    }

    private boolean checkNames(String name, int at, boolean cut) throws IOException {
        RecordedReplay whole = replayed(segments.copy());
        SimDisk hit = segments.copy();
        if (cut) {
            hit.truncate(name, at);
        } else {
            hit.flip(name, at * 8L);
        }
        RecordedReplay found = replayed(hit);
        Set<Long> lost = new TreeSet<>();
        for (long stream = STREAM; stream < 10 + 2 * STREAMS; stream++) {
            boolean same = whole.of(stream).equals(found.of(stream))
                    && whole.notesOn(stream, 1) == found.notesOn(stream, 1)
                    && whole.marks.getOrDefault(stream, 0L).equals(found.marks.getOrDefault(stream, 0L));
            if (!same) {
                lost.add(stream);
            }
        }
        boolean indexLeft = !cut || at > SlotHeader.BYTES + FrameHeader.BYTES + SegmentIndex.mostBytes(2 * STREAMS + 1);
        String where = (cut ? "cut at " : "bit at ") + at + ": " + found.damages;
        assertEquals(indexLeft ? lost : Set.of(), found.damagedStreams, where);
        assertEquals(!indexLeft, found.anyStreamDamaged, where);
        return !lost.isEmpty();
    }

    private RecordedReplay replayed(SimDisk hitSegments) throws IOException {
        RecordedReplay replay = new RecordedReplay();
        LogSettings settings = new LogSettings(LogTestBench.FILE_BYTES, LogSettings.Durability.FSYNC, 200, 0);
        WriteAheadLog.open(disk.copy(), hitSegments, settings, replay).close();
        return replay;
    }
}
