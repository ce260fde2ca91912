package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class queue. Counts are 0 to 2^32-1. */
public sealed interface QueueMethod extends Method {
    @Override
    default int classId() {
        return 50;
    }

    /** Creates a queue or checks for it. */
    record Declare(
            String queue,
            boolean passive,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            boolean noWait,
            FieldTable arguments)
            implements QueueMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            out.writeByte((passive ? 1 : 0)
                    | (durable ? 2 : 0)
                    | (exclusive ? 4 : 0)
                    | (autoDelete ? 8 : 0)
                    | (noWait ? 16 : 0));
            arguments.write(out);
        }
    }

    /** Answers {@link Declare}. */
    record DeclareOk(String queue, long messageCount, long consumerCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, queue);
            out.writeInt((int) messageCount);
            out.writeInt((int) consumerCount);
        }
    }

    /** Binds a queue to an exchange. */
    record Bind(String queue, String exchange, String routingKey, boolean noWait, FieldTable arguments)
            implements QueueMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
            out.writeBoolean(noWait);
            arguments.write(out);
        }
    }

    /** Answers {@link Bind}. */
    record BindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Drops the ready messages. */
    record Purge(String queue, boolean noWait) implements QueueMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            out.writeBoolean(noWait);
        }
    }

    /** Says how many were dropped. */
    record PurgeOk(long messageCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }
    }

    /** Deletes a queue. */
    record Delete(String queue, boolean ifUnused, boolean ifEmpty, boolean noWait) implements QueueMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            out.writeByte((ifUnused ? 1 : 0) | (ifEmpty ? 2 : 0) | (noWait ? 4 : 0));
        }
    }

    /** Says how many messages went with it. */
    record DeleteOk(long messageCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }
    }

    /** Removes a binding. */
    record Unbind(String queue, String exchange, String routingKey, FieldTable arguments) implements QueueMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
            arguments.write(out);
        }
    }

    /** Answers {@link Unbind}. */
    record UnbindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 51;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
