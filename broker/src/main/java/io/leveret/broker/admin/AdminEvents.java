package io.leveret.broker.admin;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventType;

/** Tells of what administrators did. */
record AdminEvents(EventBus bus) {
    /** Who RabbitMQ says it was. */
    private static final String DOER = "rmq-cli";

    void tell(EventType type, String vhost, String name) {
        tell(type, vhost, name, EventHeaders.NONE);
    }

    /** @param headers what the event exchange tells beside names */
    void tell(EventType type, String vhost, String name, EventHeaders headers) {
        EventHeaders byCommand = table -> headers.writeTo(table.text("user_who_performed_action", DOER));
        bus.publish(new Event(type, vhost, name, "", "", System.currentTimeMillis(), "", byCommand));
    }
}
