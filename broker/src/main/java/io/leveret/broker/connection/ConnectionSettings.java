package io.leveret.broker.connection;

/**
 * What connections need of the settings.
 *
 * @param frameMaxBytes largest frame offered at tuning, with its 8 bytes of overhead
 * @param initialFrameMaxBytes largest frame before tuning
 * @param heartbeatSeconds offered at tuning, 0 for none
 * @param handshakeTimeoutMs from accept to {@code connection.open}, or {@link #NEVER_MS}
 * @param maxMessageBytes largest body
 * @param consumerMaxPerChannel 0 for no limit
 * @param uncommittedBytesPerConnection what the transactions of a connection may hold
 * @param unconfirmedBytesPerConnection published and not yet confirmed, beyond which a connection is not read
 * @param sendTimeoutMs how long a client may take nothing of what waits for it, 0 for ever
 * @param parkedBytesPerConnection frames kept of channels that wait, before their connection stops reading
 */
public record ConnectionSettings(
        int frameMaxBytes,
        int initialFrameMaxBytes,
        int heartbeatSeconds,
        long handshakeTimeoutMs,
        long maxMessageBytes,
        int consumerMaxPerChannel,
        long parkedBytesPerConnection,
        long uncommittedBytesPerConnection,
        long unconfirmedBytesPerConnection,
        long sendTimeoutMs) {
    /** A timeout that never comes. */
    public static final long NEVER_MS = Long.MAX_VALUE;

    /** Smallest frame size that can be negotiated. RabbitMQ 4.1 asks for 8192, which some clients do not offer. */
    public static final int FRAME_MIN_BYTES = 4096;
}
