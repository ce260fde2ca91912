package io.leveret.persistence.log;

/**
 * The bodies that were read at a start and that streams may still add. A body is forgotten when all its holders were
 * seen, or, once there are very many, when two further files were read: whoever adds it does so milliseconds later.
 */
final class Bodies {
    private static final int MANY = 1 << 20;
    private static final int KEPT_FILES = 2;

    /** By id: place; body size and holders; the file it was read from, and how many of those were not seen. */
    private final LongTable table = new LongTable();

    private int forgetAt = MANY;
    private int file;
    private long place = LoggedBody.NO_PLACE;
    private int holders;
    private int bodySize;

    /** The next file is read. */
    void nextFile() {
        file++;
    }

    void body(long bodyId, int holderCount, int size, long where) {
        if (table.size() >= forgetAt) {
            forgetBefore(file - KEPT_FILES);
            forgetAt = Math.max(MANY, table.size() * 2);
        }
        table.put(bodyId, where, ((long) size << Integer.SIZE) | holderCount, left(file, holderCount));
    }

    private static long left(long fileNumber, int holderCount) {
        return (fileNumber << Integer.SIZE) | holderCount;
    }

    private void forgetBefore(int lowest) {
        for (long bodyId : table.keys()) {
            int cell = table.find(bodyId);
            if (table.third(cell) >>> Integer.SIZE < lowest) {
                table.remove(cell);
            }
        }
    }

    /** One of the holders is seen; what is known of the body is told by the other methods. */
    void find(long bodyId) {
        int cell = table.find(bodyId);
        if (cell == LongTable.ABSENT) {
            place = LoggedBody.NO_PLACE;
            holders = 0;
            bodySize = 0;
            return;
        }
        place = table.first(cell);
        holders = (int) table.second(cell);
        bodySize = (int) (table.second(cell) >>> Integer.SIZE);
        long left = table.third(cell) - 1;
        if ((int) left <= 0) {
            table.remove(cell);
        } else {
            table.put(bodyId, place, table.second(cell), left);
        }
    }

    /** Of the body that was found, or {@link LoggedBody#NO_PLACE}. */
    long place() {
        return place;
    }

    int holders() {
        return holders;
    }

    int bodySize() {
        return bodySize;
    }
}
