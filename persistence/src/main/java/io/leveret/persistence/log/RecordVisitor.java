package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/** Is shown records in their order. Buffers are valid during the call. */
interface RecordVisitor {
    /** Before each record: its bytes stand in the buffer from {@code from} to {@code to}. */
    default void record(ByteBuffer bytes, int from, int to) {}

    /** @param place of the record */
    default void body(long bodyId, int holders, int bodySize, long place) {}

    default void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {}

    default void addPassing(long stream, int sequence, long item, long bodyId) {}

    default void drop(long stream, int sequence, long item) {}

    default void dropUpTo(long stream, int sequence, long upToItem, long[] except) {}

    default void note(long stream, int sequence, long item, ByteBuffer rest) {}

    /** @param sequence or {@link RecordReader#NO_SEQUENCE}: a copy of an earlier mark */
    default void mark(long stream, int sequence, long value, ByteBuffer rest) {}

    default void definitions(LogPosition frame, ByteBuffer changes) {}
}
