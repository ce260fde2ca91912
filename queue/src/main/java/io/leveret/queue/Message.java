package io.leveret.queue;

import io.leveret.codec.WireStrings;
import io.leveret.persistence.log.LoggedBody;

/**
 * A published message, shared by reference between all queues that took it; immutable but for what the log knows of it.
 *
 * <p>Bytes stay as the publisher encoded them, so that a delivery copies and never encodes.
 */
public final class Message extends LoggedBody {
    /** {@link #ttlMs} of a message without an expiration of its own. */
    public static final long NO_TTL = -1;

    private final byte[] address;
    private final byte[] content;
    private final int propertiesLength;
    private final long ttlMs;
    private final byte priority;
    private final boolean persistent;
    private final byte[] annotations;

    /** A message without annotations. */
    public Message(byte[] address, byte[] content, int propertiesLength, long ttlMs, int priority, boolean persistent) {
        this(address, content, propertiesLength, ttlMs, priority, persistent, null);
    }

    /**
     * @param address exchange and routing key as two short strings, just as they stand in {@code basic.deliver}; shared
     *     by all messages of one route
     * @param content property flags and properties as they stand in the content header, then the body
     * @param propertiesLength how many bytes of {@code content} are flags and properties
     * @param ttlMs the expiration property in milliseconds, or {@link #NO_TTL}
     * @param priority the priority property, 0 if absent
     * @param persistent whether delivery mode is 2
     * @param annotations what the broker knows of it besides, kept with it and never delivered; null for nothing
     */
    public Message(
            byte[] address,
            byte[] content,
            int propertiesLength,
            long ttlMs,
            int priority,
            boolean persistent,
            byte[] annotations) {
        this.address = address;
        this.content = content;
        this.propertiesLength = propertiesLength;
        this.ttlMs = ttlMs;
        this.priority = (byte) priority;
        this.persistent = persistent;
        this.annotations = annotations;
    }

    /** Exchange and routing key as two short strings. Not to be changed. */
    public byte[] address() {
        return address;
    }

    /** The exchange that it was sent to. Decoded anew by each call. */
    public String exchange() {
        return WireStrings.decode(address, 1, address[0] & 0xff);
    }

    /** The key that it was sent with. Decoded anew by each call. */
    public String routingKey() {
        int at = (address[0] & 0xff) + 2;
        return WireStrings.decode(address, at, address.length - at);
    }

    /** Flags, properties and body. Not to be changed. */
    public byte[] content() {
        return content;
    }

    /** Bytes of {@link #content()} before the body. */
    public int propertiesLength() {
        return propertiesLength;
    }

    /** Bytes of the body. */
    public int bodySize() {
        return content.length - propertiesLength;
    }

    /** Time to live from the publisher in milliseconds, or {@link #NO_TTL}. */
    public long ttlMs() {
        return ttlMs;
    }

    /** 0 to 255. */
    public int priority() {
        return priority & 0xff;
    }

    public boolean persistent() {
        return persistent;
    }

    /** What the broker knows of it besides, opaque to queues; null for nothing. Not to be changed. */
    public byte[] annotations() {
        return annotations;
    }

    /**
     * The same bytes under a name of their own in the log: for a queue that takes it later than others did, and for one
     * that takes a message out of memory which nobody logged, or others did.
     */
    public Message unlogged() {
        return new Message(address, content, propertiesLength, ttlMs, priority(), persistent, annotations);
    }
}
