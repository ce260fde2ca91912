package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client takes nothing of what waits for it for as long as
 * {@code tcp_listen_options.send_timeout} allows, as RabbitMQ does: else one that has stopped reading keeps its
 * messages and exclusive queues for ever. Watches only while the client is full; any byte taken begins the time anew.
 */
final class SendTimeout {
    private static final Logger LOG = LoggerFactory.getLogger(SendTimeout.class);

    private final BrokerShard shard;
    private final Outbound outbound;
    private final AmqpConnection connection;
    private final long timeoutMs;
    private boolean watching;
    private long takenBytes;

    /** @param timeoutMs 0 for no timeout */
    SendTimeout(AmqpConnection connection, long timeoutMs) {
        this.shard = connection.shard();
        this.outbound = connection.outbound();
        this.connection = connection;
        this.timeoutMs = timeoutMs;
    }

    /** The client has become full. */
    void watch() {
        if (timeoutMs > 0 && !watching) {
            watching = true;
            takenBytes = outbound.takenBytes();
            shard.wakeAt(shard.nowMs() + timeoutMs, this::check);
        }
    }

    private void check() {
        watching = false;
        if (connection.state().phase() == ConnectionState.Phase.CLOSED || !outbound.isFull()) {
            return;
        }
        if (outbound.takenBytes() > takenBytes) {
            watch();
            return;
        }
        LOG.warn(
                "{}: closing: the client took nothing for {} ms",
                connection.transport().name(),
                timeoutMs);
        connection.state().drop();
    }
}
