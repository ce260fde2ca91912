package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * The properties of a message (AMQP 0-9-1 section 4.2.6.1), read from the bytes the publisher sent: two octets of
 * flags, then the values whose flag is set, in the order of the flags.
 *
 * <p>A broker moves far more messages than it asks about, so this is a view: each reader walks over the values before
 * the one it wants and decodes that one alone. The bytes must have passed {@link #validate}; on others the readers may
 * throw {@link IllegalArgumentException}. The two lowest flags, of which one would announce further flags, mean
 * nothing: no property of class basic needs them, and RabbitMQ skips them.
 */
public final class MessageProperties {
    /** Flag of content-type. */
    public static final int CONTENT_TYPE = 1 << 15;

    /** Flag of content-encoding. */
    public static final int CONTENT_ENCODING = 1 << 14;

    /** Flag of headers. */
    public static final int HEADERS = 1 << 13;

    /** Flag of delivery-mode. */
    public static final int DELIVERY_MODE = 1 << 12;

    /** Flag of priority. */
    public static final int PRIORITY = 1 << 11;

    /** Flag of correlation-id. */
    public static final int CORRELATION_ID = 1 << 10;

    /** Flag of reply-to. */
    public static final int REPLY_TO = 1 << 9;

    /** Flag of expiration. */
    public static final int EXPIRATION = 1 << 8;

    /** Flag of message-id. */
    public static final int MESSAGE_ID = 1 << 7;

    /** Flag of timestamp. */
    public static final int TIMESTAMP = 1 << 6;

    /** Flag of type. */
    public static final int TYPE = 1 << 5;

    /** Flag of user-id. */
    public static final int USER_ID = 1 << 4;

    /** Flag of app-id. */
    public static final int APP_ID = 1 << 3;

    /** Flag of cluster-id. */
    public static final int CLUSTER_ID = 1 << 2;

    private static final int FLAGS_BYTES = 2;
    private static final int OCTETS = DELIVERY_MODE | PRIORITY;

    private final byte[] bytes;
    private final int length;

    /**
     * A view of the first {@code length} bytes; what follows them (the body) is not looked at.
     *
     * @throws IllegalArgumentException if they cannot even hold the flags
     */
    public MessageProperties(byte[] bytes, int length) {
        if (length < FLAGS_BYTES || length > bytes.length) {
            throw new IllegalArgumentException(length + " bytes of properties within " + bytes.length);
        }
        this.bytes = bytes;
        this.length = length;
    }

    /** Encoded, in bytes. */
    public int length() {
        return length;
    }

    /** The flags at the head of encoded properties. */
    public static int flags(byte[] content) {
        return (content[0] & 0xFF) << 8 | content[1] & 0xFF;
    }

    /** The delivery mode, 0 if there is none. */
    public static int deliveryMode(byte[] content, int propertiesLength) {
        return octet(content, propertiesLength, DELIVERY_MODE);
    }

    /** The priority, 0 if there is none. */
    public static int priority(byte[] content, int propertiesLength) {
        return octet(content, propertiesLength, PRIORITY);
    }

    /**
     * Checks that the values fill {@code length} bytes exactly and that the headers are a table of good form. Builds
     * nothing.
     *
     * @throws AmqpException 541 without explanation, ending the connection, as RabbitMQ does; 502 if the headers pass
     *     the limits of {@link FieldTable}
     */
    public static void validate(ByteBuf buffer, int offset, int length) throws AmqpException {
        PropertyScanner.scan(buffer, offset, offset + length);
    }

    /** Like {@link #validate(ByteBuf, int, int)}, for bytes in an array; allocates a view of it. */
    public static void validate(byte[] bytes, int offset, int length) throws AmqpException {
        PropertyScanner.scan(Unpooled.wrappedBuffer(bytes), offset, offset + length);
    }

    /** The flags. */
    public int flags() {
        return flags(bytes);
    }

    /** Whether the property of this flag is there. */
    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /** The content type, or null. */
    public String contentType() {
        return text(CONTENT_TYPE);
    }

    /** The content encoding, or null. */
    public String contentEncoding() {
        return text(CONTENT_ENCODING);
    }

    /** The headers, or null. Decoded anew by each call. */
    public FieldTable headers() {
        int at = locate(bytes, length, HEADERS);
        return at < 0 ? null : FieldTable.fromBytes(bytes, at + 4, at + sizeOf(bytes, length, HEADERS, at));
    }

    /** The first header of an ASCII name, or null. Decodes that one alone. */
    public FieldValue header(String name) {
        int at = locate(bytes, length, HEADERS);
        return at < 0 ? null : HeaderFinder.find(bytes, at + 4, at + sizeOf(bytes, length, HEADERS, at), name);
    }

    /** The delivery mode, 2 for persistent, or null. */
    public Integer deliveryMode() {
        return has(DELIVERY_MODE) ? (Integer) deliveryMode(bytes, length) : null;
    }

    /** The priority, 0 to 255, or null. */
    public Integer priority() {
        return has(PRIORITY) ? (Integer) priority(bytes, length) : null;
    }

    /** The correlation id, or null. */
    public String correlationId() {
        return text(CORRELATION_ID);
    }

    /** The reply address, or null. */
    public String replyTo() {
        return text(REPLY_TO);
    }

    /** The time to live as the publisher wrote it (milliseconds, unchecked), or null. */
    public String expiration() {
        return text(EXPIRATION);
    }

    /** The message id, or null. */
    public String messageId() {
        return text(MESSAGE_ID);
    }

    /** Seconds since 1970, an unsigned 64 bit number, or null. */
    public Long timestamp() {
        int at = locate(bytes, length, TIMESTAMP);
        if (at < 0) {
            return null;
        }
        sizeOf(bytes, length, TIMESTAMP, at);
        return (long) int32(bytes, at) << 32 | int32(bytes, at + 4) & 0xFFFF_FFFFL;
    }

    /** The type, or null. */
    public String type() {
        return text(TYPE);
    }

    /** The user id, or null. */
    public String userId() {
        return text(USER_ID);
    }

    /** The application id, or null. */
    public String appId() {
        return text(APP_ID);
    }

    /** The cluster id, or null. */
    public String clusterId() {
        return text(CLUSTER_ID);
    }

    /**
     * The same properties with other headers; all else stays byte for byte.
     *
     * @param properties encoded properties and nothing behind them
     * @param headers null for none
     */
    public static byte[] withHeaders(byte[] properties, FieldTable headers) {
        return withHeaders(properties, properties.length, headers);
    }

    /** Like {@link #withHeaders(byte[], FieldTable)}, for the first {@code length} bytes of {@code content}. */
    public static byte[] withHeaders(byte[] content, int length, FieldTable headers) {
        int flags = flags(content);
        int from = end(content, length, flags & (CONTENT_TYPE | CONTENT_ENCODING));
        int behind = end(content, length, flags & (CONTENT_TYPE | CONTENT_ENCODING | HEADERS));
        ByteBuf out = Unpooled.buffer(length + 64);
        out.writeShort(headers == null ? flags & ~HEADERS : flags | HEADERS);
        out.writeBytes(content, FLAGS_BYTES, from - FLAGS_BYTES);
        if (headers != null) {
            headers.write(out);
        }
        out.writeBytes(content, behind, length - behind);
        return ByteBufUtil.getBytes(out);
    }

    /** A builder that holds these properties. */
    public PropertiesBuilder toBuilder() {
        return new PropertiesBuilder(this);
    }

    /** An empty builder. */
    public static PropertiesBuilder builder() {
        return new PropertiesBuilder();
    }

    private String text(int flag) {
        int at = locate(bytes, length, flag);
        return at < 0 ? null : WireStrings.decode(bytes, at + 1, sizeOf(bytes, length, flag, at) - 1);
    }

    private static int octet(byte[] content, int length, int flag) {
        int at = locate(content, length, flag);
        if (at < 0) {
            return 0;
        }
        sizeOf(content, length, flag, at);
        return content[at] & 0xFF;
    }

    /** Where the value of this flag stands, -1 if it is absent. */
    private static int locate(byte[] content, int length, int flag) {
        int flags = flags(content);
        // All flags above this one: those of the values before it.
        return (flags & flag) == 0 ? -1 : end(content, length, flags & -(flag << 1) & 0xFFFF);
    }

    /** The index behind the values of these flags, which must be the first ones that are set. */
    private static int end(byte[] content, int length, int flags) {
        int at = FLAGS_BYTES;
        for (int left = flags; left != 0; ) {
            int flag = Integer.highestOneBit(left);
            at += sizeOf(content, length, flag, at);
            left ^= flag;
        }
        return at;
    }

    /** Bytes of the value of this flag at this place, its length octets included. */
    private static int sizeOf(byte[] content, int length, int flag, int at) {
        int size;
        if ((flag & OCTETS) != 0) {
            size = 1;
        } else if (flag == TIMESTAMP) {
            size = 8;
        } else if (flag == HEADERS) {
            size = length - at < 4 || int32(content, at) < 0 ? -1 : 4 + int32(content, at);
        } else {
            size = at >= length ? -1 : 1 + (content[at] & 0xFF);
        }
        if (size < 0 || size > length - at) {
            throw new IllegalArgumentException("a property runs past the end of the properties");
        }
        return size;
    }

    static int int32(byte[] content, int at) {
        return (content[at] & 0xFF) << 24
                | (content[at + 1] & 0xFF) << 16
                | (content[at + 2] & 0xFF) << 8
                | content[at + 3] & 0xFF;
    }
}
