package io.leveret.queue;

import java.nio.ByteBuffer;

/**
 * Gives messages their bytes, as they stand in the log once for all queues that took them.
 *
 * <p>One byte of version, one of flags (1 persistent, 2 has an expiration, 4 has annotations), one of priority, the
 * length of the address in two bytes, that of flags and properties in four, the expiration in eight if there is one,
 * the length of the annotations in four if there are some, highest byte first; then annotations, address, flags and
 * properties, and the body up to the end.
 */
public final class MessageEncoder {
    static final byte VERSION = 1;
    static final int PERSISTENT = 1;
    static final int EXPIRES = 2;
    static final int ANNOTATED = 4;

    /** Bytes before the address of a message without an expiration and without annotations. */
    static final int FIXED_BYTES = 9;

    private MessageEncoder() {}

    /** How many bytes {@link #encode} writes. */
    public static int size(Message message) {
        int expiration = message.ttlMs() == Message.NO_TTL ? 0 : Long.BYTES;
        int annotations = message.annotations() == null ? 0 : Integer.BYTES + message.annotations().length;
        return FIXED_BYTES + expiration + annotations + message.address().length + message.content().length;
    }

    /** Writes a message from the buffer's position on. */
    public static void encode(Message message, ByteBuffer out) {
        boolean expires = message.ttlMs() != Message.NO_TTL;
        out.put(VERSION);
        byte[] annotations = message.annotations();
        int flags = (message.persistent() ? PERSISTENT : 0) | (expires ? EXPIRES : 0);
        out.put((byte) (annotations == null ? flags : flags | ANNOTATED));
        out.put((byte) message.priority());
        out.putShort((short) message.address().length);
        out.putInt(message.propertiesLength());
        if (expires) {
            out.putLong(message.ttlMs());
        }
        if (annotations != null) {
            out.putInt(annotations.length);
            out.put(annotations);
        }
        out.put(message.address());
        out.put(message.content());
    }
}
