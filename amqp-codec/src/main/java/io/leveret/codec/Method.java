package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * A method of AMQP 0-9-1 or of RabbitMQ's extensions, with its arguments. Reserved arguments are neither kept nor
 * checked; they are written as zero or empty.
 */
public sealed interface Method
        permits ConnectionMethod,
                ChannelMethod,
                AccessMethod,
                ExchangeMethod,
                QueueMethod,
                BasicMethod,
                TxMethod,
                ConfirmMethod {
    /** The class index on the wire. */
    int classId();

    /** The method index on the wire. */
    int methodId();

    /**
     * Appends the arguments, without the two indices before them.
     *
     * @throws IllegalArgumentException if a short string needs more than 255 bytes; the text of an error, a return or a
     *     notice is cut instead
     */
    void writeArguments(ByteBuf out);
}
