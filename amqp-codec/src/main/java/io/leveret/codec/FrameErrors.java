package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * Refusals of whole frames, in the words of RabbitMQ's reader; all end the connection. Its texts show up to 16 bytes of
 * the payload. (Where Erlang would break a long term into lines, these do not.)
 */
public final class FrameErrors {
    private static final int SNIPPET_BYTES = 16;

    private FrameErrors() {}

    /**
     * 501 for a frame whose type is unknown, or that is too short for its type, or a heartbeat that is not empty: the
     * connection tells so when it looks at the frame.
     */
    public static AmqpException unknownFrame(int type, ByteBuf buffer, int offset, int size) {
        return frameError(type, buffer, offset, size, "unknown_frame");
    }

    /** 505 for a frame of a known type where it may not stand: content on channel 0, a heartbeat on another one. */
    public static AmqpException unexpectedFrame(int type, ByteBuf buffer, int offset, int size) {
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, describe(type, buffer, offset, size));
    }

    /** 501 for a frame that is announced larger than allowed; sizes are those of the payload. */
    static AmqpException tooLarge(int type, long sizeBytes, int maxSizeBytes) {
        return new AmqpException(
                ReplyCode.FRAME_ERROR,
                "type " + type + ", all octets = <<>>: {frame_too_large," + sizeBytes + "," + maxSizeBytes + "}");
    }

    /** 501 for a frame that does not end with 0xCE. */
    static AmqpException badEnd(int type, ByteBuf buffer, int offset, int size) {
        int marker = buffer.getUnsignedByte(offset + size);
        return frameError(type, buffer, offset, size, "{invalid_frame_end_marker," + marker + "}");
    }

    private static AmqpException frameError(int type, ByteBuf buffer, int offset, int size, String error) {
        return new AmqpException(ReplyCode.FRAME_ERROR, describe(type, buffer, offset, size) + ": " + error);
    }

    private static String describe(int type, ByteBuf buffer, int offset, int size) {
        String extent = size <= SNIPPET_BYTES ? "all" : "first 16";
        String snippet = ErlangTerms.text(buffer, offset, Math.min(size, SNIPPET_BYTES));
        return "type " + type + ", " + extent + " octets = " + snippet;
    }
}
