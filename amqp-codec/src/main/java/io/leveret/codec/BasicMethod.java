package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Class basic. RabbitMQ adds nack. Delivery tags are unsigned 64 bit numbers. */
public sealed interface BasicMethod extends Method {
    @Override
    default int classId() {
        return 60;
    }

    /** Limits what is unacknowledged; prefetchSize is 0 to 2^32-1 bytes. */
    record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt((int) prefetchSize);
            out.writeShort(prefetchCount);
            out.writeBoolean(global);
        }
    }

    /** Answers {@link Qos}. */
    record QosOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Starts a consumer. */
    record Consume(
            String queue,
            String consumerTag,
            boolean noLocal,
            boolean noAck,
            boolean exclusive,
            boolean noWait,
            FieldTable arguments)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            WireStrings.writeShort(out, consumerTag);
            out.writeByte((noLocal ? 1 : 0) | (noAck ? 2 : 0) | (exclusive ? 4 : 0) | (noWait ? 8 : 0));
            arguments.write(out);
        }
    }

    /** Answers {@link Consume}. */
    record ConsumeOk(String consumerTag) implements BasicMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, consumerTag);
        }
    }

    /** Ends a consumer; from the server to those who can take it. */
    record Cancel(String consumerTag, boolean noWait) implements BasicMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, consumerTag);
            out.writeBoolean(noWait);
        }
    }

    /** Answers {@link Cancel}. */
    record CancelOk(String consumerTag) implements BasicMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, consumerTag);
        }
    }

    /** Announces a message; its content follows. */
    record Publish(String exchange, String routingKey, boolean mandatory, boolean immediate) implements BasicMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
            out.writeByte((mandatory ? 1 : 0) | (immediate ? 2 : 0));
        }
    }

    /** Brings back a message; its content follows. A long text is cut. */
    record Return(int replyCode, String replyText, String exchange, String routingKey) implements BasicMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            WireStrings.writeShortCut(out, replyText);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
        }
    }

    /** Announces a delivery; its content follows. */
    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 60;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            WireStrings.writeShort(out, consumerTag);
            out.writeLong(deliveryTag);
            out.writeBoolean(redelivered);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
        }
    }

    /** Asks for one message. */
    record Get(String queue, boolean noAck) implements BasicMethod {
        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(0);
            WireStrings.writeShort(out, queue);
            out.writeBoolean(noAck);
        }
    }

    /** Announces the message asked for; its content follows. */
    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey, long messageCount)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 71;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(redelivered);
            WireStrings.writeShort(out, exchange);
            WireStrings.writeShort(out, routingKey);
            out.writeInt((int) messageCount);
        }
    }

    /** There is none. */
    record GetEmpty() implements BasicMethod {
        @Override
        public int methodId() {
            return 72;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(0);
        }
    }

    /** Settles deliveries, or confirms publishes. */
    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {
        @Override
        public int methodId() {
            return 80;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(multiple);
        }
    }

    /** Refuses one delivery. */
    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 90;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(requeue);
        }
    }

    /** {@link Recover} without an answer. */
    record RecoverAsync(boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 100;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeBoolean(requeue);
        }
    }

    /** Gives back all that is unacknowledged. */
    record Recover(boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 110;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeBoolean(requeue);
        }
    }

    /** Answers {@link Recover}. */
    record RecoverOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 111;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** Refuses deliveries, or publishes. */
    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 120;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeByte((multiple ? 1 : 0) | (requeue ? 2 : 0));
        }
    }
}
