package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;

/** RabbitMQ's rules for names of exchanges and queues. */
final class Names {
    private Names() {}

    /** A name without carriage returns and line feeds. */
    static String clean(String name) {
        if (name.indexOf('\n') < 0 && name.indexOf('\r') < 0) {
            return name;
        }
        return name.replace("\n", "").replace("\r", "");
    }

    /** Refuses names of queues that are the broker's own. */
    static void checkNotReserved(String queue) throws AmqpException {
        if (queue.startsWith("amq.")) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED, "queue name '" + queue + "' contains reserved prefix 'amq.*'");
        }
    }
}
