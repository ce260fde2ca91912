package io.leveret.queue;

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
    private final int maxPriority;
    private final int slotsPerPage;
    private final Lane[] lanes;

    /** Bit p is set if the lane of priority p has ready messages. */
    private final long[] readyLanes;

    private Page lastHit;
    private long count;
    private long readyCount;
    private long bytes;
    private long readyBytes;

    ReadyList(int maxPriority, int slotsPerPage) {
        if (slotsPerPage <= 0 || slotsPerPage % 64 != 0) {
            throw new IllegalArgumentException("slots of a page must be a multiple of 64, but are " + slotsPerPage);
        }
        this.maxPriority = maxPriority;
        this.slotsPerPage = slotsPerPage;
        lanes = new Lane[maxPriority + 1];
        readyLanes = new long[(maxPriority >>> 6) + 1];
    }

    /** Appends a ready message at the tail of its priority; its id is above all before. */
    void append(long id, Message message, long expiresAtMs) {
        int priority = Math.min(message.priority(), maxPriority);
        Lane lane = lanes[priority];
        if (lane == null) {
            lane = new Lane(priority, slotsPerPage);
            lanes[priority] = lane;
        }
        lastHit = lane.append(id, message, expiresAtMs);
        count++;
        bytes += message.bodySize();
        countReady(lane, message.bodySize());
    }

    /** The page of the first message that is due, or null if none is ready. */
    Page head() {
        for (int word = readyLanes.length - 1; word >= 0; word--) {
            if (readyLanes[word] != 0) {
                return lanes[(word << 6) + 63 - Long.numberOfLeadingZeros(readyLanes[word])].firstReady();
            }
        }
        return null;
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
        countUnready(lane, page.messageAt(index).bodySize(), 1);
    }

    /** A present message stands in its place again; nothing happens if it is ready. */
    void putBack(Page page, int index) {
        if (!page.ready(index)) {
            page.lane.putBack(page, index);
            countReady(page.lane, page.messageAt(index).bodySize());
        }
    }

    /** A present message leaves, ready or not. */
    void remove(Page page, int index) {
        int size = page.messageAt(index).bodySize();
        boolean wasReady = page.ready(index);
        if (page.lane.remove(page, index)) {
            forget(page);
        }
        count--;
        bytes -= size;
        if (wasReady) {
            countUnready(page.lane, size, 1);
        }
    }

    /**
     * All messages up to an id leave, save those in {@code except}, which ascends. Whole pages go without a look
     * inside.
     */
    void removeUpTo(long upToId, long[] except) {
        for (Lane lane : lanes) {
            if (lane != null) {
                removeUpTo(lane, upToId, except);
            }
        }
    }

    /** Flags all messages up to an id as redelivered. */
    void flagRedeliveredUpTo(long id) {
        for (Lane lane : lanes) {
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
                if (page != null) {
                    page.flagRedeliveredUpTo(id);
                }
            }
        }
    }

    /** Shows all present messages, highest priority first, each in the order of ids. */
    void forEach(ContentsVisitor visitor) {
        for (int priority = maxPriority; priority >= 0; priority--) {
            Lane lane = lanes[priority];
            for (int position = 0; lane != null && position < lane.end(); position++) {
                Page page = lane.pageAt(position);
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
            if (lastId <= upToId && (next == except.length || except[next] > lastId)) {
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
        page.lane.dropWhole(page);
        countUnready(page.lane, freed, ready);
        forget(page);
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

    private void forget(Page page) {
        if (lastHit == page) {
            lastHit = null;
        }
    }

    private void countReady(Lane lane, long size) {
        readyCount++;
        readyBytes += size;
        readyLanes[lane.priority >>> 6] |= 1L << lane.priority;
    }

    private void countUnready(Lane lane, long size, int messages) {
        readyCount -= messages;
        readyBytes -= size;
        if (!lane.hasReady()) {
            readyLanes[lane.priority >>> 6] &= ~(1L << lane.priority);
        }
    }
}
