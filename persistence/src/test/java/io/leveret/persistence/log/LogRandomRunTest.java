package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk.Operation;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Random things are done to a log, its files are freed and rewritten meanwhile, the power goes off at a random
 * operation of the disk, or the process is killed, or something is damaged; and each time everything is there that must
 * be.
 *
 * <p>{@code -Dseconds=} says for how long, {@code -Dseed=} replays what failed.
 */
class LogRandomRunTest {
    private static final long SECONDS = Long.getLong("seconds", 10);
    private static final Long SEED = Long.getLong("seed");
    private static final int LIVES = 10;

    private long cuts;
    private long damages;
    private final long[] segments = new long[1];

    @Test
    void whateverHappensWhatWasDurableIsThere() {
        long seed = SEED == null ? System.nanoTime() : SEED;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long first = seed;
        do {
            try {
                round(seed);
            } catch (IOException | AssertionError | RuntimeException e) {
                throw new AssertionError("-Dseed=" + seed + ": " + e.getMessage(), e);
            }
            seed++;
        } while (SEED == null && System.nanoTime() < end);
        System.out.println("log: " + cuts + " power cuts and " + damages + " damages, " + segments[0]
                + " segments written, seeds " + first + " to " + (seed - 1));
        assertTrue(SEED != null || segments[0] > cuts / 100, "hardly anything was rewritten");
    }

    private void round(long seed) throws IOException {
        Random random = new Random(seed);
        boolean faults = random.nextInt(3) == 0;
        LogDisks disks = LogDisks.fresh();
        LogScript script = null;
        int cutOfTen = random.nextInt(10);
        for (int life = 0; life < LIVES; life++) {
            LogScript before = script;
            try {
                disks.segments().hook((operation, file) -> segments[0] += operation == Operation.RENAME ? 1 : 0);
                disks.power().cutAfter(random.nextInt(10) < cutOfTen ? random.nextInt(60) : random.nextInt(900));
                script = new LogScript(disks, random, before, faults);
                script.run(random.nextInt(12_000));
                if (random.nextBoolean()) {
                    script.close();
                }
            } catch (PowerCut e) {
                assertTrue(disks.power().isOff());
            }
            if (script != before && script.log != null) {
                // A sync that failed and a process that dies of it are one fault too many.
                disks = random.nextInt(6) == 0 && !faults ? disks.copy() : disks.powerCut(random);
                if (!faults && random.nextInt(3) == 0) {
                    damages += new LogDamage(script, disks, random, LogScript.SETTINGS).check() ? 1 : 0;
                }
            } else {
                disks = disks.powerCut(random);
            }
            cuts++;
        }
    }
}
