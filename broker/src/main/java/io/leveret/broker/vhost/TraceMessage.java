package io.leveret.broker.vhost;

import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.WireStrings;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What the copy of a message says of it, as RabbitMQ 4.0.5 writes it (rabbit_trace): the message's own properties are a
 * table in its headers, the last property first, numbers cut to 32 bits. Any thread.
 */
final class TraceMessage {
    private TraceMessage() {}

    /** Adds what is the same whether the message was published or delivered. */
    static void describe(Message message, String node, FieldTable.Builder headers) {
        headers.string("exchange_name", message.exchange())
                .array(
                        "routing_keys",
                        routingKeys(message).stream().map(FieldValue::of).toList())
                .table("properties", properties(message))
                .string("node", node);
    }

    /** The key of the message, then those of CC and of BCC. */
    static List<String> routingKeys(Message message) {
        FieldTable headers = new MessageProperties(message.content(), message.propertiesLength()).headers();
        List<String> keys = new ArrayList<>();
        keys.add(message.routingKey());
        keys.addAll(RoutingNotes.of(message, headers == null ? FieldTable.EMPTY : headers)
                .copies());
        return keys;
    }

    private static FieldTable properties(Message message) {
        MessageProperties from = new MessageProperties(message.content(), message.propertiesLength());
        FieldTable.Builder table = FieldTable.builder();
        add(table, "cluster_id", from.clusterId());
        add(table, "app_id", from.appId());
        add(table, "user_id", from.userId());
        add(table, "type", from.type());
        add(table, "timestamp", from.timestamp());
        add(table, "message_id", from.messageId());
        add(table, "expiration", from.expiration());
        add(table, "reply_to", from.replyTo());
        add(table, "correlation_id", from.correlationId());
        add(table, "priority", from.priority());
        add(table, "delivery_mode", from.deliveryMode());
        if (from.has(MessageProperties.HEADERS)) {
            table.table("headers", from.headers());
        }
        add(table, "content_encoding", from.contentEncoding());
        add(table, "content_type", from.contentType());
        return table.build();
    }

    private static void add(FieldTable.Builder table, String name, String text) {
        if (text != null) {
            table.string(name, text);
        }
    }

    private static void add(FieldTable.Builder table, String name, Number number) {
        if (number != null) {
            table.integer(name, number.intValue());
        }
    }

    /** The same body under another address, with these headers alone. */
    static Message copy(Message message, String exchange, byte[] key, FieldTable headers) {
        byte[] name = WireStrings.encode(exchange);
        byte[] address = new byte[name.length + key.length + 2];
        address[0] = (byte) name.length;
        System.arraycopy(name, 0, address, 1, name.length);
        address[name.length + 1] = (byte) key.length;
        System.arraycopy(key, 0, address, name.length + 2, key.length);
        byte[] properties = MessageProperties.builder().headers(headers).build();
        byte[] content = new byte[properties.length + message.bodySize()];
        System.arraycopy(properties, 0, content, 0, properties.length);
        System.arraycopy(message.content(), message.propertiesLength(), content, properties.length, message.bodySize());
        return new Message(address, content, properties.length, Message.NO_TTL, 0, false);
    }
}
