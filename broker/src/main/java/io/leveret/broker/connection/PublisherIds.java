package io.leveret.broker.connection;

import java.util.concurrent.atomic.AtomicLong;

/** Ids of publishers: never 0, never the same twice in the life of a node. Any thread. */
final class PublisherIds {
    private static final AtomicLong LAST = new AtomicLong();

    private PublisherIds() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
