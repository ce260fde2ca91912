package io.leveret.broker.shard;

import java.util.Arrays;

/**
 * Commands on their way from one shard to another: parallel arrays, filled by the source during a turn, emptied by the
 * target, then used again. One thread at a time has it.
 */
final class ShardBatch {
    private static final int INITIAL_CAPACITY = 64;
    private static final int KEPT_CAPACITY = 4096;

    private ShardReceiver[] receivers = new ShardReceiver[INITIAL_CAPACITY];
    private int[] operations = new int[INITIAL_CAPACITY];
    private long[] firsts = new long[INITIAL_CAPACITY];
    private long[] seconds = new long[INITIAL_CAPACITY];
    private Object[] objects = new Object[INITIAL_CAPACITY];
    private Object[] others = new Object[INITIAL_CAPACITY];
    private int size;
    private long weightBytes;

    void add(ShardReceiver receiver, int operation, long first, long second, Object object, Object other) {
        if (size == operations.length) {
            grow();
        }
        receivers[size] = receiver;
        operations[size] = operation;
        firsts[size] = first;
        seconds[size] = second;
        objects[size] = object;
        others[size] = other;
        size++;
    }

    private void grow() {
        int capacity = size * 2;
        receivers = Arrays.copyOf(receivers, capacity);
        operations = Arrays.copyOf(operations, capacity);
        firsts = Arrays.copyOf(firsts, capacity);
        seconds = Arrays.copyOf(seconds, capacity);
        objects = Arrays.copyOf(objects, capacity);
        others = Arrays.copyOf(others, capacity);
    }

    void weigh(long bytes) {
        weightBytes += bytes;
    }

    long weightBytes() {
        return weightBytes;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Gives command {@code index} to its receiver. */
    void apply(int index, BrokerShard at) {
        receivers[index].receive(at, operations[index], firsts[index], seconds[index], objects[index], others[index]);
    }

    /** Forgets everything; false if it grew too large to be worth keeping. */
    boolean clear() {
        Arrays.fill(receivers, 0, size, null);
        Arrays.fill(objects, 0, size, null);
        Arrays.fill(others, 0, size, null);
        size = 0;
        weightBytes = 0;
        return operations.length <= KEPT_CAPACITY;
    }
}
