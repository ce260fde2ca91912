package io.leveret.broker.connection;

import io.leveret.broker.vhost.BrokerQueue;
import java.util.Arrays;

/**
 * What a channel has delivered and not yet seen settled, by delivery tag ascending: a ring of entries, found by binary
 * search, where an entry settled out of order leaves a hole until it reaches an end.
 */
final class UnackedMessages {
    /** The entry counts against the channel's own prefetch limit. */
    static final byte CREDITED = 1;

    /** It was delivered to a consumer, not fetched by {@code basic.get}. */
    static final byte CONSUMED = 2;

    /** An uncommitted transaction settles it. */
    static final byte IN_TRANSACTION = 4;

    private static final BrokerQueue[] NO_QUEUES = {};

    private BrokerQueue[] queues = NO_QUEUES;
    private long[] tags = {};
    private long[] ids = {};
    private byte[] flags = {};
    private int head;
    private int size;
    private int live;

    /** Adds an entry at the end; tags ascend. */
    void add(long tag, BrokerQueue queue, long id, byte flag) {
        if (size == tags.length) {
            makeRoom();
        }
        int slot = slot(size++);
        tags[slot] = tag;
        ids[slot] = id;
        queues[slot] = queue;
        flags[slot] = flag;
        live++;
    }

    /** Drops the holes, and doubles if that does not help much. */
    private void makeRoom() {
        int capacity = live > size / 2 ? Math.max(16, size * 2) : Math.max(16, size);
        BrokerQueue[] newQueues = new BrokerQueue[capacity];
        long[] newTags = new long[capacity];
        long[] newIds = new long[capacity];
        byte[] newFlags = new byte[capacity];
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int slot = slot(i);
            if (queues[slot] != null) {
                newTags[kept] = tags[slot];
                newIds[kept] = ids[slot];
                newFlags[kept] = flags[slot];
                newQueues[kept++] = queues[slot];
            }
        }
        queues = newQueues;
        tags = newTags;
        ids = newIds;
        flags = newFlags;
        head = 0;
        size = kept;
    }

    private int slot(int index) {
        return (head + index) & (tags.length - 1);
    }

    /** How many entries stand, holes and all: valid indices are 0 to one less. */
    int span() {
        return size;
    }

    /** How many messages there are. */
    int count() {
        return live;
    }

    /** The index of a tag, or -1 if nothing unsettled has it. */
    int indexOf(long tag) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = tags[slot(middle)];
            if (found < tag) {
                low = middle + 1;
            } else if (found > tag) {
                high = middle - 1;
            } else {
                return queues[slot(middle)] == null ? -1 : middle;
            }
        }
        return -1;
    }

    /** The queue of an entry, null for a hole. */
    BrokerQueue queueAt(int index) {
        return queues[slot(index)];
    }

    long tagAt(int index) {
        return tags[slot(index)];
    }

    long idAt(int index) {
        return ids[slot(index)];
    }

    boolean is(int index, byte flag) {
        return (flags[slot(index)] & flag) != 0;
    }

    void set(int index, byte flag) {
        flags[slot(index)] |= flag;
    }

    void unset(int index, byte flag) {
        flags[slot(index)] &= (byte) ~flag;
    }

    /** Makes an entry a hole. Indices stay valid until {@link #trim}. */
    void remove(int index) {
        queues[slot(index)] = null;
        live--;
    }

    /** Drops holes at the front. */
    void trim() {
        while (size > 0 && queues[head] == null) {
            head = (head + 1) & (tags.length - 1);
            size--;
        }
    }

    void clear() {
        Arrays.fill(queues, null);
        size = 0;
        live = 0;
    }
}
