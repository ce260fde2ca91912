package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.Seeded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private record Entry(long atMs, int order) {}

    private final TimerHeap heap = new TimerHeap();
    private final List<String> ran = new ArrayList<>();

    @Test
    void anEmptyHeapIsNeverDue() {
        assertThat(heap.earliestMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void nothingRunsBeforeItsTime() {
        heap.add(100, () -> ran.add("a"));
        assertThat(heap.pollDue(99)).isNull();
        assertThat(heap.size()).isOne();
        heap.pollDue(100).run();
        assertThat(ran).containsExactly("a");
        assertThat(heap.size()).isZero();
    }

    @Test
    void tiesRunInTheOrderTheyWereSet() {
        for (int i = 0; i < 100; i++) {
            String name = Integer.toString(i);
            heap.add(7, () -> ran.add(name));
        }
        for (Runnable due = heap.pollDue(7); due != null; due = heap.pollDue(7)) {
            due.run();
        }
        assertThat(ran).hasSize(100).isSortedAccordingTo(Comparator.comparingInt(Integer::parseInt));
    }

    @Test
    void itDoesAsAPriorityQueueDoes() {
        Seeded.run(200, random -> {
            TimerHeap timers = new TimerHeap();
            PriorityQueue<Entry> model =
                    new PriorityQueue<>(Comparator.comparingLong(Entry::atMs).thenComparingInt(Entry::order));
            List<Entry> polled = new ArrayList<>();
            long nowMs = 0;
            int spread = 1 + random.nextInt(50);
            for (int step = 0; step < 500; step++) {
                if (random.nextInt(5) < 3) {
                    Entry entry = new Entry(nowMs + random.nextInt(spread), step);
                    model.add(entry);
                    timers.add(entry.atMs(), () -> polled.add(entry));
                } else {
                    nowMs += random.nextInt(4);
                    Entry expected = model.isEmpty() || model.peek().atMs() > nowMs ? null : model.poll();
                    Runnable due = timers.pollDue(nowMs);
                    polled.clear();
                    if (due != null) {
                        due.run();
                    }
                    assertThat(polled).isEqualTo(expected == null ? List.of() : List.of(expected));
                }
                assertThat(timers.size()).isEqualTo(model.size());
                assertThat(timers.earliestMs())
                        .isEqualTo(
                                model.isEmpty() ? Long.MAX_VALUE : model.peek().atMs());
            }
        });
    }
}
