package io.leveret.broker.simulation;

import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a random test many times; a failure names its seed, and {@code -Dseed=} runs that one alone. */
final class Seeds {
    private static final Logger LOG = LoggerFactory.getLogger("seeds");

    private Seeds() {}

    interface Run {
        void with(Random random);
    }

    /** {@code -Druns=} runs more or fewer than {@code runs}. */
    static void run(String what, int runs, Run run) {
        Long replayed = Long.getLong("seed");
        long first = replayed != null ? replayed : System.nanoTime();
        int count = replayed != null ? 1 : Integer.getInteger("runs", runs);
        LOG.info("{}: {} runs from seed {}", what, count, first);
        for (long seed = first; seed < first + count; seed++) {
            try {
                run.with(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(what + " fails with -Dseed=" + seed + ": " + e, e);
            }
        }
    }
}
