package io.leveret.broker;

import java.util.Random;

/** Runs a property with many seeds; a failure names the one that broke it, {@code -Dseed=} runs that one alone. */
public final class Seeded {
    /** A property for one source of random choices. */
    @FunctionalInterface
    public interface Property {
        void check(Random random) throws Exception;
    }

    private Seeded() {}

    /** {@code -Druns=} runs more or fewer than {@code rounds}. */
    public static void run(int rounds, Property property) {
        Long replayed = Long.getLong("seed");
        long first = replayed != null ? replayed : new Random().nextLong();
        int count = replayed != null ? 1 : Integer.getInteger("runs", rounds);
        for (int round = 0; round < count; round++) {
            long seed = first + round;
            try {
                property.check(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("failed with -Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
