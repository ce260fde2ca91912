package io.leveret.persistence.log;

import java.util.Arrays;

/** Pieces in the order of their submission; the log's thread. */
final class PieceList {
    private Piece[] pieces = new Piece[64];
    private int size;

    int size() {
        return size;
    }

    Piece get(int index) {
        return pieces[index];
    }

    void addAll(Piece[] more, int count) {
        if (size + count > pieces.length) {
            pieces = Arrays.copyOf(pieces, Math.max(pieces.length * 2, size + count));
        }
        System.arraycopy(more, 0, pieces, size, count);
        size += count;
    }

    void removeFirst(int count) {
        System.arraycopy(pieces, count, pieces, 0, size - count);
        Arrays.fill(pieces, size - count, size, null);
        size -= count;
    }
}
