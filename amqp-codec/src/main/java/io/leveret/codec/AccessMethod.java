package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class access: left from AMQP 0-8; RabbitMQ answers each request with ticket 1. */
public sealed interface AccessMethod extends Method {
    @Override
    default int classId() {
        return 30;
    }

    /** Asks for a ticket. */
    record Request(String realm, boolean exclusive, boolean passive, boolean active, boolean write, boolean read)
            implements AccessMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, realm);
            out.writeByte(
                    (exclusive ? 1 : 0) | (passive ? 2 : 0) | (active ? 4 : 0) | (write ? 8 : 0) | (read ? 16 : 0));
        }
    }

    /** Gives a ticket. */
    record RequestOk(int ticket) implements AccessMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(ticket);
        }
    }
}
