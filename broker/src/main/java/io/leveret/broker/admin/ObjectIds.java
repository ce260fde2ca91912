package io.leveret.broker.admin;

import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueOwner;
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
    String owner(BrokerQueue queue) {
        QueueOwner owner = queue.exclusiveOwner();
        return owner == null ? "" : connection(owner.connectionNumber());
    }
}
