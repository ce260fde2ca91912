package io.leveret.persistence.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlabsTest {
    private final Slabs slabs = new Slabs();

    @Test
    void noTwoPagesOverlapAndLittleIsWasted() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        TreeMap<Long, Long> ends = new TreeMap<>();
        List<Long> handles = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(20) < (step / 4_000 % 2 == 0 ? 12 : 8) || handles.isEmpty()) {
                int bytes = 1 + random.nextInt(1 << random.nextInt(21));
                long handle = slabs.take(bytes);
                long position = slabs.position(handle);
                long end = position + slabs.bytes(handle);
                assertThat(slabs.bytes(handle)).as("seed %d", seed).isBetween(bytes, Math.max(512, bytes * 3 / 2));
                assertThat(end).as("seed %d", seed).isLessThanOrEqualTo((long) slabs.end() * Slabs.SLAB_BYTES);
                Map.Entry<Long, Long> before = ends.lowerEntry(end);
                assertThat(before == null || before.getValue() <= position)
                        .as("free, seed %d", seed)
                        .isTrue();
                ends.put(position, end);
                handles.add(handle);
            } else {
                long handle = handles.remove(random.nextInt(handles.size()));
                ends.remove(slabs.position(handle));
                slabs.giveBack(handle);
                assertThatThrownBy(() -> slabs.giveBack(handle)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        handles.forEach(slabs::giveBack);
        assertThat(slabs.end()).isZero();
    }

    @Test
    void whatIsTakenIsTheFirstThatIsFree() {
        List<Long> handles = new ArrayList<>();
        for (int i = 0; i < 3 * 2048; i++) {
            handles.add(slabs.take(512));
        }
        assertThat(slabs.end()).isEqualTo(3);
        long first = handles.get(100);
        long position = slabs.position(first);
        slabs.giveBack(handles.get(5_000));
        slabs.giveBack(first);

        long next = slabs.take(500);
        assertThat(slabs.position(next)).isEqualTo(position);
        assertThat(next).as("another handle of the same place").isNotEqualTo(first);
        assertThatThrownBy(() -> slabs.position(first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFreeSlabServesAnotherSize() {
        long small = slabs.take(512);
        slabs.take(1 << 20);
        slabs.giveBack(small);
        long large = slabs.take(1 << 20);

        assertThat(slabs.position(large)).isZero();
        assertThat(slabs.end()).isEqualTo(2);
    }

    @Test
    void strangeHandlesAreRefused() {
        slabs.take(512);
        for (long handle : new long[] {-1, 0, 1, Long.MAX_VALUE, 1L << 11}) {
            assertThatThrownBy(() -> slabs.bytes(handle)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
