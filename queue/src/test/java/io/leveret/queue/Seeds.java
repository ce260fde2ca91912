package io.leveret.queue;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a random test many times; a failure names its seed, and {@code -Dseed=} runs that one alone. */
final class Seeds {
    private Seeds() {}

    static void run(int runs, Consumer<Random> test) {
        Long given = Long.getLong("seed");
        if (given != null) {
            test.accept(new Random(given));
            return;
        }
        Random seeds = new Random();
        for (int run = 0; run < runs; run++) {
            long seed = seeds.nextLong();
            try {
                test.accept(new Random(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("run " + run + " failed, replay with -Dseed=" + seed, failure);
            }
        }
    }
}
