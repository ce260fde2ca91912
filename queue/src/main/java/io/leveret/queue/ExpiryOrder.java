package io.leveret.queue;

import java.util.Arrays;

/**
 * The pages with messages that expire, the earliest first: a binary heap in which every page knows its place. The time
 * that counts for a page is a lower bound; whoever looks at the page then finds out, and says so.
 */
final class ExpiryOrder {
    private static final int INITIAL_CAPACITY = 4;

    private Page[] heap = new Page[INITIAL_CAPACITY];
    private int size;

    /** Null if there is none. */
    Page first() {
        return size == 0 ? null : heap[0];
    }

    /** The time of a page, here or not, has changed; with {@link Fact#NEVER} it leaves. */
    void update(Page page, long atMs) {
        long before = page.expiryKeyMs;
        page.expiryKeyMs = atMs;
        if (atMs == Fact.NEVER) {
            remove(page);
        } else if (page.expiryPosition < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            up(page, size++);
        } else if (atMs < before) {
            up(page, page.expiryPosition);
        } else {
            down(page, page.expiryPosition);
        }
    }

    private void remove(Page page) {
        int gap = page.expiryPosition;
        if (gap < 0) {
            return;
        }
        page.expiryPosition = -1;
        Page last = heap[--size];
        heap[size] = null;
        if (last != page) {
            up(last, gap);
            down(last, last.expiryPosition);
        }
        if (size == 0 && heap.length > INITIAL_CAPACITY) {
            heap = new Page[INITIAL_CAPACITY];
        }
    }

    private void up(Page page, int from) {
        int at = from;
        while (at > 0 && heap[at - 1 >>> 1].expiryKeyMs > page.expiryKeyMs) {
            put(heap[at - 1 >>> 1], at);
            at = at - 1 >>> 1;
        }
        put(page, at);
    }

    private void down(Page page, int from) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1].expiryKeyMs < heap[child].expiryKeyMs) {
                child++;
            }
            if (heap[child].expiryKeyMs >= page.expiryKeyMs) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(page, at);
    }

    private void put(Page page, int at) {
        heap[at] = page;
        page.expiryPosition = at;
    }
}
