package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power goes off, again and again, and what was reported durable is there. */
class LogPowerCutTest {
    private static final long SEED = Long.getLong("seed", 20_261_120L);

    @Test
    void afterEachOperationOfAScript() throws IOException {
        long operations = operations(SEED);
        assertTrue(operations > 100, "only " + operations + " operations");
        for (long cut = 0; cut <= operations; cut++) {
            LogDisks disk = LogDisks.fresh();
            disk.power().cutAfter(cut);
            LogScript script = null;
            try {
                script = new LogScript(disk, new Random(SEED), null);
                script.run(900);
                script.close();
            } catch (PowerCut e) {
                // As ordered.
                assertTrue(disk.power().isOff());
            }
            if (script != null) {
                recovered(disk, script, cut);
            }
        }
    }

    private static long operations(long seed) throws IOException {
        LogDisks disk = LogDisks.fresh();
        LogScript script = new LogScript(disk, new Random(seed), null);
        script.run(900);
        script.close();
        return disk.power().operations();
    }

    private static LogScript recovered(LogDisks disk, LogScript script, long seed) {
        try {
            Random random = new Random(seed);
            return new LogScript(disk.powerCut(random), random, script);
        } catch (IOException | AssertionError | RuntimeException e) {
            throw new AssertionError("-Dseed=" + SEED + ", cut " + seed + ": " + e.getMessage(), e);
        }
    }

    @Test
    void overAndOver() throws IOException {
        overAndOver(false, 80);
    }

    @Test
    void overAndOverOnAFailingDisk() throws IOException {
        overAndOver(true, 80);
    }

    private static void overAndOver(boolean faults, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(SEED + round);
            LogDisks disk = LogDisks.fresh();
            LogScript script = null;
            for (int cut = 0; cut < 12; cut++) {
                LogScript before = script;
                long after = 1 + random.nextInt(300);
                try {
                    // At times in the middle of a start.
                    disk.power().cutAfter(random.nextInt(4) == 0 ? random.nextInt(12) : after);
                    script = new LogScript(disk, random, before, faults);
                    script.run(3_000);
                    script.close();
                } catch (PowerCut e) {
                    assertTrue(disk.power().isOff());
                } catch (IOException | AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dseed=" + (SEED + round) + ", cut " + cut + ": " + e.getMessage(), e);
                }
                disk = disk.powerCut(random);
            }
        }
    }
}
