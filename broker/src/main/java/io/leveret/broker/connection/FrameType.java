package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FrameErrors;
import io.leveret.codec.Frames;
import io.netty.buffer.ByteBuf;

/** Which frame types a channel takes: methods and content. */
final class FrameType {
    /** Class and method. */
    private static final int METHOD_MIN_BYTES = 4;

    /** Class, weight and body size. */
    private static final int HEADER_MIN_BYTES = 12;

    private FrameType() {}

    /**
     * Refuses a heartbeat (505) and an unknown type or a frame too short for its type (501), as RabbitMQ's reader does
     * for any channel but 0.
     */
    static void check(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        if (type == Frames.HEARTBEAT) {
            throw FrameErrors.unexpectedFrame(type, buffer, offset, size);
        }
        boolean cutShort = (type == Frames.METHOD && size < METHOD_MIN_BYTES)
                || (type == Frames.HEADER && size < HEADER_MIN_BYTES);
        if (type < Frames.METHOD || type > Frames.BODY || cutShort) {
            throw FrameErrors.unknownFrame(type, buffer, offset, size);
        }
    }
}
