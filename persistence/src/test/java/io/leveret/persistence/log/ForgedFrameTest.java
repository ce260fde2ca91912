package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Whoever publishes a message may put anything into it, frames of a log too: they are never taken for the log's. */
class ForgedFrameTest {
    private static final long STREAM = 1;
    private static final byte[] CHANGES = LogTestBench.bytes("a user with all permissions");

    private final SimDisk disk = new SimDisk();
    private final SimDisk segments = new SimDisk(disk.power());

    private LogTestBench bench() throws IOException {
        return new LogTestBench(disk, segments, LogSettings.Durability.FSYNC, 0);
    }

    /** A whole frame with one change of definitions, at each distance from a multiple of 8. */
    private static byte[] frames(long generation) {
        ByteBuffer record = ByteBuffer.allocate(2 + CHANGES.length);
        record.put((byte) (1 + CHANGES.length))
                .put(RecordKind.DEFINITION.code())
                .put(CHANGES)
                .flip();
        LogPosition synced = new LogPosition(generation + 1, 0);
        FrameHeader header =
                new FrameHeader(record.remaining(), generation, 0, new LogPosition(0, 0), synced, 1, 0, 0, 0x1234);
        ByteBuffer head = ByteBuffer.allocate(FrameHeader.BYTES);
        header.encode(head, new CRC32C(), new ByteBuffer[] {record}, 0, 1);
        ByteBuffer all = ByteBuffer.allocate(FrameHeader.ALIGNMENT * (header.frameSize() + 1));
        for (int i = 0; i < FrameHeader.ALIGNMENT; i++) {
            all.position(i * (header.frameSize() + 1)).put(head.duplicate()).put(record.duplicate());
        }
        return all.array();
    }

    private static void passThrough(LogTestBench bench, long item, byte[] payload) {
        TestBody body = new TestBody(item, 1, payload);
        body.append(bench.writer);
        bench.add(STREAM, item, item);
        bench.commit();
        bench.drop(STREAM, item, body);
        bench.commit();
        bench.keep();
    }

    /** Goes on until so many files were begun. */
    private static long fill(LogTestBench bench, long generation, long firstItem, byte[] payload) {
        long item = firstItem;
        while (bench.log.files().lastGeneration() < generation) {
            passThrough(bench, item++, payload);
        }
        return item;
    }

    private void checkNothingIsTaken(LogTestBench bench) {
        assertEquals(List.of(), bench.replay.definitions);
        assertEquals(List.of(), bench.replay.damages);
        assertEquals(Map.of(), bench.replay.of(STREAM));
    }

    @Test
    void whatIsLeftOfBodiesInSpareFilesIsNoLog() throws IOException {
        try (LogTestBench bench = bench()) {
            fill(bench, 4, 1, frames(1_000));
            assertTrue(bench.log.files().spareCount() > 0);
        }
        try (LogTestBench bench = bench()) {
            checkNothingIsTaken(bench);
            assertTrue(bench.log.endedInGoodOrder());
        }
    }

    @Test
    void whatIsLeftOfBodiesBehindTheEndOfTheLogIsNoLog() throws IOException {
        for (long generation = 4; generation < 12; generation++) {
            SimDisk left;
            SimDisk segmentsLeft;
            try (LogTestBench bench = new LogTestBench(new SimDisk(), new SimDisk(), LogSettings.Durability.FSYNC, 0)) {
                long item = fill(bench, generation - 1, 1, frames(generation));
                fill(bench, generation, item, new byte[100]);
                left = bench.disk.copy();
                segmentsLeft = bench.segments.copy();
            }
            try (LogTestBench bench = new LogTestBench(left, segmentsLeft, LogSettings.Durability.FSYNC, 0)) {
                checkNothingIsTaken(bench);
            }
        }
    }
}
