package io.leveret.broker.admin;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventType;

/** Tells of what administrators did. */
record AdminEvents(EventBus bus) {
    void tell(EventType type, String vhost, String name) {
        bus.publish(new Event(type, vhost, name, "", "", System.currentTimeMillis(), ""));
    }
}
