package io.leveret.broker.connection;

import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.Right;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Exchange;
import java.util.Locale;

/**
 * What the user of a connection may do in its virtual host. It keeps no answer: each look-up sees the permissions of
 * the moment, and who asks for every message ({@link PublishPermit}) remembers with their version that it was allowed.
 *
 * <p>On the connection's shard.
 */
final class ConnectionAccess {
    private final Permissions permissions;
    private final String user;
    private final String vhost;

    ConnectionAccess(Permissions permissions, ConnectionIdentity identity) {
        this.permissions = permissions;
        this.user = identity.user();
        this.vhost = identity.vhost().name();
    }

    /** Changes with the permissions over names. */
    long version() {
        return permissions.version();
    }

    /** Changes with the permissions over routing keys. */
    long topicsVersion() {
        return permissions.topics().version();
    }

    /** Whether routing keys need not be asked for. */
    boolean anyTopic() {
        return permissions.topics().isEmpty();
    }

    /** Whether the user may be in the virtual host at all. */
    boolean hasVhost() {
        return permissions.hasVhost(user, vhost);
    }

    /** Refuses with 530 unless the user may be in the virtual host. */
    void requireVhost() throws AmqpException {
        if (!hasVhost()) {
            throw vhostRefused(vhost, user);
        }
    }

    /** What is answered who may not be in a virtual host at all. */
    static AmqpException vhostRefused(String vhost, String user) {
        return new AmqpException(
                ReplyCode.NOT_ALLOWED, "access to vhost '" + vhost + "' refused for user '" + user + "'");
    }

    /** Whether the user may consume from a queue. */
    boolean mayRead(String queue) {
        return permissions.allows(user, vhost, Right.READ, queue);
    }

    /** Refuses with 403 unless the user may use a routing key, if the exchange is one of type topic. */
    void requireTopic(Right right, Exchange exchange, String routingKey) throws AmqpException {
        if (anyTopic() || exchange == null || !exchange.type().equals("topic")) {
            return;
        }
        if (!permissions.topics().allows(user, vhost, exchange.name(), right, routingKey)) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED,
                    right.name().toLowerCase(Locale.ROOT) + " access to topic '" + routingKey + "' in exchange '"
                            + exchange.name() + "' in vhost '" + vhost + "' refused for user '" + user + "'");
        }
    }

    /** Refuses with 403 unless the user has a right on a resource ("queue", "exchange"). */
    void require(Right right, String kind, String name) throws AmqpException {
        String resource = name.isEmpty() ? Permissions.DEFAULT_EXCHANGE : name;
        if (!permissions.allows(user, vhost, right, resource)) {
            throw new AmqpException(
                    ReplyCode.ACCESS_REFUSED,
                    right.name().toLowerCase(Locale.ROOT) + " access to " + kind + " '" + resource + "' in vhost '"
                            + vhost + "' refused for user '" + user + "'");
        }
    }
}
