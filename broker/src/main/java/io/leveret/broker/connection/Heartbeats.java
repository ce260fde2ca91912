package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;

/**
 * Heartbeats of one connection, both ways. One is sent when nothing else was for half the interval; a client that sent
 * nothing at all for two intervals is gone (specification section 4.2.7, RabbitMQ's rabbit_heartbeat). The first is
 * sent after half an interval whatever was sent before, as RabbitMQ does: the Java client drops a connection on which
 * nothing came for one interval.
 */
final class Heartbeats {
    /** A wake-up cannot be taken back; set no further ahead, little is kept for long when a connection ends. */
    private static final long MOST_AHEAD_MS = 60_000;

    private final BrokerShard shard;
    private final long intervalMs;
    private final Runnable send = this::send;
    private final Runnable check = this::check;

    /** Null once stopped, so that a wake-up still set does not keep a closed connection. */
    private AmqpConnection connection;

    private long sentBytes;
    private long nextSendMs;
    private boolean firstSent;

    Heartbeats(BrokerShard shard, AmqpConnection connection, int intervalSeconds) {
        this.shard = shard;
        this.connection = connection;
        this.intervalMs = intervalSeconds * 1000L;
    }

    void start() {
        if (intervalMs > 0) {
            sentBytes = connection.outbound().sentBytes();
            nextSendMs = shard.nowMs() + intervalMs / 2;
            wake(nextSendMs, send);
            wake(connection.lastReceivedMs() + 2 * intervalMs, check);
        }
    }

    void stop() {
        connection = null;
    }

    private void wake(long atMs, Runnable task) {
        shard.wakeAt(Math.min(atMs, shard.nowMs() + MOST_AHEAD_MS), task);
    }

    private void send() {
        if (connection == null) {
            return;
        }
        if (shard.nowMs() >= nextSendMs) {
            if (!firstSent || connection.outbound().sentBytes() == sentBytes) {
                firstSent = true;
                connection.outbound().heartbeat();
            }
            sentBytes = connection.outbound().sentBytes();
            nextSendMs = shard.nowMs() + intervalMs / 2;
        }
        wake(nextSendMs, send);
    }

    private void check() {
        if (connection == null) {
            return;
        }
        if (connection.pauses().isPaused()) {
            wake(shard.nowMs() + 2 * intervalMs, check);
            return;
        }
        long deadlineMs = connection.lastReceivedMs() + 2 * intervalMs;
        if (shard.nowMs() >= deadlineMs) {
            connection.state().clientSilent(intervalMs / 1000);
        } else {
            wake(deadlineMs, check);
        }
    }
}
