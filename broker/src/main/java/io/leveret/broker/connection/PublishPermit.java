package io.leveret.broker.connection;

import io.leveret.broker.access.Right;
import io.leveret.broker.vhost.CachedRoute;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Exchange;

/**
 * Whether a channel may publish where it publishes: what was allowed last is remembered until permissions change, so
 * that the usual message asks for nothing.
 *
 * <p>On the connection's shard.
 */
final class PublishPermit {
    private final Channel channel;
    private Exchange permitted;
    private long version;
    private CachedRoute permittedTopic;
    private long topicsVersion;

    PublishPermit(Channel channel) {
        this.channel = channel;
    }

    /** Refuses with 403 who may not write to the exchange, and every message to an internal one. */
    void require(Exchange exchange) throws AmqpException {
        long current = channel.access().version(); // before the look-up, so that a change during it counts as later
        if (exchange != permitted || current != version) {
            channel.access().require(Right.WRITE, "exchange", exchange.name());
            permitted = exchange;
            version = current;
        }
        if (exchange.internal()) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED,
                    "cannot publish to internal exchange '" + exchange.name() + "' in vhost '"
                            + channel.vhost().name() + "'");
        }
    }

    /** Refuses with 403 who may not write with the routing key of a message. */
    void requireTopic(CachedRoute route) throws AmqpException {
        ConnectionAccess access = channel.access();
        if (access.anyTopic()) {
            return;
        }
        long current = access.topicsVersion();
        if (route != permittedTopic || current != topicsVersion) {
            access.requireTopic(Right.WRITE, route.exchange(), route.routingKey());
            permittedTopic = route;
            topicsVersion = current;
        }
    }

    /** The channel is gone. */
    void forget() {
        permitted = null;
        permittedTopic = null;
    }
}
