package io.leveret.broker.admin;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventType;
import io.leveret.management.admin.Doer;

/** Tells of what administrators did. */
record AdminEvents(EventBus bus) {
    void tell(EventType type, String vhost, String name) {
        tell(type, vhost, name, EventHeaders.NONE);
    }

    /** @param headers what the event exchange tells beside names */
    void tell(EventType type, String vhost, String name, EventHeaders headers) {
        String doer = Doer.name();
        EventHeaders byDoer = table -> headers.writeTo(table.text("user_who_performed_action", doer));
        bus.publish(new Event(type, vhost, name, "", "", System.currentTimeMillis(), "", byDoer));
    }
}
