package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/**
 * The way of one producer into the log. Used by one thread at a time.
 *
 * <p>Records are collected; {@link #submit} hands over what was collected since the last, as one group: a restart finds
 * all of it or none. What is submitted first stands first in the log, over all writers.
 */
public interface LogWriter {
    /**
     * Begins a body. The caller puts exactly {@code size} bytes, then calls {@link #end}.
     *
     * @param body has an id and holders; will know its place once it is written
     * @param bodySize what an item of this body weighs for the accounting, in bytes (see {@link #letGo})
     */
    ByteBuffer beginBody(LoggedBody body, int bodySize, int size);

    /**
     * Begins a record about one item. The caller puts at most {@code maxSize} bytes, then calls {@link #end}.
     *
     * @param kind {@link RecordKind#DROP}, {@code NOTE} or {@code MARK}
     * @param sequence of the stream: one more than in its last record
     * @param item the item, or the value of a mark
     */
    ByteBuffer begin(RecordKind kind, long stream, int sequence, long item, int maxSize);

    /**
     * Begins the record by which a stream adds an item.
     *
     * @param passing whether it may be forgotten at a restart
     */
    ByteBuffer beginAdd(long stream, int sequence, long item, long bodyId, boolean passing, int maxSize);

    /** Appends the record by which a stream drops all items up to one, save a few (ascending, not above it). */
    void dropUpTo(long stream, int sequence, long upToItem, long[] except);

    /** Appends changes of definitions. The array is the log's from then on. */
    void definitions(byte[] changes);

    /** Ends the record that was begun. */
    void end();

    /**
     * A stream lets go of an item whose body is, or will be, in the log: it dropped it. Once for each holder, be it by
     * this or by one of the methods below.
     */
    void letGo(LoggedBody body, int bodySize);

    /**
     * A stream that was to be a holder of a body never took it, and will not: it has no item, and no record says so. As
     * long as a holder has neither added a body nor said this, the file that the body stands in stays as it is.
     */
    void letGoUntaken(LoggedBody body, int bodySize);

    /** The same of an item whose body left memory. */
    void letGo(long place, int holders, int bodySize);

    /**
     * The same of many at once.
     *
     * @param generation the file that all their bodies stand in
     * @param entries how many items
     * @param weight the sum of {@code (bodySize + 64) / holders} over them
     */
    void letGoAll(long generation, int entries, long weight);

    /**
     * The ticket of what is collected now: once {@link LogListener#durable} reported it or a higher one, it is on disk.
     * The ticket of what was submitted last if nothing is collected.
     */
    long ticket();

    /**
     * What is collected now is the first of several parts that a restart is to find together: nothing of it, nor of
     * what anybody submits later, gets to the disk before so many others are submitted too, each ended by
     * {@link #endPart}. Every one of them must come, and none may wait for the disk.
     *
     * @param others how many are to come after this one is submitted, from this writer or from others
     */
    void awaitParts(int others);

    /** What is collected now, be it nothing, is one of the parts that somebody awaits. */
    void endPart();

    /** Hands over what was collected; nothing happens if that is nothing. */
    void submit();

    /**
     * Hands over what was collected, even if it is nothing, so that its ticket will tell that all that anybody
     * submitted before is on disk.
     */
    long submitMarker();
}
