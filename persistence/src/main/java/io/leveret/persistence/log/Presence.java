package io.leveret.persistence.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which of the items that some records name are there: one bit for each record that was asked for, in the order of
 * asking, which is the order of the log, so that whoever reads the records again finds the answers in step.
 *
 * <p>Questions go to the owner in batches by stream. Used by the log-files thread; answers arrive on any.
 */
final class Presence {
    private static final int BATCH_ITEMS = 1_024;
    private static final int OPEN_ITEMS = 32 * 1_024;
    private static final int MOST_ASKED = 32;

    /** What is asked of one stream at once. */
    private final class Batch implements StreamOwner.Answer {
        private final long stream;
        private long[] items = new long[8];
        private long[] bodies = new long[8];
        private int[] bits = new int[8];
        private int count;

        /** As they were asked for: ascending, each once. */
        private long[] distinct;

        private boolean[] present;

        Batch(long stream) {
            this.stream = stream;
        }

        void add(long item, long bodyId, int bit) {
            if (count == items.length) {
                items = Arrays.copyOf(items, count * 2);
                bodies = Arrays.copyOf(bodies, count * 2);
                bits = Arrays.copyOf(bits, count * 2);
            }
            items[count] = item;
            bodies[count] = bodyId;
            bits[count++] = bit;
        }

        void ask() {
            distinct = Arrays.stream(items, 0, count).sorted().distinct().toArray();
            owner.present(stream, distinct.clone(), this);
        }

        @Override
        public void items(boolean[] answer) {
            present = answer;
            answered.add(this);
            wake.run();
        }

        void take(Taker taker) {
            for (int i = 0; i < count; i++) {
                if (present[Arrays.binarySearch(distinct, items[i])]) {
                    bitsPresent.set(bits[i]);
                    taker.present(stream, items[i], bodies[i]);
                }
            }
        }
    }

    /** Hears of what is there. */
    interface Taker {
        /** @param bodyId 0 if it is not its adding that was asked for */
        void present(long stream, long item, long bodyId);
    }

    private final StreamOwner owner;
    private final Runnable wake;
    private final Taker taker;
    private final Map<Long, Batch> open = new HashMap<>();
    private final Map<Long, Boolean> existing = new HashMap<>();
    private final List<Batch> waiting = new ArrayList<>();
    private final ConcurrentLinkedQueue<Batch> answered = new ConcurrentLinkedQueue<>();
    private final BitSet bitsPresent = new BitSet();
    private int openItems;
    private int asked;
    private int nextBit;

    /** @param wake is run when an answer has come */
    Presence(StreamOwner owner, Runnable wake, Taker taker) {
        this.owner = owner;
        this.wake = wake;
        this.taker = taker;
    }

    /** Whether a stream was there when this was asked first. */
    boolean exists(long stream) {
        return existing.computeIfAbsent(stream, owner::exists);
    }

    /** One more record names an item. */
    void ask(long stream, long item, long bodyId) {
        int bit = nextBit++;
        if (!exists(stream)) {
            return;
        }
        Batch batch = open.computeIfAbsent(stream, Batch::new);
        batch.add(item, bodyId, bit);
        openItems++;
        if (batch.count == BATCH_ITEMS) {
            open.remove(stream);
            openItems -= batch.count;
            waiting.add(batch);
        }
        if (openItems >= OPEN_ITEMS) {
            flush();
        }
    }

    /** All that was asked for is to be answered. */
    void flush() {
        waiting.addAll(open.values());
        open.clear();
        openItems = 0;
    }

    /** Takes the answers that are there, and asks more; returns how many batches are not answered. */
    int step() {
        do {
            for (Batch batch = answered.poll(); batch != null; batch = answered.poll()) {
                asked--;
                batch.take(taker);
            }
            while (asked < MOST_ASKED && !waiting.isEmpty()) {
                asked++;
                waiting.remove(waiting.size() - 1).ask();
            }
        } while (!answered.isEmpty());
        return asked + waiting.size();
    }

    /** Whether no more should be asked for now. */
    boolean isFull() {
        return asked >= MOST_ASKED;
    }

    /** Whether the item was there that the {@code n}th record named. */
    boolean isPresent(int n) {
        return bitsPresent.get(n);
    }
}
