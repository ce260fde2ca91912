package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class confirm, RabbitMQ's own. */
public sealed interface ConfirmMethod extends Method {
    @Override
    default int classId() {
        return 85;
    }

    /** Turns publisher confirms on. */
    record Select(boolean noWait) implements ConfirmMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeBoolean(noWait);
        }
    }

    /** Answers {@link Select}. */
    record SelectOk() implements ConfirmMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
