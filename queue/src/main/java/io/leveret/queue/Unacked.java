package io.leveret.queue;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What is in flight: which recipient holds which message, and through which consumer it got it.
 *
 * <p>Every message has a slot in parallel arrays, found by its id; the slots of one holder form a chain, so that taking
 * back all that a recipient holds costs as much as it holds. Free slots form a chain too.
 */
final class Unacked {
    static final int NONE = IdIndex.NONE;

    private static final int INITIAL_CAPACITY = 8;

    /** Messages that are passed over, to find what each of a recipient's consumers holds. */
    private static final int MOST_PASSED = 65_536;

    /** Arrays above this many slots are let go when nothing is in flight any more. */
    private static final int KEPT_CAPACITY = 1024;

    /** Not to be changed while it is empty: it then is one for all queues. */
    private Map<Recipient, Holder> holders = Map.of();

    /** Null, as the arrays, until something is in flight: most queues are idle. */
    private IdIndex slotOfId;

    private long[] ids;
    private Holder[] holderAt;
    private Consumer[] consumerAt;
    /** When each went out; null, as the others, and also while nobody asks. */
    private long[] sinceMs;

    private boolean timed;
    private int[] next;
    private int[] previous;
    private int firstFree = NONE;
    private int usedSlots;
    private int size;

    /** The holder of a recipient, made if it is new here; {@link #forgetIfIdle} ends it. */
    Holder holderOf(Recipient recipient) {
        Holder holder = holders.get(recipient);
        if (holder == null) {
            holder = new Holder(recipient);
            if (holders.isEmpty()) {
                holders = new IdentityHashMap<>(4);
            }
            holders.put(recipient, holder);
        }
        return holder;
    }

    /** Null if the recipient neither consumes nor holds anything here. */
    Holder knownHolderOf(Recipient recipient) {
        return holders.get(recipient);
    }

    void forgetIfIdle(Holder holder) {
        if (holder.idle()) {
            holders.remove(holder.recipient);
        }
    }

    /** A message went out; {@code consumer} is null if it was fetched with {@code get}. */
    void add(long id, Holder holder, Consumer consumer, long nowMs) {
        if (slotOfId == null) {
            makeRoom();
        }
        int slot = freeSlot();
        ids[slot] = id;
        holderAt[slot] = holder;
        consumerAt[slot] = consumer;
        if (timed) {
            sinceMs[slot] = nowMs;
        }
        next[slot] = NONE;
        previous[slot] = holder.lastSlot;
        if (holder.lastSlot == NONE) {
            holder.firstSlot = slot;
        } else {
            next[holder.lastSlot] = slot;
        }
        holder.lastSlot = slot;
        slotOfId.add(id, slot);
        size++;
    }

    /** The slot of a message in flight, or {@link #NONE}; valid until the next change. */
    int find(long id) {
        return slotOfId == null ? NONE : slotOfId.find(id);
    }

    Consumer consumerAt(int slot) {
        return consumerAt[slot];
    }

    Holder holderAt(int slot) {
        return holderAt[slot];
    }

    /** When a message went out; to be asked only while times are kept. */
    long sinceMs(int slot) {
        return sinceMs[slot];
    }

    /** Whether times are kept; what is in flight without one went out now. */
    void timed(boolean kept, long nowMs) {
        if (kept && !timed && ids != null) {
            sinceMs = new long[ids.length];
            Arrays.fill(sinceMs, nowMs);
        } else if (!kept) {
            sinceMs = null;
        }
        timed = kept;
    }

    /** The first slot from this one on whose message its holder has held longest, or {@link #NONE}. */
    int firstChain(int from) {
        for (int slot = from; slot < usedSlots; slot++) {
            if (holderAt[slot] != null && previous[slot] == NONE) {
                return slot;
            }
        }
        return NONE;
    }

    /**
     * How long messages have been held, or null while no times are kept. What a holder holds stands in the order in
     * which it got it, so of a channel with one consumer the first is looked at alone; where others come before what a
     * consumer holds, so many are passed over at most, and beyond them it is left out.
     */
    HeldTimes heldTimes(long nowMs) {
        return heldTimes(nowMs, MOST_PASSED);
    }

    /** The same with another number, for tests. */
    HeldTimes heldTimes(long nowMs, int mostPassed) {
        if (!timed) {
            return null;
        }
        long oldestMs = 0;
        Map<Consumer, Long> byConsumer = new IdentityHashMap<>();
        for (Holder holder : holders.values()) {
            int slot = holder.firstSlot;
            if (slot == NONE) {
                continue;
            }
            oldestMs = Math.max(oldestMs, nowMs - sinceMs[slot]);
            int wanted = holder.consumersInFlight();
            for (int passed = 0; slot != NONE && wanted > 0 && passed < mostPassed; passed++) {
                Consumer consumer = consumerAt[slot];
                if (consumer != null && consumer.holder == holder) {
                    wanted -= byConsumer.putIfAbsent(consumer, nowMs - sinceMs[slot]) == null ? 1 : 0;
                }
                slot = next[slot];
            }
        }
        return new HeldTimes(oldestMs, byConsumer);
    }

    /** The id that a holder has held longest, or 0. */
    long firstHeldBy(Holder holder) {
        return holder.firstSlot == NONE ? 0 : ids[holder.firstSlot];
    }

    /** A message came back or was settled. */
    void remove(int slot) {
        Holder holder = holderAt[slot];
        unchain(slot, holder);
        slotOfId.remove(ids[slot]);
        holderAt[slot] = null;
        consumerAt[slot] = null;
        next[slot] = firstFree;
        firstFree = slot;
        size--;
        if (holder.firstSlot == NONE) {
            forgetIfIdle(holder);
        }
        if (size == 0 && ids.length > KEPT_CAPACITY) {
            release();
        }
    }

    int size() {
        return size;
    }

    /** All ids in flight, ascending. */
    long[] sortedIds() {
        long[] sorted = new long[size];
        int count = 0;
        for (int slot = 0; slot < usedSlots; slot++) {
            if (holderAt[slot] != null) {
                sorted[count++] = ids[slot];
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    void clear() {
        holders = Map.of();
        size = 0;
        release();
    }

    private void unchain(int slot, Holder holder) {
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) {
            holder.firstSlot = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            holder.lastSlot = before;
        } else {
            previous[after] = before;
        }
    }

    private int freeSlot() {
        if (firstFree != NONE) {
            int slot = firstFree;
            firstFree = next[slot];
            return slot;
        }
        if (usedSlots == ids.length) {
            resize(usedSlots * 2);
        }
        return usedSlots++;
    }

    private void resize(int capacity) {
        ids = Arrays.copyOf(ids, capacity);
        holderAt = Arrays.copyOf(holderAt, capacity);
        consumerAt = Arrays.copyOf(consumerAt, capacity);
        sinceMs = timed ? Arrays.copyOf(sinceMs, capacity) : null;
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
    }

    private void makeRoom() {
        slotOfId = new IdIndex();
        ids = new long[INITIAL_CAPACITY];
        holderAt = new Holder[INITIAL_CAPACITY];
        consumerAt = new Consumer[INITIAL_CAPACITY];
        sinceMs = timed ? new long[INITIAL_CAPACITY] : null;
        next = new int[INITIAL_CAPACITY];
        previous = new int[INITIAL_CAPACITY];
    }

    private void release() {
        slotOfId = null;
        ids = null;
        holderAt = null;
        consumerAt = null;
        sinceMs = null;
        next = null;
        previous = null;
        firstFree = NONE;
        usedSlots = 0;
    }
}
