package io.leveret.persistence.disk;

import java.util.concurrent.atomic.LongAdder;

/** How often disks were read, written and synced, and how long that took. Any thread. */
public final class DiskUse {
    /** Upper bounds, inclusive, of the times that syncs are counted by, in microseconds. */
    private static final long[] SYNC_BOUNDS_MICROS = {
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000
    };

    /** Calls of one kind. */
    static final class Calls {
        private final LongAdder count = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        /** One that moved so many bytes and began then. */
        void count(long movedBytes, long beganNanos) {
            nanos.add(System.nanoTime() - beganNanos);
            bytes.add(movedBytes);
            count.increment();
        }

        private Sum sum() {
            return new Sum(count.sum(), bytes.sum(), nanos.sum());
        }
    }

    /**
     * What calls of one kind come to.
     *
     * @param bytes 0 for syncs
     */
    public record Sum(long count, long bytes, long nanos) {}

    private final Calls reads = new Calls();
    private final Calls writes = new Calls();
    private final Calls syncs = new Calls();
    private final LongAdder[] syncTimes = new LongAdder[SYNC_BOUNDS_MICROS.length + 1];

    /** Nothing yet. */
    public DiskUse() {
        for (int i = 0; i < syncTimes.length; i++) {
            syncTimes[i] = new LongAdder();
        }
    }

    /** For who reads. */
    Calls reads() {
        return reads;
    }

    /** For who writes. */
    Calls writes() {
        return writes;
    }

    /** A sync that began then. */
    void synced(long beganNanos) {
        synced(beganNanos, System.nanoTime());
    }

    void synced(long beganNanos, long endedNanos) {
        long micros = (endedNanos - beganNanos) / 1_000;
        int bucket = 0;
        while (bucket < SYNC_BOUNDS_MICROS.length && micros > SYNC_BOUNDS_MICROS[bucket]) {
            bucket++;
        }
        syncTimes[bucket].increment();
        syncs.nanos.add(endedNanos - beganNanos);
        syncs.count.increment();
    }

    /** What was read. */
    public Sum read() {
        return reads.sum();
    }

    /** What was written. */
    public Sum written() {
        return writes.sum();
    }

    /** What was synced. */
    public Sum synced() {
        return syncs.sum();
    }

    /** How many syncs took how long: one number for each bound and one above, not added up. */
    public long[] syncTimes() {
        long[] counts = new long[syncTimes.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = syncTimes[i].sum();
        }
        return counts;
    }

    /** The bounds of {@link #syncTimes}, in microseconds. */
    public static long[] syncBoundsMicros() {
        return SYNC_BOUNDS_MICROS.clone();
    }
}
