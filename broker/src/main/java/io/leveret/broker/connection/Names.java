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

    /** Refuses names that are the broker's own. */
    static void checkNotReserved(String kind, String name) throws AmqpException {
        if (name.startsWith("amq.")) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED, kind + " name '" + name + "' contains reserved prefix 'amq.*'");
        }
    }

    /** Refuses what cannot be done to the default exchange. */
    static void checkNotDefault(String exchange) throws AmqpException {
        if (exchange.isEmpty()) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, "operation not permitted on the default exchange");
        }
    }
}
