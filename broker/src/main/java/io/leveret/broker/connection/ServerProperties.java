package io.leveret.broker.connection;

import io.leveret.codec.FieldTable;

/**
 * What the broker says of itself in {@code connection.start}. Clients switch features on by product, version and
 * capabilities, so these are RabbitMQ 4.0.5's; our own name stands in keys of its own.
 */
public final class ServerProperties {
    private ServerProperties() {}

    /** The table for {@code connection.start}. */
    public static FieldTable of(String clusterName, String leveretVersion) {
        FieldTable capabilities = FieldTable.builder()
                .bool("publisher_confirms", true)
                .bool("exchange_exchange_bindings", true)
                .bool("basic.nack", true)
                .bool("consumer_cancel_notify", true)
                .bool("connection.blocked", true)
                .bool("consumer_priorities", true)
                .bool("authentication_failure_close", true)
                .bool("per_consumer_qos", true)
                .bool("direct_reply_to", true)
                .build();
        return FieldTable.builder()
                .table("capabilities", capabilities)
                .string("cluster_name", clusterName)
                .string("copyright", "Licensed under the Apache License 2.0")
                .string("information", "Leveret, a message broker that speaks AMQP 0-9-1 as RabbitMQ does")
                .string("leveret_version", leveretVersion)
                .string("platform", "Java " + Runtime.version().feature())
                .string("product", "RabbitMQ")
                .string("version", "4.0.5")
                .build();
    }
}
