package io.leveret.queue;

import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * The messages of a queue in the order in which they are due: a {@link Lane} for each priority, highest first, and in
 * it first in, first out, by id.
 *
 * <p>The problem: a message that goes back must stand again where it stood, between neighbours that may have left
 * since; and ten million messages must not cost more than a few bytes each beside themselves. The choice: a message
 * keeps its slot from its arrival until it is settled, and being ready is a bit. Taking the head clears it, going back
 * sets it; nothing is ever moved or inserted. What is in flight is therefore here too, present but not ready.
 *
 * <p>Taking and going back cost the same however long the queue is. Finding a message by its id is a binary search over
 * the pages of each priority in use, save for the page that was hit last, which is looked at first.
 */
final class ReadyList {
    /** Quorum queues of RabbitMQ 4.0 tell priorities above it from the others. */
    private static final int HIGHEST_OF_LOW_CLASS = 4;

    private final int maxPriority;
    private final boolean twoClasses;
    private final int slotsPerPage;
    private final Lane[] lanes;

    /** Bit p is set if the lane of priority p has ready messages; null if there is one lane. */
    private final long[] readyLanes;

    private final MemoryShare share = new MemoryShare();

    /** Where messages that leave are let go of; nowhere until a dispatch takes charge. */
    private BodyEffects effects;

    /** Null until a message comes that expires. */
    private ExpiryOrder expiryOrder;

    private boolean durable = true;
    private Page lastHit;
    private long count;
    private long readyCount;
    private long bytes;
    private long readyBytes;
    private long damagedCount;
    private long damagedBytes;
    private long outCount;

    ReadyList(int maxPriority, int slotsPerPage) {
        this(maxPriority, false, slotsPerPage);
    }

    /** @param twoClasses whether priorities above 4 are of the one high class, all others of the low one */
    ReadyList(int maxPriority, boolean twoClasses, int slotsPerPage) {
        if (slotsPerPage <= 0 || slotsPerPage % 64 != 0) {
            throw new IllegalArgumentException("slots of a page must be a multiple of 64, but are " + slotsPerPage);
        }
        this.maxPriority = maxPriority;
        this.twoClasses = twoClasses;
        this.slotsPerPage = slotsPerPage;
        lanes = new Lane[maxPriority + 1];
        readyLanes = maxPriority == 0 ? null : new long[(maxPriority >>> 6) + 1];
    }

    /** From now on messages that leave are let go of there. */
    void ledBy(BodyEffects leader, boolean ofDurableQueue) {
        effects = leader;
        durable = ofDurableQueue;
    }

    MemoryShare share() {
        return share;
    }

    boolean durable() {
        return durable;
    }

    /** Whether a message of this queue must survive a restart. */
    boolean lasting(Message message) {
        return durable && message.persistent();
    }

    /** The same of one that is here. */
    boolean lasting(Page page, int index) {
        return durable && !page.bodies().passing(index);
    }

    /** Appends a ready message at the tail of its priority; its id is above all before. */
    void append(long id, Message message, long expiresAtMs) {
        Lane lane = laneOf(message.priority());
        Page page = lane.tailFor(id);
        page.append(id, message, expiresAtMs, durable && !message.persistent());
        appended(lane, page, message.bodySize());
    }

    /**
     * Appends a ready message whose body is on disk at the tail of its priority; its id is above all before.
     *
     * @param place 0 if the body is lost
     */
    Page appendPlaced(long id, int priority, int bodySize, long expiresAtMs, long place, int holders) {
        Lane lane = laneOf(priority);
        Page page = lane.tailFor(id);
        page.appendPlaced(id, bodySize, expiresAtMs, place, holders);
        outCount++;
        appended(lane, page, bodySize);
        if (place == 0) {
            damage(page, page.used() - 1);
        }
        return page;
    }

    /** The page of the first message that is due, or null if none is ready. */
    Page head() {
        if (readyLanes == null) {
            return readyCount == 0 ? null : lanes[0].firstReady();
        }
        for (int word = readyLanes.length - 1; word >= 0; word--) {
            if (readyLanes[word] != 0) {
                return lanes[(word << 6) + 63 - Long.numberOfLeadingZeros(readyLanes[word])].firstReady();
            }
        }
        return null;
    }

    /** The page whose ready messages are due after those of another, or null. */
    Page readyAfter(Page page) {
        Page next = page.lane.readyAfter(page.position);
        for (int priority = page.lane.priority - 1; next == null && priority >= 0; priority--) {
            if (lanes[priority] != null && lanes[priority].hasReady()) {
                next = lanes[priority].firstReady();
            }
        }
        return next;
    }

    /** The page that a present message is in, or null if it is not here. */
    Page find(long id) {
        if (lastHit != null && lastHit.indexOf(id) >= 0) {
            return lastHit;
        }
        for (Lane lane : lanes) {
            Page page = lane == null ? null : lane.find(id);
            if (page != null && page.indexOf(id) >= 0) {
                lastHit = page;
                return page;
            }
        }
        return null;
    }

    /** A ready message is given out and stays present. */
    void take(Page page, int index) {
        Lane lane = page.lane;
        lane.take(page, index);
        countUnready(lane, page.sizeAt(index), 1);
    }

    /** A present message stands in its place again; nothing happens if it is ready. */
    void putBack(Page page, int index) {
        if (!page.ready(index)) {
            page.lane.putBack(page, index);
            countReady(page.lane, page.sizeAt(index));
            orderByExpiry(page);
        }
    }

    /** A present message leaves, ready or not. */
    void remove(Page page, int index) {
        int size = page.sizeAt(index);
        boolean wasReady = page.ready(index);
        if (effects != null) {
            page.bodies().letGo(index, durable, effects);
        }
        if (page.damaged(index)) {
            damagedCount--;
            damagedBytes -= size;
        } else if (page.messageAt(index) == null) {
            outCount--;
        }
        if (page.lane.remove(page, index)) {
            forget(page);
        } else if (page.used() == 0) {
            expiresNoMore(page);
        }
        count--;
        bytes -= size;
        if (wasReady) {
            countUnready(page.lane, size, 1);
        }
    }

    /**
     * All messages up to an id leave, save those in {@code except}, which ascends. Whole pages go without a look
     * inside, and cold ones always: nothing in them is in flight, so none of it is spared.
     */
    void removeUpTo(long upToId, long[] except) {
        for (Lane lane : lanes) {
            if (lane != null) {
                removeUpTo(lane, upToId, except);
            }
        }
    }

    /** The body of a ready message cannot be read: it stays, and is not given out. */
    void damage(Page page, int index) {
        int size = page.sizeAt(index);
        page.lane.damage(page, index);
        damagedCount++;
        damagedBytes += size;
        outCount--;
        countUnready(page.lane, size, 1);
    }

    /** A body that was asked for is here. */
    void bring(Page page, int index, Message message) {
        page.bodies().bring(index, message);
        page.recount();
        outCount--;
    }

    /** All messages leave, and no page is kept for those to come. */
    void removeAll() {
        for (Lane lane : lanes) {
            for (int position = 0; lane != null && position < lane.end(); position++) {
                if (lane.pageAt(position) != null) {
                    dropWhole(lane.pageAt(position));
                }
            }
        }
    }

    /** A body in memory whose place is known leaves memory. Returns how many bytes this were. */
    long evict(Page page, int index) {
        outCount++;
        return page.bodies().evict(index);
    }

    /** A body in memory leaves it if the log has it. Returns how many bytes this were, 0 if it is not written yet. */
    long evictWritten(Page page, int index, Message message) {
        PageBodies bodies = page.bodies();
        if (bodies.placeAt(index) == 0) {
            long place = message.place();
            if (place <= 0) {
                return 0;
            }
            if (bodies.place(index, place, message.holders(), message.bodySize())) {
                page.recount();
            }
        }
        return evict(page, index);
    }

    /** Whether the log has the body of a message that is here, or is about to. */
    boolean logged(Page page, int index) {
        return lasting(page, index)
                || page.bodies().placeAt(index) != 0
                || page.bodies().spilled(index);
    }

    /** The log has moved the body of a present message. */
    void moved(Page page, int index, long place) {
        page.moved(index, place, durable);
    }

    /** A page goes out of memory. Returns false if it cannot be stored. */
    boolean cool(Page page, ToLongFunction<ByteBuffer> store) {
        PageIndex index = PageIndex.of(page);
        long handle = store.applyAsLong(index.write());
        if (handle < 0) {
            return false;
        }
        page.cool(index.stored(handle, page.lastId()));
        page.lane.markWarm(page, false);
        return true;
    }

    /** A cold page comes back. */
    void warm(Page page, PageIndex index) {
        page.restore(index);
        page.lane.markWarm(page, true);
        orderByExpiry(page);
    }

    /** A cold page cannot be read: its messages stay, and are not given out. */
    void lose(Page page) {
        int ready = page.readyCount();
        long size = page.readyBytes();
        page.lane.lose(page);
        damagedCount += ready;
        damagedBytes += size;
        outCount -= ready;
        countUnready(page.lane, size, ready);
        expiresNoMore(page);
    }

    /** Whether there are, or were, messages that expire. */
    boolean anyExpires() {
        return expiryOrder != null;
    }

    /** The page with the message that expires first, or null. Cold pages that were asked for are left out. */
    Page firstToExpire() {
        return expiryOrder == null ? null : expiryOrder.first();
    }

    /** A page is cold, and its messages cannot expire before it comes. */
    void expiresWhenWarm(Page page) {
        expiryOrder.update(page.expiries(), Fact.NEVER);
    }

    /** Of a warm page nothing is due any more. */
    void expiredUpTo(Page page, long nowMs) {
        PageExpiries expiries = page.expiries();
        expiries.expiredUpTo(nowMs);
        expiryOrder.update(expiries, expiries.earliestMs());
    }

    /** The page with the first message from a position on, warm or cold; null if there is none. */
    Page pageFrom(QueuePosition from) {
        Page found = null;
        for (int priority = Math.min(from.priority(), maxPriority); found == null && priority >= 0; priority--) {
            Lane lane = lanes[priority];
            found = lane == null ? null : lane.pageFrom(priority == from.priority() ? from.id() : 0);
        }
        return found;
    }

    /** A cold page that a message would be in, one that can be read if there is any; or null. */
    Page coldPageOf(long id) {
        Page lost = null;
        for (Lane lane : lanes) {
            Page page = lane == null ? null : lane.find(id);
            if (page != null && page.cold() != null && id <= page.lastId()) {
                if (!page.cold().lost()) {
                    return page;
                }
                lost = page;
            }
        }
        return lost;
    }

    int laneCount() {
        return lanes.length;
    }

    /** Null if it was never used. */
    Lane lane(int priority) {
        return lanes[priority];
    }

    /** Flags all messages up to an id as redelivered. */
    void flagRedeliveredUpTo(long id) {
        for (Lane lane : lanes) {
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
                if (page != null) {
                    checkWarm(page);
                    flagRedeliveredUpTo(page, id);
                }
            }
        }
    }

    private static void flagRedeliveredUpTo(Page page, long id) {
        for (int index = 0; index < page.used() && page.idAt(index) <= id; index++) {
            if (page.present(index)) {
                page.flagRedelivered(index);
            }
        }
    }

    /** Shows all present messages, highest priority first, each in the order of ids. */
    void forEach(ContentsVisitor visitor) {
        for (int priority = maxPriority; priority >= 0; priority--) {
            Lane lane = lanes[priority];
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
                if (page != null) {
                    checkWarm(page);
                }
                for (int index = 0; page != null && index < page.used(); index++) {
                    if (page.present(index)) {
                        visitor.message(page, index);
                    }
                }
            }
        }
    }

    long count() {
        return count;
    }

    long readyCount() {
        return readyCount;
    }

    /** Bytes of all bodies present. */
    long bytes() {
        return bytes;
    }

    /** Bytes of all bodies ready. */
    long readyBytes() {
        return readyBytes;
    }

    /** Messages whose bodies cannot be read; neither ready nor in flight. */
    long damagedCount() {
        return damagedCount;
    }

    long damagedBytes() {
        return damagedBytes;
    }

    /** Messages whose bodies are on disk alone, and can be read as far as is known. */
    long outCount() {
        return outCount;
    }

    /** Messages whose bodies are in memory. */
    long inMemoryCount() {
        return count - outCount - damagedCount;
    }

    private Lane laneOf(int given) {
        int priority = twoClasses ? given > HIGHEST_OF_LOW_CLASS ? 1 : 0 : Math.min(given, maxPriority);
        if (lanes[priority] == null) {
            lanes[priority] = new Lane(priority, slotsPerPage, share);
        }
        return lanes[priority];
    }

    private void appended(Lane lane, Page page, int bodySize) {
        lane.appendedTo(page);
        lastHit = page;
        count++;
        bytes += bodySize;
        countReady(lane, bodySize);
        orderByExpiry(page);
    }

    private void removeUpTo(Lane lane, long upToId, long[] except) {
        int next = 0;
        // Dropping the last page shortens the row, so its end is read anew.
        for (int position = 0; position < lane.end(); position++) {
            Page page = lane.pageAt(position);
            if (page == null || page.used() == 0) {
                continue;
            }
            while (next < except.length && except[next] < page.firstId()) {
                next++;
            }
            long lastId = page.lastId();
            boolean cold = page.cold() != null;
            if (lastId <= upToId && (cold || next == except.length || except[next] > lastId)) {
                dropWhole(page);
            } else if (page.firstId() <= upToId) {
                removeEach(page, upToId, except, next);
            }
        }
    }

    private void dropWhole(Page page) {
        count -= page.presentCount();
        bytes -= page.bytes();
        int ready = page.readyCount();
        long freed = page.readyBytes();
        damagedCount -= page.damagedCount();
        damagedBytes -= page.damagedBytes();
        outCount -= page.outCount();
        letGoOfAll(page);
        page.lane.dropWhole(page);
        countUnready(page.lane, freed, ready);
        forget(page);
    }

    private static void checkWarm(Page page) {
        if (page.cold() != null) {
            throw new IllegalStateException("a page is not in memory");
        }
    }

    private void letGoOfAll(Page page) {
        if (effects == null) {
            return;
        }
        if (page.cold() != null) {
            page.cold().letGo(effects);
            return;
        }
        for (int index = 0; index < page.used() && page.bodies().anyLogged(durable); index++) {
            if (page.present(index)) {
                page.bodies().letGo(index, durable, effects);
            }
        }
    }

    private void removeEach(Page page, long upToId, long[] except, int from) {
        int next = from;
        int used = page.used();
        for (int index = 0; index < used; index++) {
            long id = page.idAt(index);
            if (id > upToId) {
                return;
            }
            while (next < except.length && except[next] < id) {
                next++;
            }
            boolean kept = next < except.length && except[next] == id;
            if (!kept && page.present(index)) {
                boolean last = page.presentCount() == 1;
                remove(page, index);
                if (last) {
                    return;
                }
            }
        }
    }

    /** Something in a page may expire earlier than was known. */
    private void orderByExpiry(Page page) {
        PageExpiries expiries = page.expiries();
        if (expiries != null && expiries.earliestMs() < expiries.keyMs) {
            if (expiryOrder == null) {
                expiryOrder = new ExpiryOrder();
            }
            expiryOrder.update(expiries, expiries.earliestMs());
        }
    }

    private void expiresNoMore(Page page) {
        PageExpiries expiries = page.expiries();
        if (expiries != null && expiries.position >= 0) {
            expiryOrder.update(expiries, Fact.NEVER);
        }
    }

    private void forget(Page page) {
        expiresNoMore(page);
        if (lastHit == page) {
            lastHit = null;
        }
    }

    private void countReady(Lane lane, long size) {
        readyCount++;
        readyBytes += size;
        if (readyLanes != null) {
            Bits.set(readyLanes, lane.priority);
        }
    }

    private void countUnready(Lane lane, long size, int messages) {
        readyCount -= messages;
        readyBytes -= size;
        if (readyLanes != null && !lane.hasReady()) {
            Bits.clear(readyLanes, lane.priority);
        }
    }
}
