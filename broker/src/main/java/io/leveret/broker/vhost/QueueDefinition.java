package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;

/** What a queue was declared with. {@code exclusive} ones are never kept over a restart. */
public record QueueDefinition(
        String name, boolean durable, boolean exclusive, boolean autoDelete, FieldTable arguments) {}
