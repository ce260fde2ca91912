package io.leveret.broker.vhost;

import io.leveret.exchange.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The histories of all {@code x-recent-history} exchanges of a node, and the memory that they share. Nothing of it
 * outlasts the process, as in RabbitMQ. Any thread.
 */
public final class RecentHistories {
    private final Map<Exchange, RecentHistory> byExchange = new ConcurrentHashMap<>();
    private final AtomicLong usedBytes = new AtomicLong();
    private volatile long limitBytes = Long.MAX_VALUE;

    /** More than this is not kept: an exchange that a message comes to lets go of its oldest ones then. */
    public void limitBytes(long bytes) {
        limitBytes = bytes;
    }

    /** What all of them keep. */
    public long usedBytes() {
        return usedBytes.get();
    }

    /** The history of an exchange that keeps one; under the topology's lock, so that the exchange is still there. */
    RecentHistory of(Exchange exchange) {
        return byExchange.computeIfAbsent(exchange, kept -> new RecentHistory(kept.historyLength(), this));
    }

    /** The exchange is gone. */
    void forget(Exchange exchange) {
        RecentHistory history = byExchange.remove(exchange);
        if (history != null) {
            history.close();
        }
    }

    void changedBy(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    boolean isFull() {
        return usedBytes.get() > limitBytes;
    }
}
