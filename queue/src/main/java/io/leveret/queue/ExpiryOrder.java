package io.leveret.queue;

import java.util.Arrays;

/**
 * The pages with messages that expire, the earliest first, of those of one time the one with the older messages: a
 * binary heap in which every page knows its place. The time that counts for a page is a lower bound; whoever looks at
 * the page then finds out, and says so.
 */
final class ExpiryOrder {
    private static final int INITIAL_CAPACITY = 4;

    private PageExpiries[] heap = new PageExpiries[INITIAL_CAPACITY];
    private int size;

    /** Null if there is none. */
    Page first() {
        return size == 0 ? null : heap[0].page;
    }

    /** The time of a page, here or not, has changed; with {@link Fact#NEVER} it leaves. */
    void update(PageExpiries page, long atMs) {
        long before = page.keyMs;
        page.keyMs = atMs;
        if (atMs == Fact.NEVER) {
            remove(page);
        } else if (page.position < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            up(page, size++);
        } else if (atMs < before) {
            up(page, page.position);
        } else {
            down(page, page.position);
        }
    }

    private void remove(PageExpiries page) {
        int gap = page.position;
        if (gap < 0) {
            return;
        }
        page.position = -1;
        PageExpiries last = heap[--size];
        heap[size] = null;
        if (last != page) {
            up(last, gap);
            down(last, last.position);
        }
        if (size == 0 && heap.length > INITIAL_CAPACITY) {
            heap = new PageExpiries[INITIAL_CAPACITY];
        }
    }

    private void up(PageExpiries page, int from) {
        int at = from;
        while (at > 0 && isBefore(page, heap[at - 1 >>> 1])) {
            put(heap[at - 1 >>> 1], at);
            at = at - 1 >>> 1;
        }
        put(page, at);
    }

    private void down(PageExpiries page, int from) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], page)) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(page, at);
    }

    private static boolean isBefore(PageExpiries one, PageExpiries other) {
        return one.keyMs < other.keyMs || one.keyMs == other.keyMs && one.page.firstId() < other.page.firstId();
    }

    private void put(PageExpiries page, int at) {
        heap[at] = page;
        page.position = at;
    }
}
