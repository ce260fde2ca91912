package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** The eight bytes that open a connection (AMQP 0-9-1 section 4.2.2): "AMQP", 0, 0, 9, 1. */
public final class ProtocolHeader {
    /** Its size. */
    public static final int SIZE = 8;

    private static final long AMQP_0_9_1 = 0x414D_5150_0000_0901L;

    /** The header of AMQP 0-9, which RabbitMQ serves as 0-9-1. */
    private static final long AMQP_0_9 = 0x414D_5150_0101_0009L;

    private ProtocolHeader() {}

    /**
     * Whether the eight bytes from the reader index on open a connection of ours; nothing is consumed. If not, the
     * answer is {@link #write}, and the end of the connection.
     *
     * @throws IndexOutOfBoundsException if there are fewer than eight
     */
    public static boolean accepts(ByteBuf header) {
        return accepts(header.getLong(header.readerIndex()));
    }

    /**
     * Whether these bytes open a connection of ours.
     *
     * @param header exactly eight bytes
     */
    public static boolean accepts(byte[] header) {
        if (header.length != SIZE) {
            throw new IllegalArgumentException("a protocol header of " + header.length + " bytes");
        }
        long value = 0;
        for (byte octet : header) {
            value = value << 8 | octet & 0xFF;
        }
        return accepts(value);
    }

    /** Writes the header of AMQP 0-9-1. */
    public static void write(ByteBuf out) {
        out.writeLong(AMQP_0_9_1);
    }

    private static boolean accepts(long header) {
        return header == AMQP_0_9_1 || header == AMQP_0_9;
    }
}
