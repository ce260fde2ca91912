package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;

/** What a queue was declared with. {@code exclusive} ones are never kept over a restart. */
public record QueueDefinition(
        String name, boolean durable, boolean exclusive, boolean autoDelete, FieldTable arguments) {
    /** {@code x-max-priority}, checked when the queue was declared; 0 if it knows no priorities. */
    int maxPriority() {
        Long value = arguments.integer("x-max-priority");
        return value == null ? 0 : value.intValue();
    }
}
