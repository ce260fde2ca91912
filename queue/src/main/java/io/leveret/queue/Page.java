package io.leveret.queue;

import java.util.Arrays;

/**
 * Consecutive messages of one priority: at most as many slots as a page has, filled in the order of their ids.
 *
 * <p>As long as the ids follow each other without a gap a page keeps only the first; with the first gap (other
 * priorities in between, or survivors of a recovery) it keeps an {@code int} distance for each. Everything that most
 * messages do not have (redelivered flags, return counts, expiry) is allocated when the first message has it. A page
 * starts with few slots and grows, since most queues are short. In full, and in memory, it costs 4 to 8 bytes and 3
 * bits for a message, beside the message itself.
 */
final class Page {
    static final int FULL_SLOTS = 1024;

    /** A page of more slots than this is not kept for reuse when it is empty. */
    static final int SMALL_SLOTS = 64;

    private final int maxSlots;

    /** The row of pages it stands in, and where. */
    final Lane lane;

    int position;

    private long firstId;

    /** Distance of each id from the first; null while it equals the index. */
    private int[] idDistances;

    private Message[] messages;

    /** Slots used from the front, those of messages that left included. */
    private int used;

    private long[] present;
    private long[] ready;
    private long[] redelivered;
    private int[] returnCounts;
    private long[] expiresAtMs;
    private long earliestExpiryMs;

    private int presentCount;
    private int readyCount;
    private long bytes;
    private long readyBytes;

    /** No word of {@link #ready} before this one has a bit. */
    private int firstReadyWord;

    /**
     * @param slots how many it may grow to, a multiple of 64
     * @param initialSlots how many it has at once, a multiple of 64
     */
    Page(Lane lane, int slots, int initialSlots) {
        this.lane = lane;
        this.maxSlots = slots;
        messages = new Message[initialSlots];
        present = new long[initialSlots >>> 6];
        ready = new long[initialSlots >>> 6];
        reset();
    }

    /** Whether a message of this id can still be appended. */
    boolean accepts(long id) {
        return used == 0 || used < maxSlots && id - firstId <= Integer.MAX_VALUE;
    }

    /** Appends a ready message; its id is above all before. */
    void append(long id, Message message, long expiryMs) {
        int index = used;
        if (index == messages.length) {
            grow();
        }
        used++;
        if (index == 0) {
            firstId = id;
        } else if (idDistances != null || id != firstId + index) {
            keepDistance(index, (int) (id - firstId));
        }
        messages[index] = message;
        set(present, index);
        presentCount++;
        bytes += message.bodySize();
        if (expiryMs != Fact.NEVER) {
            keepExpiry(index, expiryMs);
        } else if (expiresAtMs != null) {
            expiresAtMs[index] = Fact.NEVER;
        }
        putBack(index);
    }

    /** The index of a message that is here, or -1. */
    int indexOf(long id) {
        long distance = id - firstId;
        if (distance < 0 || distance > Integer.MAX_VALUE) {
            return -1;
        }
        int index = idDistances == null ? (int) distance : Arrays.binarySearch(idDistances, 0, used, (int) distance);
        return index >= 0 && index < used && has(present, index) ? index : -1;
    }

    long idAt(int index) {
        return firstId + (idDistances == null ? index : idDistances[index]);
    }

    Message messageAt(int index) {
        return messages[index];
    }

    long expiresAtMs(int index) {
        return expiresAtMs == null ? Fact.NEVER : expiresAtMs[index];
    }

    boolean redelivered(int index) {
        return redelivered != null && has(redelivered, index);
    }

    /** How often it was returned in a way that counts. */
    int returnCount(int index) {
        return returnCounts == null ? 0 : returnCounts[index];
    }

    boolean ready(int index) {
        return has(ready, index);
    }

    /** The first ready message; there must be one. */
    int firstReady() {
        while (ready[firstReadyWord] == 0) {
            firstReadyWord++;
        }
        return (firstReadyWord << 6) + Long.numberOfTrailingZeros(ready[firstReadyWord]);
    }

    /** A ready message is given out; it stays present. */
    void take(int index) {
        clear(ready, index);
        readyCount--;
        readyBytes -= messages[index].bodySize();
    }

    /** A message that is present and not ready becomes ready, at the place it always had. */
    void putBack(int index) {
        set(ready, index);
        readyCount++;
        readyBytes += messages[index].bodySize();
        firstReadyWord = Math.min(firstReadyWord, index >>> 6);
    }

    void flagRedelivered(int index) {
        if (redelivered == null) {
            redelivered = new long[present.length];
        }
        set(redelivered, index);
    }

    /** Flags all messages up to an id as redelivered. */
    void flagRedeliveredUpTo(long id) {
        for (int index = 0; index < used && idAt(index) <= id; index++) {
            if (has(present, index)) {
                flagRedelivered(index);
            }
        }
    }

    void countReturn(int index) {
        if (returnCounts == null) {
            returnCounts = new int[messages.length];
        }
        returnCounts[index]++;
    }

    /** A message leaves, ready or not. */
    void remove(int index) {
        if (has(ready, index)) {
            take(index);
        }
        clear(present, index);
        presentCount--;
        bytes -= messages[index].bodySize();
        messages[index] = null;
    }

    /** Empties it for messages to come. */
    void reset() {
        used = 0;
        presentCount = 0;
        readyCount = 0;
        bytes = 0;
        readyBytes = 0;
        firstReadyWord = 0;
        earliestExpiryMs = Fact.NEVER;
        Arrays.fill(messages, null);
        Arrays.fill(present, 0);
        Arrays.fill(ready, 0);
        idDistances = null;
        redelivered = null;
        returnCounts = null;
        expiresAtMs = null;
    }

    /** Slots used, those of messages that left included: the end of a walk over the indices. */
    int used() {
        return used;
    }

    boolean present(int index) {
        return has(present, index);
    }

    boolean small() {
        return messages.length <= SMALL_SLOTS;
    }

    boolean full() {
        return used == maxSlots;
    }

    long firstId() {
        return firstId;
    }

    /** The last id that was appended; there must have been one. */
    long lastId() {
        return idAt(used - 1);
    }

    int presentCount() {
        return presentCount;
    }

    int readyCount() {
        return readyCount;
    }

    /** Bytes of the bodies that are present. */
    long bytes() {
        return bytes;
    }

    /** Bytes of the bodies that are ready. */
    long readyBytes() {
        return readyBytes;
    }

    /** Nothing here expires before this time; a message that left may have been the one that did. */
    long earliestExpiryMs() {
        return earliestExpiryMs;
    }

    private void keepDistance(int index, int distance) {
        if (idDistances == null) {
            idDistances = new int[messages.length];
            for (int before = 0; before < index; before++) {
                idDistances[before] = before;
            }
        }
        idDistances[index] = distance;
    }

    private void keepExpiry(int index, long expiryMs) {
        if (expiresAtMs == null) {
            expiresAtMs = new long[messages.length];
            Arrays.fill(expiresAtMs, 0, index, Fact.NEVER);
        }
        expiresAtMs[index] = expiryMs;
        earliestExpiryMs = Math.min(earliestExpiryMs, expiryMs);
    }

    private void grow() {
        int slots = Math.min(maxSlots, messages.length * 2);
        messages = Arrays.copyOf(messages, slots);
        present = Arrays.copyOf(present, slots >>> 6);
        ready = Arrays.copyOf(ready, slots >>> 6);
        redelivered = redelivered == null ? null : Arrays.copyOf(redelivered, slots >>> 6);
        idDistances = idDistances == null ? null : Arrays.copyOf(idDistances, slots);
        returnCounts = returnCounts == null ? null : Arrays.copyOf(returnCounts, slots);
        expiresAtMs = expiresAtMs == null ? null : Arrays.copyOf(expiresAtMs, slots);
    }

    private static boolean has(long[] bits, int index) {
        return (bits[index >>> 6] & 1L << index) != 0;
    }

    private static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    private static void clear(long[] bits, int index) {
        bits[index >>> 6] &= ~(1L << index);
    }
}
