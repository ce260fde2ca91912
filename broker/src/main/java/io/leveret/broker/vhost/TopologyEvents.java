package io.leveret.broker.vhost;

import io.leveret.broker.arguments.QueueArgumentCheck;
import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventType;
import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.Exchange;
import java.util.List;

/** Tells of what was added to a virtual host and what went. */
record TopologyEvents(String vhost, EventBus bus) {
    void queueCreated(BrokerQueue queue, QueueOwner owner, Actor actor) {
        QueueDefinition definition = queue.definition();
        FieldTable arguments = QueueArgumentCheck.withType(
                        definition.arguments(), queue.arguments().type())
                .sortedByName();
        boolean quorum = queue.isQuorum();
        String type = queue.arguments().type().rabbitName();
        long connection = owner == null ? 0 : owner.connectionNumber();
        tell(EventType.QUEUE_CREATED, definition.name(), actor, table -> {
            table.table("arguments", arguments)
                    .flag("auto_delete", definition.autoDelete())
                    .flag("durable", definition.durable())
                    .flag("exclusive", definition.exclusive())
                    .text("type", type);
            if (!quorum) {
                table.text("leader", table.node()).texts("members", List.of(table.node()));
                table.text("owner_pid", "");
            }
            if (connection != 0) {
                table.connection("owner_pid", connection);
            }
        });
    }

    void queueDeleted(BrokerQueue queue, Actor actor) {
        String type = queue.arguments().type().rabbitName();
        tell(EventType.QUEUE_DELETED, queue.name(), actor, table -> table.text("type", type));
    }

    void exchangeCreated(Exchange exchange, Actor actor) {
        tell(
                EventType.EXCHANGE_CREATED,
                exchange.name(),
                actor,
                table -> table.table("arguments", exchange.arguments())
                        .flag("auto_delete", exchange.autoDelete())
                        .flag("durable", exchange.durable())
                        .flag("internal", exchange.internal())
                        .text("policy", "")
                        .text("type", exchange.type()));
    }

    void exchangeDeleted(Exchange exchange, Actor actor) {
        tell(EventType.EXCHANGE_DELETED, exchange.name(), actor, EventHeaders.NONE);
    }

    void bindingCreated(Binding binding, Actor actor) {
        tell(EventType.BINDING_CREATED, describe(binding), actor, headers(binding));
    }

    void bindingDeleted(Binding binding, Actor actor) {
        tell(EventType.BINDING_DELETED, describe(binding), actor, headers(binding));
    }

    private static EventHeaders headers(Binding binding) {
        return table -> table.text("source_name", binding.source())
                .text("source_kind", "exchange")
                .text("destination_name", binding.destination())
                .text("destination_kind", binding.kind().label())
                .text("routing_key", binding.routingKey())
                .table("arguments", binding.arguments().sortedByName());
    }

    private static String describe(Binding binding) {
        return binding.source() + " -> " + binding.destination() + " (" + binding.routingKey() + ")";
    }

    private void tell(EventType type, String object, Actor actor, EventHeaders headers) {
        bus.publish(
                new Event(type, vhost, object, actor.user(), actor.peer(), System.currentTimeMillis(), "", headers));
    }
}
