package io.leveret.broker.eventexchange;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventTable;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;

/**
 * Makes a message out of an event, as RabbitMQ 4.0.5 does: no body, everything in the headers, which are sorted; its
 * kind as the routing key; delivery mode 2; the time in seconds as the timestamp, and in milliseconds as a header.
 *
 * @param node its name
 * @param creation epoch seconds of its start
 */
record EventMessages(String node, long creation) {
    private static final String DOER = "user_who_performed_action";
    private static final String VHOST = "vhost";
    private static final String NAME = "name";

    /** What RabbitMQ calls itself where no user did it. */
    private static final String NOBODY = "rmq-internal";

    Message of(Event event) {
        byte[] content = MessageProperties.builder()
                .headers(headers(event))
                .deliveryMode(2)
                .timestamp(Math.floorDiv(event.atMs(), 1000L))
                .build();
        byte[] address = OwnExchange.address(EventExchange.NAME, event.type().routingKey());
        return new Message(address, content, content.length, Message.NO_TTL, 0, true);
    }

    private FieldTable headers(Event event) {
        EventTable table = new EventTable(node, creation).number("timestamp_in_ms", event.atMs());
        String doer = event.user().isEmpty() ? NOBODY : event.user();
        switch (event.type()) {
            case CONNECTION_CLOSED, USER_AUTHENTICATION_SUCCESS, USER_AUTHENTICATION_FAILURE -> {}
            case CHANNEL_CLOSED -> table.text(DOER, doer);
            case CONNECTION_CREATED,
                    CHANNEL_CREATED,
                    CONSUMER_CREATED,
                    CONSUMER_DELETED,
                    BINDING_CREATED,
                    BINDING_DELETED -> table.text(DOER, doer).text(VHOST, event.vhost());
            case USER_CREATED,
                    USER_DELETED,
                    USER_PASSWORD_CHANGED,
                    USER_PASSWORD_CLEARED,
                    USER_TAGS_SET,
                    VHOST_CREATED,
                    VHOST_UPDATED,
                    VHOST_DELETED -> table.text(DOER, doer).text(NAME, event.name());
            case PERMISSION_CREATED, PERMISSION_DELETED, TOPIC_PERMISSION_CREATED, TOPIC_PERMISSION_DELETED ->
                table.text(DOER, doer).text(VHOST, event.vhost()).text("user", event.name());
            case ALARM_SET, ALARM_CLEARED -> table.text("source", event.name()).text("node", node);
            default -> {
                table.text(DOER, doer).text(NAME, event.name());
                if (!event.vhost().isEmpty()) {
                    table.text(VHOST, event.vhost());
                }
            }
        }
        event.headers().writeTo(table);
        return table.build();
    }
}
