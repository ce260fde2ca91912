package io.leveret.broker.connection;

import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.queue.Consumer;
import io.leveret.queue.SharedCredit;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The prefetch limit of a whole channel ({@code basic.qos} with global set, which RabbitMQ gives this meaning). Queues
 * of any shard take from it; the channel gives back.
 *
 * <p>Who is turned away waits in a line, and is resumed one by one while there is credit, so that consumers of several
 * queues take turns.
 */
final class ChannelCredit implements SharedCredit {
    private final AtomicInteger used = new AtomicInteger();
    private final ConcurrentLinkedQueue<Consumer> turnedAway = new ConcurrentLinkedQueue<>();
    private volatile int limit;

    /** 0: no limit, and nothing is counted. */
    int limit() {
        return limit;
    }

    /** Sets the limit; {@code inFlight} messages count against it already. On the channel's shard. */
    void limit(int messages, int inFlight) {
        used.set(inFlight);
        limit = messages;
        resumeWaiting();
    }

    @Override
    public boolean tryTake(Consumer consumer) {
        if (limit == 0 || take()) {
            return true;
        }
        turnedAway.add(consumer);
        return take();
    }

    private boolean take() {
        int now = used.get();
        while (limit == 0 || now < limit) {
            if (used.compareAndSet(now, now + 1)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    /** Messages were settled or returned. On the channel's shard, outside any queue's command. */
    void giveBack(int messages) {
        if (messages > 0) {
            used.updateAndGet(now -> Math.max(0, now - messages));
            resumeWaiting();
        }
    }

    private void resumeWaiting() {
        Consumer next;
        while ((limit == 0 || used.get() < limit) && (next = turnedAway.poll()) != null) {
            ShardConsumer consumer = (ShardConsumer) next;
            if (consumer.isOpen()) {
                consumer.queue().resume(consumer.end().shard(), consumer);
            }
        }
    }
}
