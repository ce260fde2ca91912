package io.leveret.broker.tls;

/** Whether clients are asked for a certificate ({@code ssl_options.verify}, {@code fail_if_no_peer_cert}). */
public enum PeerVerification {
    /** They are not asked. */
    NONE,
    /** They are asked; one that they show must be good. */
    OPTIONAL,
    /** They must show a good one. */
    REQUIRED
}
