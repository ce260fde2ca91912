package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import java.util.List;
import java.util.Optional;

/** Exchanges and bindings. */
public interface ExchangesAdmin {
    /**
     * An exchange; the name of the default one is "".
     *
     * @param declaredBy a user; {@code rmq-internal} for what is there from the beginning
     */
    record ExchangeDetails(
            String vhost,
            String name,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            String policy,
            String declaredBy,
            FieldTable arguments) {}

    /** A binding; {@code toQueue} says what the destination is. */
    record BindingDetails(
            String vhost,
            String source,
            String destination,
            boolean toQueue,
            String routingKey,
            FieldTable arguments) {}

    /**
     * Which bindings are asked for.
     *
     * @param source an exchange, null for any
     * @param destination null for any
     * @param toQueue what the destination is, if one is named
     */
    record BindingEnds(String source, String destination, boolean toQueue) {}

    /** The exchange of this name, "" for the default one. */
    Optional<ExchangeDetails> find(String vhost, String name) throws AdminException;

    /** The exchanges of a virtual host, the predeclared ones first. */
    List<ExchangeDetails> list(String vhost) throws AdminException;

    /** The bindings in a virtual host, those of the default exchange first. */
    List<BindingDetails> bindings(String vhost) throws AdminException;

    /** The bindings in a virtual host that have these ends. */
    List<BindingDetails> bindings(String vhost, BindingEnds ends) throws AdminException;
}
