package io.leveret.queue;

import io.leveret.persistence.Varint;
import java.nio.ByteBuffer;

/**
 * Gives facts their bytes, as they stand in the log, in snapshots and between nodes. Allocates nothing.
 *
 * <p>A fact is one byte of version, one byte of kind, then its fields. Ids, sizes, counts and sequences are written as
 * {@link Varint}s; times and publisher ids, which may be any 64 bits, as eight bytes, highest first.
 *
 * <table>
 * <caption>Fields of each kind</caption>
 * <tr><td>1 enqueued</td><td>id, priority (byte), flags (byte: 1 expires, 2 tracked), body size, [expiry in epoch
 * milliseconds], [publisher id, sequence]</td></tr>
 * <tr><td>2 settled</td><td>id</td></tr>
 * <tr><td>3 returned, 4 returned and counted</td><td>id</td></tr>
 * <tr><td>5 removed</td><td>id, reason (byte: 1 expired, 2 maxlen, 3 rejected, 4 delivery_limit)</td></tr>
 * <tr><td>6 purged</td><td>last id, count of exceptions, each as its distance from the one before</td>
 * </tr>
 * <tr><td>7 deliverable up to</td><td>id</td></tr>
 * </table>
 *
 * <p>The queue a fact belongs to, its place in the queue's sequence and its length are the record's, not the fact's. So
 * are the message's address, header and body: an enqueued fact refers to the body that the log holds for it, once for
 * all queues, and says of it what a queue must know while the body is not in memory.
 *
 * <p>All methods throw {@link java.nio.BufferOverflowException} if the buffer is too short, and write from its position
 * on.
 */
public final class FactEncoder {
    static final byte VERSION = 1;

    static final byte ENQUEUED = 1;
    static final byte SETTLED = 2;
    static final byte RETURNED = 3;
    static final byte RETURNED_COUNTED = 4;
    static final byte REMOVED = 5;
    static final byte PURGED = 6;
    static final byte DELIVERABLE_UP_TO = 7;

    static final int EXPIRES = 1;
    static final int TRACKED = 2;

    /** No fact but a purge needs more bytes. */
    public static final int MAX_BYTES = 48;

    private FactEncoder() {}

    /** The most bytes that a purge with so many exceptions needs. */
    public static int maxPurgedBytes(int exceptions) {
        return Math.addExact(MAX_BYTES, Math.multiplyExact(exceptions, Varint.MAX_BYTES));
    }

    /** Writes any fact. */
    public static void encode(Fact fact, ByteBuffer out) {
        if (fact instanceof Fact.Enqueued enqueued) {
            enqueued(enqueued, out);
        } else if (fact instanceof Fact.Settled settled) {
            settled(settled.id(), out);
        } else if (fact instanceof Fact.Returned returned) {
            returned(returned.id(), returned.counted(), out);
        } else if (fact instanceof Fact.Removed removed) {
            removed(removed.id(), removed.reason(), out);
        } else if (fact instanceof Fact.Purged purged) {
            purged(purged.upToId(), purged.except(), out);
        } else if (fact instanceof Fact.DeliverableUpTo ceiling) {
            deliverableUpTo(ceiling.id(), out);
        }
    }

    /** Writes what {@link FactSink#enqueued} is told. */
    public static void enqueued(
            long id, Message message, long publisherId, long sequence, long expiresAtMs, ByteBuffer out) {
        header(ENQUEUED, id, out);
        enqueuedFields(message.priority(), message.bodySize(), expiresAtMs, out, publisherId, sequence);
    }

    /** Writes what {@link FactSink#settled} is told. */
    public static void settled(long id, ByteBuffer out) {
        header(SETTLED, id, out);
    }

    /** Writes what {@link FactSink#returned} is told. */
    public static void returned(long id, boolean counted, ByteBuffer out) {
        header(counted ? RETURNED_COUNTED : RETURNED, id, out);
    }

    /** Writes what {@link FactSink#removed} is told. */
    public static void removed(long id, RemovalReason reason, ByteBuffer out) {
        header(REMOVED, id, out);
        out.put(codeOf(reason));
    }

    /** Writes what {@link FactSink#purged} is told. */
    public static void purged(long upToId, long[] except, ByteBuffer out) {
        header(PURGED, upToId, out);
        Varint.put(out, except.length);
        long before = 0;
        for (long id : except) {
            Varint.put(out, id - before);
            before = id;
        }
    }

    /** Writes what {@link FactSink#deliverableUpTo} is told. */
    public static void deliverableUpTo(long id, ByteBuffer out) {
        header(DELIVERABLE_UP_TO, id, out);
    }

    private static void enqueued(Fact.Enqueued fact, ByteBuffer out) {
        header(ENQUEUED, fact.id(), out);
        enqueuedFields(fact.priority(), fact.sizeBytes(), fact.expiresAtMs(), out, fact.publisherId(), fact.sequence());
    }

    private static void enqueuedFields(
            int priority, int sizeBytes, long expiresAtMs, ByteBuffer out, long publisherId, long sequence) {
        boolean expires = expiresAtMs != Fact.NEVER;
        boolean tracked = publisherId != 0 && sequence != 0;
        out.put((byte) priority);
        out.put((byte) ((expires ? EXPIRES : 0) | (tracked ? TRACKED : 0)));
        Varint.put(out, sizeBytes);
        if (expires) {
            out.putLong(expiresAtMs);
        }
        if (tracked) {
            out.putLong(publisherId);
            Varint.put(out, sequence);
        }
    }

    private static void header(byte kind, long id, ByteBuffer out) {
        out.put(VERSION);
        out.put(kind);
        Varint.put(out, id);
    }

    private static byte codeOf(RemovalReason reason) {
        return switch (reason) {
            case EXPIRED -> 1;
            case MAXLEN -> 2;
            case REJECTED -> 3;
            case DELIVERY_LIMIT -> 4;
        };
    }
}
