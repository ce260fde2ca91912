package io.leveret.queue;

import java.util.Arrays;

/**
 * All messages of one priority: a row of pages in the order of their ids.
 *
 * <p>A page whose messages are all gone leaves a hole, so that an old message nobody settles does not keep those after
 * it; when the row is full, holes are closed or the row is made longer. First ids stand beside the pages, for a binary
 * search that touches no page, and a bitmap says which pages have ready messages, so that finding the head after a
 * message went back to its old place does not walk over pages that wait for their consumers.
 */
final class Lane {
    /** As most queues are short, a row begins with one page, and then has room for more. */
    private static final int MORE_PAGES = 4;

    private final int slotsPerPage;
    final int priority;
    final MemoryShare share;

    /** Holes are null; {@code end} is the first place never used. */
    private Page[] pages = new Page[1];

    private long[] firstIds = new long[1];

    /** Null, as the next, while there is room for one page only. */
    private long[] readyPages;

    private long[] warmPages;
    private int end;
    private int pageCount;
    private long readyCount;

    /** No word of {@link #readyPages} before this one has a bit. */
    private int firstReadyWord;

    Lane(int priority, int slotsPerPage, MemoryShare share) {
        this.priority = priority;
        this.share = share;
        this.slotsPerPage = slotsPerPage;
    }

    /** The page that a message of this id can be appended to. */
    Page tailFor(long id) {
        Page tail = end == 0 ? null : pages[end - 1];
        if (tail == null || !tail.accepts(id)) {
            tail = addPage(tail != null);
        }
        if (tail.used() == 0) {
            firstIds[tail.position] = id;
        }
        return tail;
    }

    /** The last warm page before a position, or -1. */
    int warmBefore(int position) {
        if (position == 0) {
            return -1;
        }
        if (warmPages == null) {
            return pages[0] != null && pages[0].cold() == null ? 0 : -1;
        }
        int last = position - 1;
        int word = last >>> 6;
        long bits = warmPages[word] & -1L >>> 63 - (last & 63);
        while (bits == 0 && --word >= 0) {
            bits = warmPages[word];
        }
        return bits == 0 ? -1 : (word << 6) + 63 - Long.numberOfLeadingZeros(bits);
    }

    /** Whether messages to come are appended to this page, or to one behind it. */
    boolean endsWith(Page page) {
        return page.position == end - 1;
    }

    /** A page went cold, or is warm again. */
    void markWarm(Page page, boolean warm) {
        if (warmPages == null) {
            return;
        }
        if (warm) {
            Bits.set(warmPages, page.position);
        } else {
            Bits.clear(warmPages, page.position);
        }
    }

    /** A cold page cannot be read. */
    void lose(Page page) {
        readyCount -= page.readyCount();
        page.lose();
        unmarkIfDrained(page);
    }

    /** A ready message was appended to a page. */
    void appendedTo(Page page) {
        readyCount++;
        markReady(page.position);
    }

    /** The page that a message is in if it is in this lane at all, or null. */
    Page find(long id) {
        int found = Arrays.binarySearch(firstIds, 0, end, id);
        int position = found >= 0 ? found : -found - 2;
        return position < 0 ? null : pages[position];
    }

    /** The first page that has a message from an id on, or may have one that left; null if there is none. */
    Page pageFrom(long id) {
        int found = Arrays.binarySearch(firstIds, 0, end, id);
        for (int position = Math.max(0, found >= 0 ? found : -found - 2); position < end; position++) {
            Page page = pages[position];
            if (page != null && page.used() != 0 && page.lastId() >= id) {
                return page;
            }
        }
        return null;
    }

    boolean hasReady() {
        return readyCount != 0;
    }

    /** The page of the first ready message; there must be one. */
    Page firstReady() {
        if (readyPages == null) {
            return pages[0];
        }
        while (readyPages[firstReadyWord] == 0) {
            firstReadyWord++;
        }
        return pages[(firstReadyWord << 6) + Long.numberOfTrailingZeros(readyPages[firstReadyWord])];
    }

    /** The first page with ready messages behind a position, or null. */
    Page readyAfter(int position) {
        int next = readyPages == null ? -1 : Bits.next(readyPages, position + 1);
        return next < 0 ? null : pages[next];
    }

    void take(Page page, int index) {
        page.take(index);
        readyCount--;
        unmarkIfDrained(page);
    }

    /** The body of a ready message cannot be read. */
    void damage(Page page, int index) {
        page.damage(index);
        readyCount--;
        unmarkIfDrained(page);
    }

    void putBack(Page page, int index) {
        page.putBack(index);
        readyCount++;
        markReady(page.position);
    }

    /** Returns whether the page went with its last message. */
    boolean remove(Page page, int index) {
        if (page.ready(index)) {
            readyCount--;
        }
        page.remove(index);
        unmarkIfDrained(page);
        return page.presentCount() == 0 && dropOrReuse(page);
    }

    /** Drops a page with all that is in it. */
    void dropWhole(Page page) {
        int ready = page.readyCount();
        readyCount -= ready;
        if (readyPages != null) {
            Bits.clear(readyPages, page.position);
        }
        drop(page);
    }

    boolean isEmpty() {
        return pageCount == 0;
    }

    /** End of a walk over {@link #pageAt}. */
    int end() {
        return end;
    }

    /** Null if the page that stood there is gone. */
    Page pageAt(int position) {
        return pages[position];
    }

    /**
     * The last page is emptied for what comes, if it is small: a queue that keeps pace needs no new one for each burst.
     */
    private boolean dropOrReuse(Page page) {
        if (page.position == end - 1 && page.small() && !page.full()) {
            page.reset();
            return false;
        }
        drop(page);
        return true;
    }

    private void drop(Page page) {
        page.forget();
        markWarm(page, false);
        pages[page.position] = null;
        pageCount--;
        if (pageCount == 0) {
            end = 0;
            firstReadyWord = 0;
            if (pages.length > MORE_PAGES) {
                pages = new Page[1];
                firstIds = new long[1];
                readyPages = null;
                warmPages = null;
            }
        }
    }

    /** A queue that already filled a page gets the next in full, an idle one starts small. */
    private Page addPage(boolean busy) {
        if (end == pages.length) {
            makeRoom();
        }
        int initialSlots = busy ? slotsPerPage : Math.min(Page.FIRST_SLOTS, slotsPerPage);
        Page page = new Page(this, slotsPerPage, initialSlots);
        page.position = end;
        pages[end] = page;
        markWarm(page, true);
        end++;
        pageCount++;
        return page;
    }

    private void makeRoom() {
        int capacity = Math.max(MORE_PAGES, pageCount > pages.length / 2 ? pages.length * 2 : pages.length);
        Page[] closed = new Page[capacity];
        long[] closedFirstIds = new long[capacity];
        int count = 0;
        readyPages = new long[(capacity + 63) >>> 6];
        warmPages = new long[(capacity + 63) >>> 6];
        firstReadyWord = 0;
        for (int position = 0; position < end; position++) {
            Page page = pages[position];
            if (page != null) {
                closed[count] = page;
                closedFirstIds[count] = firstIds[position];
                page.position = count;
                if (page.cold() == null) {
                    Bits.set(warmPages, count);
                }
                if (page.readyCount() != 0) {
                    readyPages[count >>> 6] |= 1L << count;
                }
                count++;
            }
        }
        pages = closed;
        firstIds = closedFirstIds;
        end = count;
    }

    private void markReady(int position) {
        if (readyPages != null) {
            Bits.set(readyPages, position);
            firstReadyWord = Math.min(firstReadyWord, position >>> 6);
        }
    }

    private void unmarkIfDrained(Page page) {
        if (readyPages != null && page.readyCount() == 0) {
            Bits.clear(readyPages, page.position);
        }
    }
}
