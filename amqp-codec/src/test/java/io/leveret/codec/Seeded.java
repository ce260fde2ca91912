package io.leveret.codec;

import java.util.Random;

/** Runs a property many times, each with a seed of its own; a failure names the seed, {@code -Dseed=} replays it. */
final class Seeded {
    private Seeded() {}

    interface Property {
        void check(Random random) throws Exception;
    }

    /** {@code -Druns=} runs more or fewer than {@code count}. */
    static void runs(int count, Property property) {
        Long replayed = Long.getLong("seed");
        long first = replayed != null ? replayed : System.nanoTime();
        int runs = replayed != null ? 1 : Integer.getInteger("runs", count);
        for (long seed = first; seed < first + runs; seed++) {
            try {
                property.check(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("fails with -Dseed=" + seed + ": " + e, e);
            }
        }
    }
}
