package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/**
 * What {@code exchange.declare} asks for.
 *
 * @param type name of the exchange type, such as {@code topic}
 * @param internal refuses publishes from clients; bindings and alternate exchanges may still lead to it
 * @param arguments null counts as none
 */
public record ExchangeDeclaration(
        String name, String type, boolean durable, boolean autoDelete, boolean internal, FieldTable arguments) {
    public ExchangeDeclaration {
        arguments = arguments == null ? FieldTable.EMPTY : arguments;
    }
}
