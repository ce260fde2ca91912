package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void aSliceIsWhatSortingWouldGive() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            int size = random.nextInt(200);
            int different = 1 + random.nextInt(250);
            List<Integer> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(random.nextInt(different));
            }
            int from = random.nextInt(size + 1);
            int to = from + random.nextInt(size - from + 1);
            List<Integer> sorted = new ArrayList<>(list);
            sorted.sort(Comparator.naturalOrder());
            assertThat(Slice.sorted(list, Comparator.naturalOrder(), from, to))
                    .as("seed %d, run %d: %d to %d of %s", seed, run, from, to, list)
                    .isEqualTo(sorted.subList(from, to));
        }
    }

    @Test
    void fewComparisonsAreMadeForOnePage() {
        for (List<Integer> list : List.of(numbers(0, 1), numbers(99_999, -1), numbers(5, 0))) {
            long[] comparisons = new long[1];
            Slice.sorted(
                    list,
                    (one, other) -> {
                        comparisons[0]++;
                        return one.compareTo(other);
                    },
                    50_000,
                    50_100);
            assertThat(comparisons[0]).isLessThan(1_500_000);
        }
    }

    private static List<Integer> numbers(int first, int step) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            list.add(first + i * step);
        }
        return list;
    }
}
