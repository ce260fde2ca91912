package io.leveret.queue;

import java.util.Arrays;

/**
 * The bodies of the messages of one page: in memory, or where they stand in the log.
 *
 * <p>As long as all are in memory, a reference is all that is kept of each. Places and sizes are kept from the first
 * one that leaves, and references no more when the last one has left: 12 bytes for a message then. A place that is kept
 * goes before what the message itself knows, since the log may have moved the body meanwhile.
 */
final class PageBodies {
    private static final int OBJECT_BYTES = 80;

    private final MemoryShare share;
    private int slots;

    /** Null if none is in memory. */
    private Message[] messages;

    /** 0 where the place is not known here; null if of none. */
    private long[] places;

    /** Meaningful where a place is, or where the body cannot be read. */
    private int[] sizes;

    /** Null if every body is of this queue alone. */
    private int[] holders;

    /** Messages that need not survive a restart, in a durable queue. */
    private long[] passing;

    /** Messages whose body is in the log though they need not survive a restart. */
    private long[] spilled;

    /** Messages whose body was asked for. */
    private long[] loading;

    private int loadingCount;
    private int inMemory;

    PageBodies(MemoryShare share, int slots) {
        this.share = share;
        this.slots = slots;
    }

    /** Returns whether arrays were made. */
    boolean append(int index, Message message, boolean mayPass) {
        boolean made = messages == null || mayPass && passing == null;
        if (messages == null) {
            messages = new Message[slots];
        }
        if (mayPass) {
            passing = Bits.with(passing, index, slots);
        }
        keep(index, message);
        return made;
    }

    /** Null if it is not in memory. */
    Message messageAt(int index) {
        return messages == null ? null : messages[index];
    }

    int sizeAt(int index) {
        Message message = messageAt(index);
        return message == null ? sizes[index] : message.bodySize();
    }

    /** 0 if the body is in memory and did not move since it was written, or is nowhere. */
    long placeAt(int index) {
        return places == null ? 0 : places[index];
    }

    int holdersAt(int index) {
        return holders == null ? 1 : holders[index];
    }

    boolean passing(int index) {
        return Bits.has(passing, index);
    }

    boolean spilled(int index) {
        return Bits.has(spilled, index);
    }

    boolean loading(int index) {
        return Bits.has(loading, index);
    }

    int inMemory() {
        return inMemory;
    }

    boolean anyLoading() {
        return loadingCount != 0;
    }

    /** Whether any message may have to be let go of when it leaves. */
    boolean anyLogged(boolean durable) {
        return durable || spilled != null || places != null;
    }

    /** Lets go of the body, if this queue is one of its holders. The message leaves. */
    void letGo(int index, boolean durable, BodyEffects effects) {
        if (places != null && places[index] != 0) {
            effects.letGo(places[index], holdersAt(index), sizes[index]);
        } else if (messages != null && anyLogged(durable)) {
            Message message = messages[index];
            if (logged(index, message, durable)) {
                effects.letGo(message);
            }
        }
    }

    private boolean logged(int index, Message message, boolean durable) {
        return message != null && message.bodyId() != 0 && (spilled(index) || durable && !passing(index));
    }

    /** Nothing is kept of it any more. */
    void remove(int index) {
        if (messages != null && messages[index] != null) {
            evict(index);
        }
        if (places != null) {
            places[index] = 0;
        }
        loaded(index);
    }

    /** A body that was read comes back into memory. */
    void bring(int index, Message message) {
        if (messages == null) {
            messages = new Message[slots];
        }
        keep(index, message);
        loaded(index);
    }

    /** Takes a body out of memory; its place must be known, unless it leaves. Returns how many bytes this were. */
    long evict(int index) {
        long bytes = MemoryShare.bytesOf(messages[index]);
        messages[index] = null;
        inMemory--;
        share.addBodies(-bytes);
        return bytes;
    }

    /** Where the body stands; place 0 if it is nowhere. Returns whether arrays were made. */
    boolean place(int index, long place, int holderCount, int size) {
        boolean made = places == null || holderCount != 1 && holders == null;
        if (places == null) {
            places = new long[slots];
            sizes = new int[slots];
        }
        places[index] = place;
        sizes[index] = size;
        if (holderCount != 1 && holders == null) {
            holders = new int[slots];
            Arrays.fill(holders, 1);
        }
        if (holders != null) {
            holders[index] = holderCount;
        }
        return made;
    }

    /** The log has moved a body that it holds for this queue. Returns whether arrays were made. */
    boolean moved(int index, long place, boolean durable) {
        Message message = messageAt(index);
        if (places != null && places[index] != 0) {
            places[index] = place;
        } else if (logged(index, message, durable)) {
            return place(index, place, message.holders(), message.bodySize());
        }
        return false;
    }

    /** A message that nobody logged is given to the log by another name. */
    void spilledAs(int index, Message message) {
        messages[index] = message;
        spilled = Bits.with(spilled, index, slots);
    }

    void askedFor(int index) {
        loading = Bits.with(loading, index, slots);
        loadingCount++;
    }

    /** It was asked for, and is here, or never will be. */
    void loaded(int index) {
        if (Bits.has(loading, index)) {
            Bits.clear(loading, index);
            loadingCount--;
        }
    }

    /** Takes over what was stored; nothing is in memory. */
    void restore(PageIndex index) {
        places = Arrays.copyOf(index.places, slots);
        sizes = Arrays.copyOf(index.sizes, slots);
        if (index.holders != null) {
            holders = Arrays.copyOf(index.holders, slots);
            Arrays.fill(holders, index.count, slots, 1);
        }
        passing = Bits.resized(index.passing, slots);
    }

    /** Gives the row of references back if nothing is in memory. Returns whether it did. */
    boolean trim() {
        if (inMemory == 0 && messages != null) {
            messages = null;
            return true;
        }
        return false;
    }

    void resize(int changed) {
        slots = changed;
        messages = messages == null ? null : Arrays.copyOf(messages, slots);
        places = places == null ? null : Arrays.copyOf(places, slots);
        sizes = sizes == null ? null : Arrays.copyOf(sizes, slots);
        if (holders != null) {
            int before = holders.length;
            holders = Arrays.copyOf(holders, slots);
            Arrays.fill(holders, Math.min(before, slots), slots, 1);
        }
        passing = Bits.resized(passing, slots);
        spilled = Bits.resized(spilled, slots);
        loading = Bits.resized(loading, slots);
    }

    /** Empties it; nobody is let go of. Returns whether arrays were given back. */
    boolean reset() {
        boolean freed = places != null || passing != null || spilled != null || loading != null;
        for (int index = 0; inMemory != 0; index++) {
            if (messages[index] != null) {
                evict(index);
            }
        }
        loadingCount = 0;
        places = null;
        sizes = null;
        holders = null;
        passing = null;
        spilled = null;
        loading = null;
        return freed;
    }

    long indexBytes() {
        long bytes = OBJECT_BYTES + Bits.bytesOf(passing) + Bits.bytesOf(spilled) + Bits.bytesOf(loading);
        bytes += messages == null ? 0 : 16 + 4L * slots;
        bytes += places == null ? 0 : 32 + 12L * slots;
        return bytes + (holders == null ? 0 : 16 + 4L * slots);
    }

    private void keep(int index, Message message) {
        messages[index] = message;
        inMemory++;
        share.addBodies(MemoryShare.bytesOf(message));
    }
}
