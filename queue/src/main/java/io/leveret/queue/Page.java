package io.leveret.queue;

import java.util.Arrays;

/**
 * Consecutive messages of one priority: at most as many slots as a page has, filled in the order of their ids.
 *
 * <p>A page is warm or cold. A warm one knows each of its messages; which bodies are in memory is the matter of its
 * {@link PageBodies}. A cold one keeps its counters alone, and what {@link ColdPage} says; all its messages are ready.
 *
 * <p>As long as the ids follow each other without a gap a page keeps only the first; with the first gap (other
 * priorities in between, or survivors of a recovery) it keeps an {@code int} distance for each. Everything that most
 * messages do not have (redelivered flags, return counts, expiry) is allocated when the first message has it. A page
 * starts with few slots and grows, since most queues are short. In full it costs 4 to 8 bytes and 3 bits for a message
 * in memory, beside the message itself; for one that is not, 12 to 16 bytes, 8 more if messages expire, and the bits.
 */
final class Page {
    static final int FULL_SLOTS = 1024;

    /** How many slots the first page of an idle queue has. */
    static final int FIRST_SLOTS = 8;

    /** A page of more slots than this is not kept for reuse when it is empty. */
    static final int SMALL_SLOTS = 64;

    private static final int OBJECT_BYTES = 136;

    private final int maxSlots;

    /** The row of pages it stands in, and where. */
    final Lane lane;

    int position;

    private long firstId;

    /** Null while the ids follow each other. */
    private IdDistances idDistances;

    /** Null while it is cold. */
    private PageBodies bodies;

    /** Null while it is warm. */
    private ColdPage cold;

    /** It is to stay warm, or become so. */
    private boolean held;

    private boolean gone;

    /** Slots used from the front, those of messages that left included. */
    private int used;

    private long[] present;
    private long[] ready;

    /** Null if none was delivered before, or it is cold. */
    private PageReturns returns;

    /** Null if all can be read. */
    private PageDamage damage;

    /** Null until one expires. */
    private PageExpiries expiries;

    private int presentCount;
    private int readyCount;
    private long bytes;
    private long readyBytes;
    private int slots;
    private long indexBytes;

    /** No word of {@link #ready} before this one has a bit. */
    private int firstReadyWord;

    /**
     * @param maxSlots how many it may grow to, a multiple of 64
     * @param initialSlots how many it has at once, a power of two
     */
    Page(Lane lane, int maxSlots, int initialSlots) {
        this.lane = lane;
        this.maxSlots = maxSlots;
        this.slots = initialSlots;
        bodies = new PageBodies(lane.share, initialSlots);
        present = new long[(initialSlots + 63) >>> 6];
        ready = new long[(initialSlots + 63) >>> 6];
        reset();
    }

    /** Whether a message of this id can still be appended. */
    boolean accepts(long id) {
        return cold == null && (used == 0 || used < maxSlots && id - firstId <= Integer.MAX_VALUE);
    }

    /** Appends a ready message; its id is above all before. */
    void append(long id, Message message, long expiryMs, boolean passing) {
        int index = newSlot(id);
        boolean made = bodies.append(index, message, passing);
        appended(index, message.bodySize(), expiryMs);
        if (made) {
            recount();
        }
    }

    /** Appends a ready message whose body is not in memory; its id is above all before. */
    void appendPlaced(long id, int bodySize, long expiryMs, long place, int holders) {
        int index = newSlot(id);
        boolean made = bodies.place(index, place, holders, bodySize);
        appended(index, bodySize, expiryMs);
        if (made) {
            recount();
        }
    }

    private int newSlot(long id) {
        int index = used;
        if (index == slots) {
            grow();
        }
        used++;
        if (index == 0) {
            firstId = id;
        } else if (idDistances != null || id != firstId + index) {
            keepDistance(index, (int) (id - firstId));
        }
        return index;
    }

    private void appended(int index, int bodySize, long expiryMs) {
        Bits.set(present, index);
        presentCount++;
        bytes += bodySize;
        if (expiryMs != Fact.NEVER) {
            keepExpiry(index, expiryMs);
        }
        putBack(index);
    }

    /** The index of a message that is here, or -1; and -1 if the page is cold. */
    int indexOf(long id) {
        long distance = id - firstId;
        if (cold != null || distance < 0 || distance > Integer.MAX_VALUE) {
            return -1;
        }
        int index = idDistances == null ? (int) distance : idDistances.find((int) distance, used);
        return index >= 0 && index < used && Bits.has(present, index) ? index : -1;
    }

    long idAt(int index) {
        return firstId + (idDistances == null ? index : idDistances.at(index));
    }

    /** Null if it is not in memory. */
    Message messageAt(int index) {
        return bodies.messageAt(index);
    }

    /** Bytes of its body, in memory or not. */
    int sizeAt(int index) {
        return bodies.sizeAt(index);
    }

    /** The log has moved the body of a present message. */
    void moved(int index, long place, boolean durable) {
        if (bodies.moved(index, place, durable)) {
            recount();
        }
    }

    /** Whether it left its lane for good. */
    boolean gone() {
        return gone;
    }

    /** Whether it is to stay warm, or become so. */
    boolean held() {
        return held;
    }

    void hold(boolean stayWarm) {
        held = stayWarm;
    }

    /** Whether nothing keeps it warm: all is ready, no body in memory or on its way there, nothing to be appended. */
    boolean mayGoCold() {
        boolean complete = full() || !lane.endsWith(this);
        boolean idle = presentCount != 0 && presentCount == readyCount;
        return complete && idle && !held && bodies.inMemory() == 0 && !bodies.anyLoading();
    }

    /** Its counters are all that is kept. */
    void cool(ColdPage stored) {
        if (expiries != null) {
            expiries.cooled(ready);
        }
        cold = stored;
        bodies.reset();
        bodies = null;
        idDistances = null;
        present = null;
        ready = null;
        returns = null;
        damage = null;
        recount();
    }

    /** It is warm again, and knows its messages; their bodies are not in memory. */
    void restore(PageIndex index) {
        cold = null;
        used = index.count;
        slots = Math.min(maxSlots, (index.count + 63) & -64);
        bodies = new PageBodies(lane.share, slots);
        bodies.restore(index);
        present = allSet(index.count);
        ready = allSet(index.count);
        firstReadyWord = 0;
        idDistances = IdDistances.restored(index.idDistances, slots);
        if (index.returnCounts != null || index.redelivered != null) {
            returns = new PageReturns(slots);
            returns.restore(index.redelivered, index.returnCounts);
        }
        if (index.expiresAtMs != null) {
            madeExpiries().restore(index.expiresAtMs, slots);
        }
        recount();
    }

    /** It is cold and cannot be read: its messages are damaged. */
    void lose() {
        damage = new PageDamage(presentCount, bytes);
        readyCount = 0;
        readyBytes = 0;
        if (expiries != null) {
            expiries.expiredUpTo(Fact.NEVER - 1);
        }
        recount();
    }

    private long[] allSet(int count) {
        long[] bits = new long[slots >>> 6];
        Arrays.fill(bits, 0, count >>> 6, -1L);
        if ((count & 63) != 0) {
            bits[count >>> 6] = (1L << count) - 1;
        }
        return bits;
    }

    /** Where its messages' bodies are; null if the page is cold. */
    PageBodies bodies() {
        return bodies;
    }

    /** Null if the page is warm. */
    ColdPage cold() {
        return cold;
    }

    boolean damaged(int index) {
        return damage != null && damage.has(index);
    }

    /** When its messages expire; null until one does. */
    PageExpiries expiries() {
        return expiries;
    }

    long expiresAtMs(int index) {
        return expiries == null ? Fact.NEVER : expiries.at(index);
    }

    /** Whether the time of a message is over. */
    boolean expired(int index, long nowMs) {
        return expiries != null && expiries.expired(index, nowMs);
    }

    boolean redelivered(int index) {
        return returns != null && returns.redelivered(index);
    }

    /** How often it was returned in a way that counts. */
    int returnCount(int index) {
        return returns == null ? 0 : returns.count(index);
    }

    boolean ready(int index) {
        return Bits.has(ready, index);
    }

    /** Not to be changed; null if the page is cold. */
    long[] readyBits() {
        return ready;
    }

    /** The first ready message; there must be one. */
    int firstReady() {
        while (ready[firstReadyWord] == 0) {
            firstReadyWord++;
        }
        return (firstReadyWord << 6) + Long.numberOfTrailingZeros(ready[firstReadyWord]);
    }

    /** The next ready message after an index, or -1. */
    int readyAfter(int index) {
        return Bits.next(ready, index + 1);
    }

    /** A ready message is given out; it stays present. */
    void take(int index) {
        Bits.clear(ready, index);
        readyCount--;
        readyBytes -= bodies.sizeAt(index);
    }

    /** A message that is present and not ready becomes ready, at the place it always had. */
    void putBack(int index) {
        Bits.set(ready, index);
        readyCount++;
        readyBytes += bodies.sizeAt(index);
        firstReadyWord = Math.min(firstReadyWord, index >>> 6);
        if (expiries != null) {
            expiries.becameReady(index);
        }
    }

    void flagRedelivered(int index) {
        if (madeReturns().flagRedelivered(index)) {
            recount();
        }
    }

    void countReturn(int index) {
        countReturns(index, 1);
    }

    void countReturns(int index, int count) {
        if (madeReturns().add(index, count)) {
            recount();
        }
    }

    private PageReturns madeReturns() {
        if (returns == null) {
            returns = new PageReturns(slots);
        }
        return returns;
    }

    /** A message leaves, ready or not. */
    void remove(int index) {
        if (Bits.has(ready, index)) {
            take(index);
        }
        Bits.clear(present, index);
        presentCount--;
        int size = bodies.sizeAt(index);
        bytes -= size;
        if (damaged(index)) {
            damage.remove(index, size);
        }
        bodies.remove(index);
    }

    /** The body of a ready message cannot be read. */
    void damage(int index) {
        take(index);
        if (damage == null) {
            damage = new PageDamage(slots);
            recount();
        }
        damage.add(index, bodies.sizeAt(index));
        bodies.loaded(index);
    }

    /** Empties it for messages to come. */
    void reset() {
        used = 0;
        presentCount = 0;
        readyCount = 0;
        bytes = 0;
        readyBytes = 0;
        firstReadyWord = 0;
        Arrays.fill(present, 0);
        Arrays.fill(ready, 0);
        boolean extras = idDistances != null || returns != null || damage != null;
        idDistances = null;
        returns = null;
        damage = null;
        if (expiries != null) {
            expiries.clear();
        }
        if (bodies.reset() || extras || indexBytes == 0) {
            recount();
        }
    }

    /** Nothing is kept in it any more. */
    void forget() {
        gone = true;
        if (cold == null) {
            bodies.reset();
        }
        lane.share.addIndex(-indexBytes);
        indexBytes = 0;
    }

    /** Slots used, those of messages that left included: the end of a walk over the indices. */
    int used() {
        return used;
    }

    boolean present(int index) {
        return Bits.has(present, index);
    }

    boolean small() {
        return slots <= SMALL_SLOTS;
    }

    boolean full() {
        return used == maxSlots;
    }

    long firstId() {
        return firstId;
    }

    /** The last id that was appended; there must have been one. */
    long lastId() {
        return cold == null ? idAt(used - 1) : cold.lastId();
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

    int damagedCount() {
        return damage == null ? 0 : damage.count();
    }

    /** Bytes of the bodies that cannot be read. */
    long damagedBytes() {
        return damage == null ? 0 : damage.bytes();
    }

    /** Messages whose bodies are on disk alone, and can be read as far as is known. */
    int outCount() {
        return presentCount - damagedCount() - (cold == null ? bodies.inMemory() : 0);
    }

    private void keepDistance(int index, int distance) {
        if (idDistances == null) {
            idDistances = new IdDistances(slots, index);
            recount();
        }
        idDistances.set(index, distance);
    }

    private void keepExpiry(int index, long expiryMs) {
        if (madeExpiries().set(index, expiryMs, slots)) {
            recount();
        }
    }

    private PageExpiries madeExpiries() {
        if (expiries == null) {
            expiries = new PageExpiries(this);
            recount();
        }
        return expiries;
    }

    private void grow() {
        slots = Math.min(maxSlots, slots * 2);
        bodies.resize(slots);
        present = Bits.resized(present, slots);
        ready = Bits.resized(ready, slots);
        if (idDistances != null) {
            idDistances.resize(slots);
        }
        if (returns != null) {
            returns.resize(slots);
        }
        if (damage != null) {
            damage.resize(slots);
        }
        if (expiries != null) {
            expiries.resize(slots);
        }
        recount();
    }

    /** Heap that it takes, without messages. */
    long indexBytes() {
        return indexBytes;
    }

    /** To be called when arrays came or went. */
    void recount() {
        long counted = OBJECT_BYTES;
        if (cold != null) {
            counted += cold.indexBytes();
        } else {
            counted += bodies.indexBytes() + Bits.bytesOf(present) + Bits.bytesOf(ready);
            counted += idDistances == null ? 0 : idDistances.indexBytes();
            counted += returns == null ? 0 : returns.indexBytes();
        }
        counted += damage == null ? 0 : damage.indexBytes();
        counted += expiries == null ? 0 : expiries.indexBytes();
        lane.share.addIndex(counted - indexBytes);
        indexBytes = counted;
    }
}
