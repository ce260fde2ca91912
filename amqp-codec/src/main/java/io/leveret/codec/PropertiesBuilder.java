package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Encodes the properties of a message; null leaves a property out. Used by one thread.
 *
 * <p>A text of more than 255 bytes is refused by {@link #build()}.
 */
public final class PropertiesBuilder {
    private String contentType;
    private String contentEncoding;
    private FieldTable headers;
    private Integer deliveryMode;
    private Integer priority;
    private String correlationId;
    private String replyTo;
    private String expiration;
    private String messageId;
    private Long timestamp;
    private String type;
    private String userId;
    private String appId;
    private String clusterId;

    PropertiesBuilder() {}

    PropertiesBuilder(MessageProperties from) {
        contentType = from.contentType();
        contentEncoding = from.contentEncoding();
        headers = from.headers();
        deliveryMode = from.deliveryMode();
        priority = from.priority();
        correlationId = from.correlationId();
        replyTo = from.replyTo();
        expiration = from.expiration();
        messageId = from.messageId();
        timestamp = from.timestamp();
        type = from.type();
        userId = from.userId();
        appId = from.appId();
        clusterId = from.clusterId();
    }

    /** Sets the content type. */
    public PropertiesBuilder contentType(String text) {
        contentType = text;
        return this;
    }

    /** Sets the content encoding. */
    public PropertiesBuilder contentEncoding(String text) {
        contentEncoding = text;
        return this;
    }

    /** Sets the headers. */
    public PropertiesBuilder headers(FieldTable table) {
        headers = table;
        return this;
    }

    /** Sets the delivery mode, 0 to 255; 2 is persistent. */
    public PropertiesBuilder deliveryMode(Integer mode) {
        deliveryMode = requireOctet(mode);
        return this;
    }

    /** Sets the priority, 0 to 255. */
    public PropertiesBuilder priority(Integer number) {
        priority = requireOctet(number);
        return this;
    }

    /** Sets the correlation id. */
    public PropertiesBuilder correlationId(String text) {
        correlationId = text;
        return this;
    }

    /** Sets the reply address. */
    public PropertiesBuilder replyTo(String text) {
        replyTo = text;
        return this;
    }

    /** Sets the time to live, in milliseconds as text. */
    public PropertiesBuilder expiration(String text) {
        expiration = text;
        return this;
    }

    /** Sets the message id. */
    public PropertiesBuilder messageId(String text) {
        messageId = text;
        return this;
    }

    /** Sets the timestamp, in seconds since 1970. */
    public PropertiesBuilder timestamp(Long epochSeconds) {
        timestamp = epochSeconds;
        return this;
    }

    /** Sets the type. */
    public PropertiesBuilder type(String text) {
        type = text;
        return this;
    }

    /** Sets the user id. */
    public PropertiesBuilder userId(String text) {
        userId = text;
        return this;
    }

    /** Sets the application id. */
    public PropertiesBuilder appId(String text) {
        appId = text;
        return this;
    }

    /** Sets the cluster id. */
    public PropertiesBuilder clusterId(String text) {
        clusterId = text;
        return this;
    }

    /**
     * The encoded properties: flags and list.
     *
     * @throws IllegalArgumentException if a text needs more than 255 bytes
     */
    public byte[] build() {
        ByteBuf out = Unpooled.buffer(64);
        out.writeShort(0);
        int flags = text(out, MessageProperties.CONTENT_TYPE, contentType)
                | text(out, MessageProperties.CONTENT_ENCODING, contentEncoding)
                | headers(out)
                | octet(out, MessageProperties.DELIVERY_MODE, deliveryMode)
                | octet(out, MessageProperties.PRIORITY, priority)
                | text(out, MessageProperties.CORRELATION_ID, correlationId)
                | text(out, MessageProperties.REPLY_TO, replyTo)
                | text(out, MessageProperties.EXPIRATION, expiration)
                | text(out, MessageProperties.MESSAGE_ID, messageId)
                | timestamp(out)
                | text(out, MessageProperties.TYPE, type)
                | text(out, MessageProperties.USER_ID, userId)
                | text(out, MessageProperties.APP_ID, appId)
                | text(out, MessageProperties.CLUSTER_ID, clusterId);
        out.setShort(0, flags);
        return ByteBufUtil.getBytes(out);
    }

    private static int text(ByteBuf out, int flag, String text) {
        if (text == null) {
            return 0;
        }
        WireStrings.writeShort(out, text);
        return flag;
    }

    private static int octet(ByteBuf out, int flag, Integer number) {
        if (number == null) {
            return 0;
        }
        out.writeByte(number);
        return flag;
    }

    private int headers(ByteBuf out) {
        if (headers == null) {
            return 0;
        }
        headers.write(out);
        return MessageProperties.HEADERS;
    }

    private int timestamp(ByteBuf out) {
        if (timestamp == null) {
            return 0;
        }
        out.writeLong(timestamp);
        return MessageProperties.TIMESTAMP;
    }

    private static Integer requireOctet(Integer number) {
        if (number != null && (number < 0 || number > 255)) {
            throw new IllegalArgumentException(number + " is not 0 to 255");
        }
        return number;
    }
}
