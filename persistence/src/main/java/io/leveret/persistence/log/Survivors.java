package io.leveret.persistence.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The items whose adding is copied, and where their bodies stand then, if these are copied too. Filled by the log-files
 * thread, which then tells the owner.
 */
final class Survivors {
    private static final int BATCH_ITEMS = 1_024;
    private static final int MOST_TOLD = 32;

    /** Of one stream, ascending. */
    private static final class OfStream {
        private long[] items = new long[8];
        private long[] places = new long[8];
        private int count;

        void put(long item, long place) {
            int at = find(item);
            if (at >= 0) {
                return;
            }
            if (count == items.length) {
                items = Arrays.copyOf(items, count * 2);
                places = Arrays.copyOf(places, count * 2);
            }
            int behind = -at - 1;
            System.arraycopy(items, behind, items, behind + 1, count - behind);
            System.arraycopy(places, behind, places, behind + 1, count - behind);
            items[behind] = item;
            places[behind] = place;
            count++;
        }

        int find(long item) {
            boolean last = count > 0 && items[count - 1] < item;
            return last ? -count - 1 : Arrays.binarySearch(items, 0, count, item);
        }
    }

    /** What the owner is told at once. */
    private record Batch(long stream, long[] items, long[] places) {}

    private final Map<Long, OfStream> streams = new HashMap<>();
    private final AtomicInteger told = new AtomicInteger();
    private List<Batch> batches;

    /** @param place of its body in the segment, or 0 if that stands elsewhere */
    void add(long stream, long item, long place) {
        streams.computeIfAbsent(stream, key -> new OfStream()).put(item, place);
    }

    boolean contains(long stream, long item) {
        OfStream of = streams.get(stream);
        return of != null && of.find(item) >= 0;
    }

    /** Whether an item up to one is here that is not among the exceptions. */
    boolean containsUpTo(long stream, long upTo, long[] except) {
        OfStream of = streams.get(stream);
        if (of == null) {
            return false;
        }
        for (int i = 0; i < of.count && of.items[i] <= upTo; i++) {
            if (Arrays.binarySearch(except, of.items[i]) < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells the owner as much as may be told at once.
     *
     * @param wake is run when the owner is done with something
     * @return whether it is done with everything
     */
    boolean tell(StreamOwner owner, Runnable wake) {
        if (batches == null) {
            batches = batches();
        }
        while (!batches.isEmpty() && told.get() < MOST_TOLD) {
            Batch batch = batches.remove(batches.size() - 1);
            told.incrementAndGet();
            AtomicBoolean done = new AtomicBoolean();
            owner.moved(batch.stream(), batch.items(), batch.places(), () -> {
                if (done.compareAndSet(false, true)) {
                    told.decrementAndGet();
                    wake.run();
                }
            });
        }
        return batches.isEmpty() && told.get() == 0;
    }

    private List<Batch> batches() {
        List<Batch> all = new ArrayList<>();
        for (Map.Entry<Long, OfStream> entry : streams.entrySet()) {
            OfStream of = entry.getValue();
            long[] items = new long[of.count];
            long[] places = new long[of.count];
            int count = 0;
            for (int i = 0; i < of.count; i++) {
                if (of.places[i] != 0) {
                    items[count] = of.items[i];
                    places[count++] = of.places[i];
                }
            }
            for (int from = 0; from < count; from += BATCH_ITEMS) {
                int to = Math.min(count, from + BATCH_ITEMS);
                all.add(new Batch(
                        entry.getKey(), Arrays.copyOfRange(items, from, to), Arrays.copyOfRange(places, from, to)));
            }
        }
        streams.clear();
        return all;
    }
}
