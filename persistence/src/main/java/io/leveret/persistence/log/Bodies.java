package io.leveret.persistence.log;

/**
 * The bodies that were read at a start and that streams may still add: one is forgotten when all its holders were seen.
 * What stays are those that somebody refused, or that somebody dropped whose adding was left out by rewriting.
 */
final class Bodies {
    /** By id: place; body size and holders; how many of those were not seen. */
    private final LongTable table = new LongTable();

    private long place = LoggedBody.NO_PLACE;
    private int holders;
    private int bodySize;

    void body(long bodyId, int holderCount, int size, long where) {
        table.put(bodyId, where, ((long) size << Integer.SIZE) | holderCount, holderCount);
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
        if (left <= 0) {
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
