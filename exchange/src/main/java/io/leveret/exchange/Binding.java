package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/**
 * A rule by which an exchange hands messages on. Two bindings are the same one if all five parts are equal, the types
 * of argument values included; the order of the arguments does not count once a {@link Topology} has taken it, because
 * it sorts them by name as RabbitMQ does.
 *
 * @param source name of the exchange
 * @param destination name of a queue or exchange
 * @param routingKey at most 255 bytes, what it means is the exchange type's matter
 * @param arguments null counts as none
 */
public record Binding(
        String source, DestinationKind kind, String destination, String routingKey, FieldTable arguments) {
    public Binding {
        arguments = arguments == null ? FieldTable.EMPTY : arguments;
    }
}
