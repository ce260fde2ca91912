package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class channel. */
public sealed interface ChannelMethod extends Method {
    @Override
    default int classId() {
        return 20;
    }

    /** Opens the channel. */
    record Open() implements ChannelMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(0);
        }
    }

    /** The channel is open. */
    record OpenOk() implements ChannelMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt(0);
        }
    }

    /** Stops or restarts deliveries. */
    record Flow(boolean active) implements ChannelMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeBoolean(active);
        }
    }

    /** Answers {@link Flow}. */
    record FlowOk(boolean active) implements ChannelMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeBoolean(active);
        }
    }

    /** Ends the channel; class and method are those that caused it, or 0. A long text is cut. */
    record Close(int replyCode, String replyText, int causingClassId, int causingMethodId) implements ChannelMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            WireStrings.writeShortCut(out, replyText);
            out.writeShort(causingClassId);
            out.writeShort(causingMethodId);
        }
    }

    /** The channel is over. */
    record CloseOk() implements ChannelMethod {
        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
