package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Frames of AMQP 0-9-1 (section 4.2.3) and their writers. */
public final class Frames {
    /** Frame type of a method. */
    public static final int METHOD = 1;

    /** Frame type of a content header. */
    public static final int HEADER = 2;

    /** Frame type of a part of a body. */
    public static final int BODY = 3;

    /** Frame type of a heartbeat. */
    public static final int HEARTBEAT = 8;

    /** The octet that ends each frame. */
    public static final int END = 0xCE;

    /** Bytes before the payload: type, channel, size of the payload. */
    public static final int HEADER_SIZE = 7;

    /** Bytes of a frame besides its payload. */
    public static final int OVERHEAD = 8;

    private static final int BASIC_CLASS = 60;
    private static final int CONTENT_HEADER_FIXED_BYTES = 12;

    private Frames() {}

    /** Appends a method frame; on an exception, nothing. */
    public static void method(ByteBuf out, int channel, Method method) {
        int start = out.writerIndex();
        boolean whole = false;
        try {
            header(out, METHOD, channel, 0);
            out.writeShort(method.classId()).writeShort(method.methodId());
            method.writeArguments(out);
            out.setInt(start + 3, out.writerIndex() - start - HEADER_SIZE);
            out.writeByte(END);
            whole = true;
        } finally {
            if (!whole) {
                out.writerIndex(start);
            }
        }
    }

    /** Appends a heartbeat. */
    public static void heartbeat(ByteBuf out) {
        header(out, HEARTBEAT, 0, 0);
        out.writeByte(END);
    }

    /**
     * Appends the content header of a message of class basic.
     *
     * @param content the encoded properties (flags and list), then the body
     * @param propertiesLength bytes of the properties
     */
    public static void contentHeader(ByteBuf out, int channel, byte[] content, int propertiesLength) {
        out.ensureWritable(OVERHEAD + CONTENT_HEADER_FIXED_BYTES + propertiesLength);
        header(out, HEADER, channel, CONTENT_HEADER_FIXED_BYTES + propertiesLength);
        out.writeShort(BASIC_CLASS).writeShort(0).writeLong(content.length - propertiesLength);
        out.writeBytes(content, 0, propertiesLength);
        out.writeByte(END);
    }

    /**
     * Appends a body in as many frames as needed; none for an empty one.
     *
     * @param content holds the body in {@code [offset, end)}
     * @param frameMax bytes of the largest frame, overhead included; 0 for no limit
     */
    public static void body(ByteBuf out, int channel, byte[] content, int offset, int end, int frameMax) {
        int size = end - offset;
        int most = frameMax == 0 ? Math.max(size, 1) : frameMax - OVERHEAD;
        if (most <= 0) {
            throw new IllegalArgumentException("a frame of " + frameMax + " bytes has no room for a payload");
        }
        int frames = (int) (((long) size + most - 1) / most);
        out.ensureWritable(Math.addExact(size, Math.multiplyExact(frames, OVERHEAD)));
        for (int at = offset; at < end; ) {
            int part = Math.min(most, end - at);
            header(out, BODY, channel, part);
            out.writeBytes(content, at, part);
            out.writeByte(END);
            at += part;
        }
    }

    private static void header(ByteBuf out, int type, int channel, int payloadSize) {
        out.writeByte(type).writeShort(channel).writeInt(payloadSize);
    }
}
