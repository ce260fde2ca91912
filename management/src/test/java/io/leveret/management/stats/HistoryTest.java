package io.leveret.management.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final List<Retention> RETENTIONS = List.of(new Retention(60, 5), new Retention(600, 60));

    @Test
    void whatWasBeforeIsAFlatLine() {
        History history = new History(RETENTIONS, 2, Values.of(new long[] {0, 7}, 2), 1_000_000);
        history.add(1_000_000, new long[] {3, 8}, Values.of(new long[] {0, 7}, 2));
        assertThat(history.at(0, 1_000_000, 1_000_000)).isEqualTo(3);
        assertThat(history.at(0, 995_000, 990_000)).isZero();
        assertThat(history.at(1, 1_000_000, 1_000_000)).isEqualTo(8);
        assertThat(history.at(1, 995_000, 500_000)).isEqualTo(7);
    }

    @Test
    void aColumnThatStaysZeroTakesNothing() {
        History history = new History(RETENTIONS, 3, Values.ZEROS, 0);
        history.add(5_000, new long[] {0, 0, 0}, Values.ZEROS);
        assertThat(history.bytes()).isZero();
        history.add(10_000, new long[] {0, 1, 0}, Values.ZEROS);
        assertThat(history.bytes()).isEqualTo(History.bytesOf(RETENTIONS, 1));
    }

    /** Against a map of all values that there ever were, with moments left out now and then. */
    @Test
    void eachValueIsTheLastBeforeItsMoment() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            compareWithAll(random, "seed " + seed + ", run " + run);
        }
    }

    private static void compareWithAll(Random random, String run) {
        long startMs = 60_000L * (1_000 + random.nextInt(1_000)) + 5_000L * random.nextInt(12);
        TreeMap<Long, Long> all = new TreeMap<>(Map.of(0L, 42L));
        History history = new History(RETENTIONS, 1, Values.of(new long[] {42}, 1), startMs);
        long nowMs = startMs;
        long value = 42;
        long held = 42;
        for (int i = 0; i < 300; i++) {
            value += random.nextInt(3);
            all.put(nowMs, value);
            history.add(nowMs, new long[] {value}, Values.of(new long[] {held}, 1));
            held = value;
            compare(history, all, nowMs, run);
            nowMs += 5_000L * (random.nextInt(20) == 0 ? 1 + random.nextInt(40) : 1);
        }
    }

    private static void compare(History history, TreeMap<Long, Long> all, long nowMs, String run) {
        for (long backMs = 0; backMs <= 60_000; backMs += 5_000) {
            long atMs = nowMs - backMs;
            assertThat(history.at(0, atMs, nowMs - 60_000))
                    .as("%s, %d ms back", run, backMs)
                    .isEqualTo(all.floorEntry(atMs).getValue());
        }
        long wholeMinuteMs = nowMs / 60_000 * 60_000;
        for (long atMs = wholeMinuteMs; atMs > nowMs - 540_000; atMs -= 60_000) {
            long first = history.at(0, atMs, nowMs - 600_000);
            assertThat(first)
                    .as("%s, %d ms back", run, nowMs - atMs)
                    .isBetween(
                            all.floorEntry(atMs).getValue(),
                            all.floorEntry(atMs + 59_999).getValue());
        }
    }
}
