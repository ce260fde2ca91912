package io.leveret.queue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads messages as {@link MessageEncoder} writes them. Messages that follow each other and have the same address share
 * it, as those of one route do. Used by one thread at a time.
 */
public final class MessageDecoder {
    private byte[] lastAddress = {};

    /**
     * Reads one message, which fills the rest of the buffer.
     *
     * @throws MalformedFactException if there is no valid message
     */
    public Message decode(ByteBuffer in) throws MalformedFactException {
        try {
            byte version = in.get();
            if (version != MessageEncoder.VERSION) {
                throw new MalformedFactException("unknown version " + version + " of a message");
            }
            int flags = in.get();
            int priority = in.get() & 0xff;
            byte[] address = new byte[in.getShort() & 0xffff];
            int propertiesLength = in.getInt();
            long ttlMs = (flags & MessageEncoder.EXPIRES) != 0 ? in.getLong() : Message.NO_TTL;
            byte[] annotations = (flags & MessageEncoder.ANNOTATED) != 0 ? annotations(in) : null;
            in.get(address);
            if (propertiesLength < 0 || propertiesLength > in.remaining()) {
                throw new MalformedFactException(
                        "properties of " + propertiesLength + " bytes where " + in.remaining() + " are left");
            }
            byte[] content = new byte[in.remaining()];
            in.get(content);
            boolean persistent = (flags & MessageEncoder.PERSISTENT) != 0;
            return new Message(shared(address), content, propertiesLength, ttlMs, priority, persistent, annotations);
        } catch (BufferUnderflowException e) {
            throw new MalformedFactException("a message is cut short");
        }
    }

    private static byte[] annotations(ByteBuffer in) throws MalformedFactException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedFactException(
                    "annotations of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] annotations = new byte[length];
        in.get(annotations);
        return annotations;
    }

    private byte[] shared(byte[] address) {
        if (!Arrays.equals(address, lastAddress)) {
            lastAddress = address;
        }
        return lastAddress;
    }
}
