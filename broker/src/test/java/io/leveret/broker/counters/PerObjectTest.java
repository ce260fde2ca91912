package io.leveret.broker.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PerObjectTest {
    private final Set<Integer> there = new HashSet<>();
    private final PerObject<Integer, int[]> counts = new PerObject<>(there::contains, () -> new int[1]);

    private TreeMap<Integer, Integer> all() {
        TreeMap<Integer, Integer> all = new TreeMap<>();
        counts.forEach((object, count) -> all.put(object, count[0]));
        return all;
    }

    @Test
    void eachObjectHasItsOwnAndKeepsIt() {
        there.add(1);
        there.add(2);
        counts.of(1)[0]++;
        counts.of(2)[0] += 5;
        counts.of(1)[0]++;
        assertThat(all()).containsEntry(1, 2).containsEntry(2, 5).hasSize(2);
        assertThat(counts.find(3)).isNull();
        there.remove(1);
        assertThat(all()).containsOnlyKeys(2);
    }

    @Test
    void thoseThatAreGoneAreLetGoOf() {
        for (int n = 0; n < 100_000; n++) {
            there.add(n);
            there.remove(n - 10);
            counts.of(n)[0]++;
            assertThat(counts.size()).isLessThanOrEqualTo(33);
        }
        assertThat(all()).hasSize(10);
    }

    @Test
    void asManyAreKeptAsThereAre() {
        for (int n = 0; n < 1_000; n++) {
            there.add(n);
            counts.of(n)[0] = n;
        }
        assertThat(all()).hasSize(1_000).containsEntry(0, 0).containsEntry(999, 999);
    }
}
