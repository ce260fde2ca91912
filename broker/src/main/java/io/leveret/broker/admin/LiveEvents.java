package io.leveret.broker.admin;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.management.admin.EventsAdmin;
import java.util.function.Consumer;

/** The events of the node, from its bus. */
final class LiveEvents implements EventsAdmin {
    private final EventBus bus;

    LiveEvents(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public Subscription subscribe(Consumer<NodeEvent> listener) {
        Consumer<Event> subscriber = event -> listener.accept(new NodeEvent(
                event.type().routingKey(), event.vhost(), event.name(), event.user(), event.atMs(), event.details()));
        bus.subscribe(subscriber);
        return () -> bus.unsubscribe(subscriber);
    }
}
