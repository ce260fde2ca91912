package io.leveret.broker.vhost;

/**
 * By whom and from where a change is asked for.
 *
 * @param user "" if the broker itself does it
 * @param peer "host:port -> host:port", or ""
 */
public record Actor(String user, String peer) {
    /** The broker itself. */
    public static final Actor BROKER = new Actor("", "");
}
