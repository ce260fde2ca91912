package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogUseTest {
    private final SimPower power = new SimPower();
    private final SimDisk disk = new SimDisk(power);
    private final SimDisk segments = new SimDisk(power);

    private static long bytesOn(SimDisk disk) throws IOException {
        long sum = 0;
        for (String name : disk.list()) {
            try (DiskFile file = disk.open(name)) {
                sum += file.size();
            }
        }
        return sum;
    }

    /** Files that grow while they are written count with what they may have. */
    private static void assertAboutOn(SimDisk disk, long bytes) throws IOException {
        assertTrue(bytes >= bytesOn(disk) && bytes < bytesOn(disk) * 1.1, bytes + " of " + bytesOn(disk));
    }

    /**
     * Of ten bodies one stays: what is left of many files is rewritten, and then every file on the disks counts once.
     */
    @Test
    void everyFileOnTheDisksCountsOnceAsWhatItIs() throws IOException {
        try (LogTestBench bench = new LogTestBench(disk, segments, LogSettings.Durability.FSYNC)) {
            Map<Integer, TestBody> dropped = new LinkedHashMap<>();
            for (int item = 1; item <= 400; item++) {
                TestBody body = bench.body(item, 1, 500);
                bench.add(1, item, item);
                if (item % 10 != 0) {
                    dropped.put(item, body);
                }
                bench.commit();
            }
            LogUse full = bench.log.use();
            assertTrue(full.files().count() > 10, full.toString());
            assertEquals(new LogUse.Part(0, 0), full.segments());
            assertEquals(
                    disk.list().size(), full.files().count() + full.spares().count());
            assertAboutOn(disk, full.files().bytes() + full.spares().bytes());
            assertEquals(disk.list().get(0), full.oldest());
            assertFalse(full.oldestIsSegment());

            dropped.forEach((item, body) -> bench.drop(1, item, body));
            for (int round = 0; round < 200; round++) {
                bench.commit();
                bench.nowMs += 1_000;
                bench.keep();
            }
            LogUse rewritten = bench.log.use();
            assertTrue(rewritten.segments().count() > 0, rewritten.toString());
            assertEquals(segments.list().size(), rewritten.segments().count());
            assertEquals(bytesOn(segments), rewritten.segments().bytes());
            assertAboutOn(disk, rewritten.files().bytes() + rewritten.spares().bytes());
            assertTrue(rewritten.oldestIsSegment());
            assertTrue(segments.list().contains(rewritten.oldest()), rewritten.toString());
        }
    }
}
