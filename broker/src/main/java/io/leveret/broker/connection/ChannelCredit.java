package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
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
 * queues take turns. A queue of another shard has its turn before the next is resumed: else those that live on the
 * channel's shard would always be faster, and take everything.
 */
final class ChannelCredit implements SharedCredit, ShardReceiver {
    private final AtomicInteger used = new AtomicInteger();
    private final ConcurrentLinkedQueue<Consumer> turnedAway = new ConcurrentLinkedQueue<>();
    private volatile int limit;

    /** Of the channel's shard: a consumer of another shard was resumed and that has not answered. */
    private boolean resuming;

    /** 0: no limit, and nothing is counted. */
    int limit() {
        return limit;
    }

    /**
     * Sets the limit. Without one before, {@code inFlight} messages count against it from now on; else those that were
     * counted do, also what the channel has not seen yet. On the channel's shard.
     */
    void limit(int messages, int inFlight) {
        if (limit == 0) {
            used.set(inFlight);
        }
        limit = messages;
        resumeWaiting();
    }

    @Override
    public boolean tryTake(Consumer consumer) {
        if (limit == 0 || take(consumer)) {
            return true;
        }
        turnedAway.add(consumer);
        return take(consumer);
    }

    private boolean take(Consumer consumer) {
        int units = consumer.noAck() ? 0 : 1;
        int now = used.get();
        while (limit == 0 || now < limit) {
            if (used.compareAndSet(now, now + units)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    /** A consumer is gone: it waits no longer. */
    void forget(Consumer consumer) {
        turnedAway.remove(consumer);
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
        while (!resuming && (limit == 0 || used.get() < limit) && (next = turnedAway.poll()) != null) {
            ShardConsumer consumer = (ShardConsumer) next;
            if (consumer.isOpen()) {
                resuming = consumer.queue().resume(consumer, this);
            }
        }
    }

    /** A queue of another shard has taken what it can: the next in the line. */
    @Override
    public void receive(BrokerShard at, int operation, long first, long second, Object object, Object other) {
        resuming = false;
        resumeWaiting();
    }
}
