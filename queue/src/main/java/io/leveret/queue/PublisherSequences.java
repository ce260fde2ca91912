package io.leveret.queue;

import java.util.Arrays;

/**
 * The highest sequence of each tracked publisher, for the thousand that published last.
 *
 * <p>What is forgotten depends on the facts alone, so that every replica forgets the same.
 */
final class PublisherSequences {
    static final int MAX_PUBLISHERS = 1000;

    private static final int INITIAL_CAPACITY = 8;

    private IdIndex slotOfPublisher;
    private long[] publisherIds = new long[0];
    private long[] sequences = new long[0];

    /** When each was heard last, counted in facts. */
    private long[] heardAt = new long[0];

    private int size;
    private long now;

    /** The highest sequence taken from a publisher, 0 if nothing is known of it. */
    long last(long publisherId) {
        int slot = slotOfPublisher == null ? IdIndex.NONE : slotOfPublisher.find(publisherId);
        return slot == IdIndex.NONE ? 0 : sequences[slot];
    }

    void record(long publisherId, long sequence) {
        if (slotOfPublisher == null) {
            slotOfPublisher = new IdIndex();
        }
        int slot = slotOfPublisher.find(publisherId);
        if (slot == IdIndex.NONE) {
            slot = size < MAX_PUBLISHERS ? newSlot() : freedSlot();
            publisherIds[slot] = publisherId;
            sequences[slot] = 0;
            slotOfPublisher.add(publisherId, slot);
        }
        sequences[slot] = Math.max(sequences[slot], sequence);
        heardAt[slot] = ++now;
    }

    int size() {
        return size;
    }

    /** The publisher in a slot below {@link #size}. */
    long publisherAt(int slot) {
        return publisherIds[slot];
    }

    private int newSlot() {
        if (size == publisherIds.length) {
            int capacity = Math.min(MAX_PUBLISHERS, Math.max(INITIAL_CAPACITY, size * 2));
            publisherIds = Arrays.copyOf(publisherIds, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            heardAt = Arrays.copyOf(heardAt, capacity);
        }
        return size++;
    }

    private int freedSlot() {
        int oldest = 0;
        for (int slot = 1; slot < size; slot++) {
            if (heardAt[slot] < heardAt[oldest]) {
                oldest = slot;
            }
        }
        slotOfPublisher.remove(publisherIds[oldest]);
        return oldest;
    }
}
