package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/** A stretch of a chunk that was submitted; several may make a group. No chunk: nothing but a ticket. */
final class Piece {
    final GroupWriter writer;
    final Chunk chunk;
    final int from;
    final int bodyFrom;
    int to;
    int bodyTo;
    int definitions;

    /** The lists of the chunk as they were at the submission; the writer may have longer ones by now. */
    LoggedBody[] bodies;

    int[] bodyOffsets;
    int[] bodySizes;

    /** Of the group that ends with it, 0 if none does. */
    long ticket;

    /** How many parts its groups say are to come, less those that end with them. */
    int awaitedParts;

    /** Whether the log may end behind it: set by {@link PieceList}. */
    boolean endsWhole;

    /** Where its first byte was written. */
    long place;

    private final ByteBuffer view;

    Piece(GroupWriter writer, Chunk chunk, int from, int bodyFrom) {
        this.writer = writer;
        this.chunk = chunk;
        this.from = from;
        this.bodyFrom = bodyFrom;
        this.view = chunk == null ? null : chunk.buffer.duplicate();
    }

    int size() {
        return to - from;
    }

    /** Its bytes; the same buffer each time. */
    ByteBuffer bytes() {
        return view.limit(to).position(from);
    }

    void extend(int newTo, int newBodyTo, int moreDefinitions) {
        to = newTo;
        bodyTo = newBodyTo;
        definitions += moreDefinitions;
        bodies = chunk.bodies;
        bodyOffsets = chunk.bodyOffsets;
        bodySizes = chunk.bodySizes;
    }
}
