package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/**
 * Is shown what the log holds at a start, in two passes over its files: first what tells which items live, then the
 * items. Buffers are valid during the call, positioned at the bytes the caller had put.
 */
public interface LogReplay {
    // ---- first pass, in the order of the log

    void definitions(ByteBuffer changes);

    void drop(long stream, long item);

    void dropUpTo(long stream, long upToItem, long[] except);

    void note(long stream, long item, ByteBuffer rest);

    void mark(long stream, long value, ByteBuffer rest);

    /**
     * An item that its stream had only until the log's last end: it is not there any more, but its id stands in the
     * log, and must not be given to another.
     */
    default void passed(long stream, long item) {}

    // ---- second pass

    /**
     * Before the first item: all definitions and drops were shown.
     *
     * @param endedInGoodOrder whether the log was closed, so that all that anybody appended is in it
     */
    void firstPassDone(boolean endedInGoodOrder);

    /**
     * An item that a stream added; may be shown more than once, in ascending order of ids but for repetitions.
     *
     * @param place of its body, or {@link LoggedBody#NO_PLACE} if that was not found
     * @param holders of the body
     * @return whether the stream has it: it is then accounted as alive
     */
    boolean add(long stream, long item, long place, int holders, ByteBuffer rest);

    /**
     * Something that was on disk cannot be read any more.
     *
     * @param streams that lost something, as far as is known
     * @param anyStream whether others may have lost something too
     * @param text where and what, for people
     */
    void damaged(long[] streams, boolean anyStream, boolean definitions, String text);

    /**
     * The same, and where it is.
     *
     * @param end nothing at or behind this position is concerned
     */
    default void damaged(LogPosition end, long[] streams, boolean anyStream, boolean definitions, String text) {
        damaged(streams, anyStream, definitions, text);
    }
}
