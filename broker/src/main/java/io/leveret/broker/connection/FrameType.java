package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FrameErrors;
import io.leveret.codec.Frames;
import io.netty.buffer.ByteBuf;

/** Which frame types a channel takes: methods and content. */
final class FrameType {
    private FrameType() {}

    /** Refuses a heartbeat (505) and an unknown type (501), as RabbitMQ's reader does for any channel but 0. */
    static void check(int type, ByteBuf buffer, int offset, int size) throws AmqpException {
        if (type == Frames.HEARTBEAT) {
            throw FrameErrors.unexpectedFrame(type, buffer, offset, size);
        }
        if (type < Frames.METHOD || type > Frames.BODY) {
            throw FrameErrors.unknownFrame(type, buffer, offset, size);
        }
    }
}
