package io.leveret.persistence.log;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pieces in the order of their submission, and how many of them may be written; the log's thread.
 *
 * <p>Groups may be parts of something larger that must stand in one frame: the first of them says how many others are
 * to come. All that is submitted between the first and the last goes into that frame too, since the order of submission
 * must stay: whoever is told that something is on disk relies on all that was submitted before. So it is enough to
 * count what is awaited: the log may end wherever that is nothing, and what overlaps is written together.
 */
final class PieceList {
    /**
     * Of pieces that wait for others. Those that overlap together become one write, which cannot be of any size; far
     * beyond what one transaction may hold, and what may wait for the disk before publishers are stopped.
     */
    static final long MOST_HELD_BYTES = 512L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PieceList.class);

    private final long mostHeldBytes;
    private Piece[] pieces = new Piece[64];
    private int size;
    private int writable;
    private int awaitedParts;
    private long heldBytes;

    PieceList() {
        this(MOST_HELD_BYTES);
    }

    PieceList(long mostHeldBytes) {
        this.mostHeldBytes = mostHeldBytes;
    }

    int size() {
        return size;
    }

    /** How many of the first have all that they must stand together with. */
    int writable() {
        return writable;
    }

    /** How many parts are awaited before the rest may be written. */
    int awaitedParts() {
        return awaitedParts;
    }

    Piece get(int index) {
        return pieces[index];
    }

    /** The end of what must stand in one frame with a piece, which is writable and the first of it. */
    int wholeEnd(int from) {
        int i = from;
        while (!pieces[i].endsWhole) {
            i++;
        }
        return i + 1;
    }

    void addAll(Piece[] more, int count) {
        if (size + count > pieces.length) {
            pieces = Arrays.copyOf(pieces, Math.max(pieces.length * 2, size + count));
        }
        System.arraycopy(more, 0, pieces, size, count);
        for (int end = size + count; size < end; size++) {
            count(pieces[size]);
        }
    }

    private void count(Piece piece) {
        awaitedParts += piece.awaitedParts;
        heldBytes += piece.size();
        if (piece.ticket == 0) {
            return;
        }
        if (awaitedParts != 0) {
            if (heldBytes <= mostHeldBytes) {
                return;
            }
            LOG.error(
                    "{} bytes of the log waited for {} parts of transactions and are written without them: until these"
                            + " are written too, a crash may leave a transaction in part",
                    heldBytes,
                    awaitedParts);
        }
        piece.endsWhole = true;
        writable = size + 1;
        heldBytes = 0;
    }

    /** Writable ones, which end where the log may end. */
    void removeFirst(int count) {
        System.arraycopy(pieces, count, pieces, 0, size - count);
        Arrays.fill(pieces, size - count, size, null);
        size -= count;
        writable -= count;
    }
}
