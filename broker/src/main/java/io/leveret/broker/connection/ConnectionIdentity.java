package io.leveret.broker.connection;

import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.VirtualHost;

/**
 * Who is at the other end, and what was agreed with it.
 *
 * @param impersonator whether it may publish with another user's id (user tag {@code impersonator})
 * @param channelMax most channels, 0 for no limit
 * @param frameMaxBytes largest frame, 0 for no limit
 * @param cancelNotify whether it wants {@code basic.cancel} when a queue of its consumers goes
 * @param blockedNotify whether it wants {@code connection.blocked} and {@code connection.unblocked}
 */
record ConnectionIdentity(
        String user,
        boolean impersonator,
        VirtualHost vhost,
        Actor actor,
        int channelMax,
        int frameMaxBytes,
        boolean cancelNotify,
        boolean blockedNotify) {
    /** The same user, whose tags have changed. */
    ConnectionIdentity withImpersonator(boolean now) {
        return new ConnectionIdentity(user, now, vhost, actor, channelMax, frameMaxBytes, cancelNotify, blockedNotify);
    }
}
