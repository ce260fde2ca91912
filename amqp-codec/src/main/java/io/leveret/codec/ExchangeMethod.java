package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class exchange. RabbitMQ adds bind and unbind, and brings back auto-delete and internal. */
public sealed interface ExchangeMethod extends Method {
    @Override
    default int classId() {
        return 40;
    }

    /** Creates an exchange or checks for it. */
    record Declare(
            String exchange,
            String type,
            boolean passive,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            boolean noWait,
            FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, type);
            out.writeByte((passive ? 1 : 0)
                    | (durable ? 2 : 0)
                    | (autoDelete ? 4 : 0)
                    | (internal ? 8 : 0)
                    | (noWait ? 16 : 0));
            arguments.write(out);
        }
    }

    /** Answers {@link Declare}. */
    record DeclareOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Deletes an exchange. */
    record Delete(String exchange, boolean ifUnused, boolean noWait) implements ExchangeMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, exchange);
            out.writeByte((ifUnused ? 1 : 0) | (noWait ? 2 : 0));
        }
    }

    /** Answers {@link Delete}. */
    record DeleteOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Binds an exchange to an exchange. */
    record Bind(String destination, String source, String routingKey, boolean noWait, FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, destination);
            WireStrings.writeShort(out, source);
            WireStrings.writeShort(out, routingKey);
            out.writeBoolean(noWait);
            arguments.write(out);
        }
    }

    /** Answers {@link Bind}. */
    record BindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Removes such a binding. */
    record Unbind(String destination, String source, String routingKey, boolean noWait, FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, destination);
            WireStrings.writeShort(out, source);
            WireStrings.writeShort(out, routingKey);
            out.writeBoolean(noWait);
            arguments.write(out);
        }
    }

    /** Answers {@link Unbind}. */
    record UnbindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 51;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
