package io.leveret.persistence.disk;

/**
 * The power of one simulated machine: on for all its disks or off for all. Counts the operations that change something
 * on any of them. Also their lock: who holds its monitor sees them stand still.
 */
public final class SimPower {
    private long operations;
    private long cutAt = Long.MAX_VALUE;

    /**
     * {@code count} more operations succeed; all after them throw {@link PowerCut}, and so does each look at a disk.
     */
    public synchronized void cutAfter(long count) {
        cutAt = operations + count;
    }

    /** How many operations were done: creations, renamings, deletions, writes, truncations, syncs. */
    public synchronized long operations() {
        return operations;
    }

    public synchronized boolean isOff() {
        return operations >= cutAt;
    }

    synchronized void check() {
        if (isOff()) {
            throw new PowerCut();
        }
    }

    synchronized void count() {
        check();
        operations++;
    }
}
