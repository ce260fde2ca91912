package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;

/** The header that says how often a message came back before ({@code x-delivery-count} of quorum queues). */
final class DeliveryCount {
    private static final String HEADER = "x-delivery-count";

    private DeliveryCount() {}

    /** The message with the header, for one delivery; headers sorted by name, as RabbitMQ 4.0.5 sends them. */
    static Message mark(Message message, int count) {
        byte[] content = message.content();
        int length = message.propertiesLength();
        FieldTable headers = new MessageProperties(content, length).headers();
        FieldTable.Builder marked = headers == null ? FieldTable.builder() : headers.toBuilder();
        marked.remove(HEADER).value(HEADER, FieldValue.of((long) count));
        byte[] properties =
                MessageProperties.withHeaders(content, length, marked.build().sortedByName());
        byte[] whole = new byte[properties.length + message.bodySize()];
        System.arraycopy(properties, 0, whole, 0, properties.length);
        System.arraycopy(content, length, whole, properties.length, message.bodySize());
        return new Message(
                message.address(),
                whole,
                properties.length,
                message.ttlMs(),
                message.priority(),
                message.persistent(),
                message.annotations());
    }
}
