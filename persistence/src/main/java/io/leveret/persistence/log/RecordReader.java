package io.leveret.persistence.log;

import io.leveret.persistence.Varint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Takes the records of a frame apart. */
final class RecordReader {
    static final int NO_SEQUENCE = -1;

    /** A mark's copy that has no number in its stream, since its stream's owner did not write it. */
    static final byte MARK_AGAIN = 9;

    private static final int CRC_BYTES = 4;
    private static final long[] NO_ITEMS = {};

    private RecordReader() {}

    /**
     * Shows all records of a frame.
     *
     * @param at where its head stands in the buffer
     * @param offset where its head stands in the file
     */
    static void read(ByteBuffer frame, int at, int offset, RecordVisitor visitor) throws MalformedRecordException {
        LogPosition position = new LogPosition(FrameHeader.generationAt(frame, at), offset);
        long placeOfStart = (position.generation() << Integer.SIZE) + offset - at;
        int end = at + FrameHeader.BYTES + FrameHeader.lengthAt(frame, at);
        ByteBuffer in = frame.duplicate();
        int next = at + FrameHeader.BYTES;
        while (next < end) {
            in.limit(end).position(next);
            int length = intNumber(in);
            if (length > in.remaining()) {
                throw new MalformedRecordException("a record is longer than its frame");
            }
            int record = next;
            next = in.position() + length;
            in.limit(next);
            visitor.record(frame, record, next);
            try {
                show(in, placeOfStart + record, position, visitor);
            } catch (BufferUnderflowException e) {
                throw new MalformedRecordException("a record is too short: " + e);
            }
        }
    }

    private static void show(ByteBuffer in, long place, LogPosition frame, RecordVisitor visitor)
            throws MalformedRecordException {
        byte kind = in.get();
        if (kind == RecordKind.BODY.code()) {
            long bodyId = in.getLong();
            visitor.body(bodyId, intNumber(in), intNumber(in), place);
        } else if (kind == RecordKind.DEFINITION.code()) {
            visitor.definitions(frame, in);
        } else if (kind == MARK_AGAIN) {
            visitor.mark(number(in), NO_SEQUENCE, number(in), in);
        } else {
            long stream = number(in);
            int sequence = in.getShort() & 0xffff;
            ofItem(kind, stream, sequence, number(in), in, visitor);
        }
    }

    private static void ofItem(byte kind, long stream, int sequence, long item, ByteBuffer in, RecordVisitor visitor)
            throws MalformedRecordException {
        if (kind == RecordKind.ADD.code()) {
            visitor.add(stream, sequence, item, in.getLong(), in);
        } else if (kind == RecordKind.ADD_PASSING.code()) {
            visitor.addPassing(stream, sequence, item, in.getLong());
        } else if (kind == RecordKind.DROP.code()) {
            visitor.drop(stream, sequence, item);
        } else if (kind == RecordKind.DROP_UP_TO.code()) {
            visitor.dropUpTo(stream, sequence, item, exceptions(in));
        } else if (kind == RecordKind.NOTE.code()) {
            visitor.note(stream, sequence, item, in);
        } else if (kind == RecordKind.MARK.code()) {
            visitor.mark(stream, sequence, item, in);
        } else {
            throw new MalformedRecordException("a record is of the unknown kind " + kind);
        }
    }

    private static long[] exceptions(ByteBuffer in) throws MalformedRecordException {
        int count = intNumber(in);
        if (count > in.remaining()) {
            throw new MalformedRecordException("a record names more exceptions than it holds");
        }
        long[] except = count == 0 ? NO_ITEMS : new long[count];
        long item = 0;
        for (int i = 0; i < count; i++) {
            item += number(in);
            except[i] = item;
        }
        return except;
    }

    /**
     * The payload of a body.
     *
     * @param record begins with the record's length; its position and limit become those of the payload
     * @return whether there is a body, and whole
     */
    static boolean payload(ByteBuffer record, CRC32C crc) throws MalformedRecordException {
        intNumber(record);
        if (record.remaining() < 1 + Long.BYTES + CRC_BYTES || record.get() != RecordKind.BODY.code()) {
            return false;
        }
        record.getLong();
        intNumber(record);
        intNumber(record);
        if (record.remaining() < CRC_BYTES) {
            return false;
        }
        int expected = record.getInt();
        int payload = record.position();
        crc.reset();
        crc.update(record);
        record.position(payload);
        return (int) crc.getValue() == expected;
    }

    /** @throws MalformedRecordException there is none */
    private static long number(ByteBuffer in) throws MalformedRecordException {
        long value = Varint.get(in);
        if (value == Varint.MALFORMED) {
            throw new MalformedRecordException("a number is cut short or does not end");
        }
        return value;
    }

    /** @throws MalformedRecordException there is none of 31 bits */
    static int intNumber(ByteBuffer in) throws MalformedRecordException {
        long value = number(in);
        if (value > Integer.MAX_VALUE) {
            throw new MalformedRecordException("the number " + value + " is too large");
        }
        return (int) value;
    }
}
