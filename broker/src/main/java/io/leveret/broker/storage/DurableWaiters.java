package io.leveret.broker.storage;

import io.leveret.broker.shard.BrokerShard;
import java.util.Arrays;

/** Who waits for which ticket of the log, in a ring: tickets ascend, so those who came first go first. */
final class DurableWaiters {
    private static final int INITIAL_CAPACITY = 64;

    private long[] tickets = new long[INITIAL_CAPACITY];
    private DurableWaiter[] waiters = new DurableWaiter[INITIAL_CAPACITY];
    private long[] numbers = new long[INITIAL_CAPACITY];
    private int head;
    private int size;

    void add(long ticket, DurableWaiter waiter, long number) {
        if (size == tickets.length) {
            grow();
        }
        int slot = head + size & tickets.length - 1;
        tickets[slot] = ticket;
        waiters[slot] = waiter;
        numbers[slot] = number;
        size++;
    }

    /** Tells all up to a ticket; those who come meanwhile are told too if their ticket is not above it. */
    void durable(long ticket, BrokerShard at) {
        while (size != 0 && tickets[head] <= ticket) {
            DurableWaiter waiter = waiters[head];
            long number = numbers[head];
            waiters[head] = null;
            head = head + 1 & tickets.length - 1;
            size--;
            waiter.durable(at, number);
        }
        if (size == 0 && tickets.length > 16 * 1024) {
            tickets = new long[INITIAL_CAPACITY];
            waiters = new DurableWaiter[INITIAL_CAPACITY];
            numbers = new long[INITIAL_CAPACITY];
            head = 0;
        }
    }

    int size() {
        return size;
    }

    private void grow() {
        int capacity = tickets.length;
        tickets = Arrays.copyOf(tickets, capacity * 2);
        waiters = Arrays.copyOf(waiters, capacity * 2);
        numbers = Arrays.copyOf(numbers, capacity * 2);
        // What stood before the head goes behind what stood last.
        System.arraycopy(tickets, 0, tickets, capacity, head);
        System.arraycopy(waiters, 0, waiters, capacity, head);
        System.arraycopy(numbers, 0, numbers, capacity, head);
        Arrays.fill(waiters, 0, head, null);
    }
}
