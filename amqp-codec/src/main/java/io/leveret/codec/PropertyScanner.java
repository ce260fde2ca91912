package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * Checks the form of encoded properties, headers included, so that they can be read later without looking for errors.
 */
final class PropertyScanner {
    private static final int VALUES = 0xFFFC;

    private PropertyScanner() {}

    /** Checks the properties in {@code [offset, end)}. */
    static void scan(ByteBuf buffer, int offset, int end) throws AmqpException {
        if (end - offset < 2) {
            throw malformed();
        }
        int at = offset + 2;
        for (int left = buffer.getUnsignedShort(offset) & VALUES; left != 0; ) {
            int flag = Integer.highestOneBit(left);
            at = scanValue(buffer, flag, at, end);
            left ^= flag;
        }
        if (at != end) {
            throw malformed();
        }
    }

    private static int scanValue(ByteBuf buffer, int flag, int at, int end) throws AmqpException {
        int left = end - at;
        long size = switch (flag) {
            case MessageProperties.DELIVERY_MODE, MessageProperties.PRIORITY -> 1;
            case MessageProperties.TIMESTAMP -> 8;
            case MessageProperties.HEADERS -> left < 4 ? Long.MAX_VALUE : 4 + buffer.getUnsignedInt(at);
            default -> left < 1 ? Long.MAX_VALUE : 1 + buffer.getUnsignedByte(at);
        };
        if (size > left) {
            throw malformed();
        }
        int behind = at + (int) size;
        if (flag == MessageProperties.HEADERS && size > 4) {
            scanHeaders(buffer, at + 4, behind);
        }
        return behind;
    }

    private static void scanHeaders(ByteBuf buffer, int offset, int end) throws AmqpException {
        TableScanner scanner = new TableScanner(buffer, FieldTable.MAX_DEPTH, FieldTable.MAX_ENTRIES);
        try {
            scanner.scanTable(offset, end);
        } catch (AmqpException e) {
            throw scanner.limitPassed() ? e : malformed();
        }
    }

    private static AmqpException malformed() {
        return new AmqpException(ReplyCode.INTERNAL_ERROR, "");
    }
}
