package io.leveret.persistence.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The contents of one simulated file: as programs see it, as it was when it was last synced, and what was done between.
 * Guarded by the disk's lock.
 */
final class SimFile {
    private static final int SECTOR = 512;

    /** What was done and may be lost. A change that outlived a failed sync stays one for ever, others do not. */
    private static final class Change {
        /** Of the file, after it; only of a change of the size. */
        final int size;

        /** What was written, or null. */
        final byte[] data;

        final int position;

        boolean synced;
        boolean doubtful;

        Change(int size, byte[] data, int position) {
            this.size = size;
            this.data = data;
            this.position = position;
        }

        Change copy() {
            Change copy = new Change(size, data, position);
            copy.synced = synced;
            copy.doubtful = doubtful;
            return copy;
        }
    }

    /** Its name, or the last it had. */
    String name;

    private final SimBytes seen;
    private final SimBytes lasting;
    private final List<Change> changes = new ArrayList<>();

    SimFile(String name) {
        this(name, new SimBytes(), new SimBytes());
    }

    private SimFile(String name, SimBytes seen, SimBytes lasting) {
        this.name = name;
        this.seen = seen;
        this.lasting = lasting;
    }

    SimBytes seen() {
        return seen;
    }

    SimBytes lasting() {
        return lasting;
    }

    boolean isSynced() {
        return changes.isEmpty();
    }

    void write(byte[] data, int position) {
        int end = position + data.length;
        if (end > seen.size()) {
            resize(end);
        }
        changes.add(new Change(0, data, position));
        seen.write(position, data, 0, data.length);
    }

    void resize(int size) {
        changes.add(new Change(size, null, 0));
        seen.resize(size);
    }

    void sync() {
        boolean doubts = false;
        for (Change change : changes) {
            change.synced = !change.doubtful;
            doubts |= change.doubtful;
        }
        // What came after something doubtful is not folded in, as that may still come to light below it.
        if (!doubts) {
            settle();
        }
    }

    /** The system forgets which of its pages were not written, and takes them for clean. */
    void syncFailed() {
        for (Change change : changes) {
            change.doubtful |= !change.synced;
        }
    }

    /** What programs see is what lasts. */
    void settle() {
        for (Change change : changes) {
            if (change.data == null) {
                lasting.resize(change.size);
            } else {
                lasting.write(change.position, change.data, 0, change.data.length);
            }
        }
        changes.clear();
    }

    SimFile copy() {
        SimFile copy = new SimFile(name, seen.copy(), lasting.copy());
        for (Change change : changes) {
            copy.changes.add(change.copy());
        }
        return copy;
    }

    /**
     * What a power cut leaves. Each sector of each write is kept, lost or torn by itself, so any order of writing is
     * covered: what was written later and replaced is the same as lost. Sizes change in their order, the last change by
     * any part of its way. How much is kept differs from cut to cut, from nothing to all: with even chances for each
     * sector the most telling states, all but one and none but one, would never be seen.
     */
    SimFile powerCut(Random random, boolean garbage) {
        SimBytes left = lasting.copy();
        if (!changes.isEmpty()) {
            int sizesKept = sizesKept(random);
            int keptOfTen = random.nextInt(11);
            for (Change change : changes) {
                if (change.data != null) {
                    writeSome(left, change, change.synced ? 10 : keptOfTen, random, garbage);
                } else if (sizesKept > 0) {
                    left.resize(change.size);
                    sizesKept--;
                } else if (sizesKept == 0) {
                    left.resize(between(left.size(), change.size, random));
                    sizesKept--;
                }
            }
        }
        return new SimFile(name, left, left.copy());
    }

    /** How many changes of the size come through as they were: at least those that are synced. */
    private int sizesKept(Random random) {
        int count = 0;
        int atLeast = 0;
        for (Change change : changes) {
            if (change.data == null) {
                count++;
                atLeast = change.synced ? count : atLeast;
            }
        }
        // All of them in half the cases, since data beyond the size is gone.
        return random.nextBoolean() ? count : atLeast + random.nextInt(count - atLeast + 1);
    }

    private static int between(int size, int next, Random random) {
        return next <= size || random.nextInt(3) == 0 ? size : size + random.nextInt(next - size + 1);
    }

    private static void writeSome(SimBytes left, Change change, int keptOfTen, Random random, boolean garbage) {
        byte[] data = change.data;
        for (int from = 0; from < data.length; ) {
            int position = change.position + from;
            int to = Math.min(data.length, from + SECTOR - position % SECTOR);
            if (keptOfTen == 10 || random.nextInt(10) < keptOfTen) {
                left.write(position, data, from, to - from);
            } else if (random.nextInt(8) == 0) {
                tear(left, change, from, to, random, garbage);
            }
            from = to;
        }
    }

    private static void tear(SimBytes left, Change change, int from, int to, Random random, boolean garbage) {
        int start = change.position + from;
        int middle = Math.min(to, Math.max(from, start - start % SECTOR + SECTOR / 2 - change.position));
        if (garbage && random.nextBoolean()) {
            byte[] noise = new byte[to - from];
            random.nextBytes(noise);
            left.write(start, noise, 0, noise.length);
        } else if (random.nextBoolean()) {
            left.write(start, change.data, from, middle - from);
        } else {
            left.write(change.position + middle, change.data, middle, to - middle);
        }
    }
}
