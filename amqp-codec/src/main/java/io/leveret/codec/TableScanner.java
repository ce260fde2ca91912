package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * Checks the form of an encoded table without building it: types, lengths, depth, number of entries. What it lets pass,
 * {@link FieldTableDecoder} can read without looking for errors. It allocates nothing but itself.
 *
 * <p>Recursion goes no deeper than the depth limit.
 */
final class TableScanner {
    private static final int FLOAT_EXPONENT = 0x7F80_0000;
    private static final long DOUBLE_EXPONENT = 0x7FF0_0000_0000_0000L;

    private final ByteBuf buffer;
    private final int maxDepth;
    private final int maxEntries;
    private int depth;
    private int entries;
    private boolean limitPassed;

    TableScanner(ByteBuf buffer, int maxDepth, int maxEntries) {
        this.buffer = buffer;
        this.maxDepth = maxDepth;
        this.maxEntries = maxEntries;
    }

    /** Checks the entries in {@code [offset, end)}. */
    void scanTable(int offset, int end) throws AmqpException {
        enter();
        int at = offset;
        while (at < end) {
            at += 1 + buffer.getUnsignedByte(at);
            at = scanValue(at, end);
        }
        depth--;
    }

    /** Whether the refusal was for a limit of ours, not for bad form. */
    boolean limitPassed() {
        return limitPassed;
    }

    private void scanArray(int offset, int end) throws AmqpException {
        enter();
        int at = offset;
        while (at < end) {
            at = scanValue(at, end);
        }
        depth--;
    }

    private void enter() throws AmqpException {
        if (++depth > maxDepth) {
            limitPassed = true;
            throw malformed("nested deeper than " + maxDepth);
        }
    }

    /** Checks the value whose type octet stands at {@code at}; gives the index behind it. */
    private int scanValue(int at, int end) throws AmqpException {
        if (++entries > maxEntries) {
            limitPassed = true;
            throw malformed("more than " + maxEntries + " entries");
        }
        if (at >= end) {
            throw malformed("an entry is cut off");
        }
        FieldType type = FieldType.ofLetter(buffer.getUnsignedByte(at));
        if (type == null) {
            throw malformed("unknown type octet " + buffer.getUnsignedByte(at));
        }
        int value = at + 1;
        return switch (type) {
            case LONGSTR, BINARY, TABLE, ARRAY -> scanSized(type, value, end);
            case VOID -> value;
            case BYTE, UNSIGNEDBYTE, BOOL -> fixed(value, 1, end);
            case SHORT, UNSIGNEDSHORT -> fixed(value, 2, end);
            case SIGNEDINT, UNSIGNEDINT -> fixed(value, 4, end);
            case DECIMAL -> fixed(value, 5, end);
            case LONG, TIMESTAMP -> fixed(value, 8, end);
            case FLOAT -> scanFloat(value, end);
            case DOUBLE -> scanDouble(value, end);
        };
    }

    private int scanSized(FieldType type, int at, int end) throws AmqpException {
        int start = fixed(at, 4, end);
        long size = buffer.getUnsignedInt(at);
        if (size > end - start) {
            throw malformed("a value is cut off");
        }
        int valueEnd = start + (int) size;
        if (type == FieldType.TABLE) {
            scanTable(start, valueEnd);
        } else if (type == FieldType.ARRAY) {
            scanArray(start, valueEnd);
        }
        return valueEnd;
    }

    // RabbitMQ's tables hold neither infinities nor NaN, and what reads them later (JSON) cannot either.
    private int scanFloat(int at, int end) throws AmqpException {
        int behind = fixed(at, 4, end);
        if ((buffer.getInt(at) & FLOAT_EXPONENT) == FLOAT_EXPONENT) {
            throw malformed("a float is not a finite number");
        }
        return behind;
    }

    private int scanDouble(int at, int end) throws AmqpException {
        int behind = fixed(at, 8, end);
        if ((buffer.getLong(at) & DOUBLE_EXPONENT) == DOUBLE_EXPONENT) {
            throw malformed("a double is not a finite number");
        }
        return behind;
    }

    private static int fixed(int at, int size, int end) throws AmqpException {
        if (size > end - at) {
            throw malformed("a value is cut off");
        }
        return at + size;
    }

    private static AmqpException malformed(String what) {
        return new AmqpException(ReplyCode.SYNTAX_ERROR, "malformed table: " + what);
    }
}
