package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Random things are done to a log, its files are freed and rewritten meanwhile, the power goes off at a random
 * operation of the disk, or the process is killed, or something is damaged; and each time everything is there that must
 * be.
 *
 * <p>{@code -Dseconds=} says for how long, {@code -Dseed=} replays what failed. Seeds ascend from 1, so that two runs
 * do the same as far as they get; {@code -Dfirst=} has them begin elsewhere. {@code -Dcuts=} says how many power cuts
 * there must be at least.
 */
class LogRandomRunTest {
    private static final long SECONDS = Long.getLong("seconds", 10);
    private static final Long SEED = Long.getLong("seed");
    private static final long FEWEST_CUTS = Long.getLong("cuts", 0);
    private static final int LIVES = 10;

    private final LongAdder cuts = new LongAdder();
    private final LongAdder damages = new LongAdder();
    private final LongAdder segments = new LongAdder();

    @Test
    void whateverHappensWhatWasDurableIsThere(TestReporter reporter) throws InterruptedException {
        long first = SEED == null ? Long.getLong("first", 1) : SEED;
        AtomicLong next = new AtomicLong(first);
        AtomicReference<AssertionError> failure = new AtomicReference<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Thread> threads = new ArrayList<>();
        int count = SEED == null ? Runtime.getRuntime().availableProcessors() : 1;
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> rounds(next, end, failure), "random run " + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        reporter.publishEntry(
                "log",
                cuts + " power cuts, " + damages + " damages, " + segments + " segments written, seeds " + first
                        + " to " + (next.get() - 1));
        assertTrue(SEED != null || segments.sum() > cuts.sum() / 100, "hardly anything was rewritten");
        assertTrue(SEED != null || cuts.sum() >= FEWEST_CUTS, "only " + cuts + " power cuts");
    }

    private void rounds(AtomicLong next, long end, AtomicReference<AssertionError> failure) {
        do {
            long seed = next.getAndIncrement();
            try {
                round(seed);
            } catch (IOException | AssertionError | RuntimeException e) {
                failure.compareAndSet(null, new AssertionError("-Dseed=" + seed + ": " + e.getMessage(), e));
            }
        } while (SEED == null && failure.get() == null && System.nanoTime() < end);
    }

    private void round(long seed) throws IOException {
        Random random = new Random(seed);
        boolean faults = random.nextInt(3) == 0;
        LogDisks disks = LogDisks.fresh();
        LogScript script = null;
        int earlyOfTen = random.nextInt(10);
        for (int life = 0; life < LIVES; life++) {
            LogScript before = script;
            try {
                disks.segments().hook((operation, file) -> segments.add(operation == Operation.RENAME ? 1 : 0));
                disks.power().cutAfter(random.nextInt(random.nextInt(10) < earlyOfTen ? 60 : 900));
                script = new LogScript(disks, random, before, faults);
                script.run(random.nextInt(12_000));
                if (random.nextBoolean()) {
                    script.close();
                }
            } catch (PowerCut e) {
                assertTrue(disks.power().isOff());
            }
            // A sync that failed and a process that dies of it are one fault too many.
            boolean killed = script != before && !faults && random.nextInt(6) == 0;
            disks = killed ? disks.copy() : disks.powerCut(random);
            cuts.increment();
            if (script != before && !faults && random.nextInt(3) == 0) {
                damages.add(new LogDamage(script, disks, random, LogScript.SETTINGS).check() ? 1 : 0);
            }
        }
    }
}
