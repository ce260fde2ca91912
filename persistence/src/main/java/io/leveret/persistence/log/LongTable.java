package io.leveret.persistence.log;

import java.util.Arrays;

/** Three numbers for each key other than 0: open addressing, no objects. One thread. */
final class LongTable {
    /** {@link #find}: not there. */
    static final int ABSENT = -1;

    private long[] keys = new long[16];
    private long[] first = new long[16];
    private long[] second = new long[16];
    private long[] third = new long[16];
    private int size;

    int size() {
        return size;
    }

    /** The cell of a key, valid until the next change, or {@link #ABSENT}. */
    int find(long key) {
        int mask = keys.length - 1;
        for (int i = home(key, mask); keys[i] != 0; i = (i + 1) & mask) {
            if (keys[i] == key) {
                return i;
            }
        }
        return ABSENT;
    }

    long first(int cell) {
        return first[cell];
    }

    long second(int cell) {
        return second[cell];
    }

    long third(int cell) {
        return third[cell];
    }

    void put(long key, long one, long two, long three) {
        if (key == 0) {
            throw new IllegalArgumentException("0 is no key");
        }
        if (size * 2 >= keys.length) {
            grow();
        }
        int mask = keys.length - 1;
        int i = home(key, mask);
        while (keys[i] != 0 && keys[i] != key) {
            i = (i + 1) & mask;
        }
        if (keys[i] == 0) {
            size++;
        }
        keys[i] = key;
        first[i] = one;
        second[i] = two;
        third[i] = three;
    }

    /** Those behind it move up, so that no search ends too early (Knuth, volume 3, algorithm 6.4 R). */
    void remove(int cell) {
        int mask = keys.length - 1;
        int hole = cell;
        for (int i = (hole + 1) & mask; keys[i] != 0; i = (i + 1) & mask) {
            int home = home(keys[i], mask);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                first[hole] = first[i];
                second[hole] = second[i];
                third[hole] = third[i];
                hole = i;
            }
        }
        keys[hole] = 0;
        size--;
    }

    /** All keys, in no order. */
    long[] keys() {
        long[] all = new long[size];
        int count = 0;
        for (long key : keys) {
            if (key != 0) {
                all[count++] = key;
            }
        }
        return all;
    }

    void clear() {
        Arrays.fill(keys, 0);
        size = 0;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldFirst = first;
        long[] oldSecond = second;
        long[] oldThird = third;
        keys = new long[oldKeys.length * 2];
        first = new long[keys.length];
        second = new long[keys.length];
        third = new long[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                put(oldKeys[i], oldFirst[i], oldSecond[i], oldThird[i]);
            }
        }
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & mask;
    }
}
