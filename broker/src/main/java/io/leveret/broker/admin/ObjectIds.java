package io.leveret.broker.admin;

import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.vhost.BrokerQueue;
import java.util.function.IntFunction;

/**
 * What objects are called where RabbitMQ shows the process that serves them: {@code <node.creation.number.0>}. Tools
 * hand these back, and some look for the form.
 *
 * @param node its name
 * @param creation epoch seconds of its start
 */
record ObjectIds(String node, long creation) {
    private String id(String number) {
        return "<" + node + "." + creation + "." + number + ">";
    }

    String connection(long number) {
        return id(number + ".0");
    }

    /** Of the channels of a connection, by number. */
    IntFunction<String> channels(Open connection) {
        return channel -> id(connection.number() + "." + channel);
    }

    /** Queues and connections are numbered apart. */
    String queue(long stream) {
        return id("0." + stream);
    }

    /** The connection that alone may use a queue, or "". */
    String owner(OpenConnections open, BrokerQueue queue) {
        if (queue.exclusiveOwner() == null) {
            return "";
        }
        for (Open each : open.all()) {
            if (each.connection().owns(queue)) {
                return connection(each.number());
            }
        }
        return "";
    }
}
