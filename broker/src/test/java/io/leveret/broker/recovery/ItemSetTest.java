package io.leveret.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ItemSetTest {
    private static final int HIGHEST = 6_000;

    @Test
    void holdsWhatASetHolds() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            ItemSet set = new ItemSet();
            TreeSet<Long> model = new TreeSet<>();
            for (int step = 0; step < 40; step++) {
                change(random, set, model);
            }
            for (long id = 1; id <= HIGHEST; id++) {
                assertThat(set.contains(id)).as("%d, -Dseed=%d", id, seed).isEqualTo(model.contains(id));
            }
        }
    }

    /** A purge spares what is in flight, be it as old as the queue, and names all else that there ever was. */
    @Test
    @Timeout(20)
    void whatAPurgeSparesCostsNoMoreTheLongerTheHistory() {
        ItemSet set = new ItemSet();
        long old = 700;
        for (long upTo = 1L << 44; upTo < 1L << 50; upTo *= 2) {
            set.addUpTo(upTo, new long[] {old, upTo - 3});
            assertThat(set.contains(old)).isFalse();
            assertThat(set.contains(upTo - 3)).isFalse();
            assertThat(set.contains(old + 1)).isTrue();
            assertThat(set.contains(upTo / 3)).isTrue();
            assertThat(set.contains(upTo)).isTrue();
            assertThat(set.contains(upTo + 1)).isFalse();
        }
    }

    private static void change(Random random, ItemSet set, TreeSet<Long> model) {
        long from = 1 + random.nextInt(HIGHEST);
        switch (random.nextInt(3)) {
            case 0 -> {
                set.add(from);
                model.add(from);
            }
            case 1 -> {
                long to = Math.min(HIGHEST, from + random.nextInt(2_500));
                for (long id = from; id <= to; id++) {
                    set.add(id);
                    model.add(id);
                }
            }
            default -> {
                long upTo = random.nextInt(4) == 0 ? from : from / 4 + 1;
                long[] except = random.longs(random.nextInt(4), 1, upTo + 1)
                        .distinct()
                        .sorted()
                        .filter(id -> !model.contains(id))
                        .toArray();
                set.addUpTo(upTo, except);
                TreeSet<Long> kept = new TreeSet<>();
                for (long id : except) {
                    kept.add(id);
                }
                for (long id = 1; id <= upTo; id++) {
                    if (!kept.contains(id)) {
                        model.add(id);
                    }
                }
            }
        }
    }
}
