package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimDisk.Operation;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The head of a file of the log outlives power cuts while it is written, one after the other. */
class SlotHeadTest {
    private static final String NAME = "00001.log";

    private static SimDisk made() throws IOException {
        SimDisk disk = new SimDisk();
        try (DiskFile file = disk.create(NAME)) {
            file.write(new ByteBuffer[] {ByteBuffer.allocate(4096)}, 1, 0);
            file.sync();
        }
        disk.syncDirectory();
        return disk;
    }

    private static long lowest(SimDisk disk) throws IOException {
        try (DiskFile file = disk.open(NAME)) {
            return SlotHeader.read(file, NAME);
        }
    }

    @Test
    void theOnlyWholeCopyIsNotWrittenFirst() throws IOException {
        SimDisk disk = made();
        // The power goes off between the first copy and the second.
        disk.fail(Operation.WRITE, NAME, 2);
        try (DiskFile file = disk.open(NAME)) {
            SlotHeader.write(file, 3);
        } catch (IOException e) {
            assertEquals(3, lowest(disk));
        }
        for (int seed = 0; seed < 100; seed++) {
            SimDisk next = disk.copy();
            next.cutAfter(1);
            try (DiskFile file = next.open(NAME)) {
                SlotHeader.write(file, 9);
            } catch (PowerCut e) {
                assertTrue(next.power().isOff());
            }
            long found = lowest(next.powerCut(new Random(seed), true, new SimPower()));
            assertTrue(found == 3 || found == 9, "seed " + seed + ": " + found);
        }
    }

    @Test
    void whatAStartHasReadIsNeverLessAtTheNext() throws IOException {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            SimDisk disk = made();
            long floor = SlotHeader.NONE;
            for (int lives = 0; lives < 6; lives++) {
                long written = 10L * lives + random.nextInt(10);
                disk.cutAfter(random.nextInt(5));
                boolean done = false;
                try (DiskFile file = disk.open(NAME)) {
                    SlotHeader.write(file, written);
                    done = true;
                } catch (PowerCut e) {
                    assertTrue(disk.power().isOff());
                }
                disk = disk.powerCut(random, true, new SimPower());
                long found = lowest(disk);
                assertTrue(found >= floor && found <= written, "seed " + seed + ": " + found + " after " + floor);
                assertTrue(!done || found == written, "seed " + seed + ": " + found + ", not " + written);
                floor = found;
            }
        }
    }
}
