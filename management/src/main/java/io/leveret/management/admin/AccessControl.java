package io.leveret.management.admin;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what: the one access control of the node, which its AMQP connections ask, too. Any thread; nothing waits.
 */
public interface AccessControl {
    /**
     * Somebody who has logged in.
     *
     * @param internal whether it is a user of this node's own table
     */
    record Identity(String name, List<String> tags, boolean internal) {}

    /** What a permission can allow on a queue or exchange. */
    enum AccessRight {
        CONFIGURE,
        WRITE,
        READ
    }

    /** Judges a name and a password and counts the attempt; empty if nobody is let in with them from there. */
    Optional<Identity> logIn(String name, String password, InetAddress from);

    /** Whether name and password are right, but this user may log in from this machine only. */
    boolean isKeptLocal(String name, String password, InetAddress from);

    /** Whether there is a virtual host of this name. */
    boolean isVhost(String name);

    /** Whether a user has a permission in a virtual host, be it one that allows nothing. */
    boolean mayEnter(String user, String vhost);

    /** Whether a user has a right on a queue or exchange; the empty name is the default exchange. */
    boolean allows(String user, String vhost, AccessRight right, String resource);

    /**
     * Whether a user's topic permissions allow a routing key on an exchange of type topic; the right on the exchange
     * itself is not asked here. Who has none may use every key.
     */
    default boolean allowsKey(String user, String vhost, AccessRight right, String exchange, String routingKey) {
        return true;
    }
}
