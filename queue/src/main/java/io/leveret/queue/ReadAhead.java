package io.leveret.queue;

import java.util.Arrays;

/**
 * Brings back what is about to be delivered and not in memory: bodies, and pages of which nothing is.
 *
 * <p>The window is what is to be in memory, or on its way, from the head on: so many messages or bytes, whichever is
 * reached first. It is looked over when half of what stood in it has gone, so that several requests are under way while
 * a backlog is drained; it is widened when delivery ran dry although it had been asked for, and narrowed when there is
 * no memory for it.
 */
final class ReadAhead {
    static final int FIRST_MESSAGES = 1024;
    static final long FIRST_BYTES = 2L << 20;
    private static final int WIDEST = 16;
    private static final int NARROWEST = 64;
    private static final int INITIAL_CAPACITY = 64;

    private final ReadyList list;
    private final Delivery delivery;
    private final BodyEffects effects;
    private final int firstMessages;
    private final long firstBytes;
    private int windowMessages;
    private long windowBytes;

    /** What may still go before the window is looked over. */
    private int messagesLeft;

    private long bytesLeft;

    /** Whether messages went since delivery stopped at one that had not been asked for. */
    private boolean flowing;

    private long requests;
    private long answers;

    private long[] ids;
    private long[] places;
    private int count;

    /** The window is never wider than 16 times what it is at first, and never narrower than a 64th. */
    ReadAhead(ReadyList list, Delivery delivery, BodyEffects effects, int firstMessages, long firstBytes) {
        this.firstMessages = firstMessages;
        this.firstBytes = firstBytes;
        windowMessages = firstMessages;
        windowBytes = firstBytes;
        this.list = list;
        this.delivery = delivery;
        this.effects = effects;
    }

    /** A message went. */
    void went(int sizeBytes) {
        flowing = true;
        messagesLeft--;
        bytesLeft -= sizeBytes;
        if (messagesLeft <= 0 || bytesLeft <= 0) {
            ask();
        }
    }

    /** Delivery stops since the head page is cold, or the body of the head not in memory. */
    void ranDry(Page page) {
        boolean asked = page.cold() == null
                ? page.bodies().loading(page.firstReady())
                : page.cold().loading();
        if (!asked) {
            flowing = false;
            ask();
        } else if (flowing) {
            flowing = false;
            windowMessages = Math.min(WIDEST * firstMessages, windowMessages * 2);
            windowBytes = Math.min(WIDEST * firstBytes, windowBytes * 2);
        }
    }

    /** There is no memory for a window so large. Returns whether there is a smaller one. */
    boolean narrow() {
        int messagesBefore = windowMessages;
        long bytesBefore = windowBytes;
        windowMessages = Math.max(Math.max(1, firstMessages / NARROWEST), windowMessages / 2);
        windowBytes = Math.max(Math.max(1, firstBytes / NARROWEST), windowBytes / 2);
        return windowMessages < messagesBefore || windowBytes < bytesBefore;
    }

    int windowMessages() {
        return windowMessages;
    }

    long windowBytes() {
        return windowBytes;
    }

    /** A request for bodies was answered. */
    void answered() {
        answers++;
    }

    /** How many requests for bodies were made. */
    long requests() {
        return requests;
    }

    /** How many of them, from the first on, were answered. */
    long answers() {
        return answers;
    }

    /** Looks over the window and asks for what is missing. */
    void ask() {
        int messages = 0;
        long bytes = 0;
        for (Page page = list.head(); page != null; page = list.readyAfter(page)) {
            if (messages >= windowMessages || bytes >= windowBytes) {
                break;
            }
            if (page.cold() != null) {
                delivery.coldPages().askFor(page);
                messages += page.readyCount();
                bytes += page.readyBytes();
                continue;
            }
            for (int index = page.firstReady(); index >= 0; index = page.readyAfter(index)) {
                if (messages >= windowMessages || bytes >= windowBytes) {
                    break;
                }
                messages++;
                bytes += page.sizeAt(index);
                if (page.messageAt(index) == null && !page.bodies().loading(index)) {
                    askFor(page, index);
                }
            }
            page.recount();
        }
        messagesLeft = Math.max(1, messages / 2);
        bytesLeft = Math.max(1, bytes / 2);
        send();
    }

    /** Sends what was collected, if anything was. */
    void send() {
        if (count != 0) {
            requests++;
            effects.loadBodies(ids, places, count);
            ids = null;
            places = null;
            count = 0;
        }
    }

    /**
     * Asks for bodies that somebody wants to see, and that are not to stay.
     *
     * @return how many requests are answered when these are here
     */
    long view(long[] viewedIds, long[] viewedPlaces, int viewedCount) {
        requests++;
        effects.loadBodies(viewedIds, viewedPlaces, viewedCount);
        return requests;
    }

    /** Collects a body to be asked for. */
    void askFor(Page page, int index) {
        if (ids == null) {
            ids = new long[INITIAL_CAPACITY];
            places = new long[INITIAL_CAPACITY];
        } else if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        page.bodies().askedFor(index);
        ids[count] = page.idAt(index);
        places[count] = page.bodies().placeAt(index);
        count++;
    }
}
