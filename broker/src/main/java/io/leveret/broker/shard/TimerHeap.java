package io.leveret.broker.shard;

import java.util.Arrays;

/**
 * Wake-ups ordered by time: a binary heap over two arrays, no object for each entry. Ties run in the order they were
 * set. Entries cannot be taken back; a task that is no longer wanted finds nothing to do.
 */
final class TimerHeap {
    private long[] atMs = new long[16];
    private long[] order = new long[16];
    private Runnable[] tasks = new Runnable[16];
    private int size;
    private long nextOrder;

    void add(long whenMs, Runnable task) {
        if (size == atMs.length) {
            atMs = Arrays.copyOf(atMs, size * 2);
            order = Arrays.copyOf(order, size * 2);
            tasks = Arrays.copyOf(tasks, size * 2);
        }
        int hole = size++;
        long turn = nextOrder++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!before(whenMs, turn, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, whenMs, turn, task);
    }

    /** When the earliest entry is due, {@code Long.MAX_VALUE} if there is none. */
    long earliestMs() {
        return size == 0 ? Long.MAX_VALUE : atMs[0];
    }

    /** Removes and returns the earliest task that is due at {@code nowMs}, or null. */
    Runnable pollDue(long nowMs) {
        if (size == 0 || atMs[0] > nowMs) {
            return null;
        }
        Runnable due = tasks[0];
        size--;
        long lastAtMs = atMs[size];
        long lastOrder = order[size];
        Runnable last = tasks[size];
        tasks[size] = null;
        if (size > 0) {
            sink(lastAtMs, lastOrder, last);
        }
        return due;
    }

    private void sink(long whenMs, long turn, Runnable task) {
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(atMs[child + 1], order[child + 1], child)) {
                child++;
            }
            if (before(whenMs, turn, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, whenMs, turn, task);
    }

    private boolean before(long whenMs, long turn, int other) {
        return whenMs < atMs[other] || (whenMs == atMs[other] && turn < order[other]);
    }

    private void move(int from, int to) {
        put(to, atMs[from], order[from], tasks[from]);
    }

    private void put(int at, long whenMs, long turn, Runnable task) {
        atMs[at] = whenMs;
        order[at] = turn;
        tasks[at] = task;
    }

    int size() {
        return size;
    }
}
