package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;

/**
 * Heartbeats of one connection, both ways. One is sent when nothing else was for half the interval; a client that sent
 * nothing at all for two intervals is gone (specification section 4.2.7, RabbitMQ's rabbit_heartbeat).
 */
final class Heartbeats {
    private final BrokerShard shard;
    private final long intervalMs;
    private final Runnable send = this::send;
    private final Runnable check = this::check;

    /** Null once stopped, so that a wake-up still set does not keep a closed connection. */
    private AmqpConnection connection;

    private long sentBytes;

    Heartbeats(BrokerShard shard, AmqpConnection connection, int intervalSeconds) {
        this.shard = shard;
        this.connection = connection;
        this.intervalMs = intervalSeconds * 1000L;
    }

    void start() {
        if (intervalMs > 0) {
            sentBytes = connection.outbound().sentBytes();
            shard.wakeAt(shard.nowMs() + intervalMs / 2, send);
            shard.wakeAt(connection.lastReceivedMs() + 2 * intervalMs, check);
        }
    }

    void stop() {
        connection = null;
    }

    private void send() {
        if (connection == null) {
            return;
        }
        if (connection.outbound().sentBytes() == sentBytes) {
            connection.outbound().heartbeat();
        }
        sentBytes = connection.outbound().sentBytes();
        shard.wakeAt(shard.nowMs() + intervalMs / 2, send);
    }

    private void check() {
        if (connection == null) {
            return;
        }
        if (connection.isReadingPaused()) {
            shard.wakeAt(shard.nowMs() + 2 * intervalMs, check);
            return;
        }
        long deadlineMs = connection.lastReceivedMs() + 2 * intervalMs;
        if (shard.nowMs() >= deadlineMs) {
            connection.clientSilent(intervalMs / 1000);
        } else {
            shard.wakeAt(deadlineMs, check);
        }
    }
}
