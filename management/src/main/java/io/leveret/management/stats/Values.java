package io.leveret.management.stats;

/** A few numbers by column, of which most are zero: those are not kept. Columns are less than 64. */
final class Values {
    static final Values ZEROS = new Values(0, new long[0]);

    private final long present;
    private final long[] kept;

    private Values(long present, long[] kept) {
        this.present = present;
        this.kept = kept;
    }

    /** A copy of so many numbers. */
    static Values of(long[] numbers, int columns) {
        long present = 0;
        for (int i = 0; i < columns; i++) {
            present |= numbers[i] == 0 ? 0 : 1L << i;
        }
        long[] kept = new long[Long.bitCount(present)];
        int next = 0;
        for (int i = 0; i < columns; i++) {
            if (numbers[i] != 0) {
                kept[next++] = numbers[i];
            }
        }
        return present == 0 ? ZEROS : new Values(present, kept);
    }

    long get(int column) {
        long bit = 1L << column;
        return (present & bit) == 0 ? 0 : kept[Long.bitCount(present & bit - 1)];
    }

    boolean sameAs(long[] numbers, int columns) {
        for (int i = 0; i < columns; i++) {
            if (get(i) != numbers[i]) {
                return false;
            }
        }
        return true;
    }
}
