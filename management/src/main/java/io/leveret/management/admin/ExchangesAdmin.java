package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import java.util.List;

/** Exchanges and bindings. */
public interface ExchangesAdmin {
    /** An exchange; the name of the default one is "". */
    record ExchangeDetails(
            String vhost,
            String name,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            String policy,
            FieldTable arguments) {}

    /** A binding; {@code toQueue} says what the destination is. */
    record BindingDetails(
            String vhost,
            String source,
            String destination,
            boolean toQueue,
            String routingKey,
            FieldTable arguments) {}

    /** The exchanges of a virtual host, the predeclared ones first. */
    List<ExchangeDetails> list(String vhost) throws AdminException;

    /** The bindings in a virtual host, those of the default exchange first. */
    List<BindingDetails> bindings(String vhost) throws AdminException;
}
