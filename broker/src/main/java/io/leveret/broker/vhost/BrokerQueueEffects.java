package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.Shards;
import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.Publisher;
import io.leveret.queue.QueueEffects;
import io.leveret.queue.Recipient;
import io.leveret.queue.RemovalReason;
import java.nio.ByteBuffer;

/**
 * Does what a queue machine asks. Facts go nowhere yet: messages live in memory until there is a log, which will take
 * them here.
 */
final class BrokerQueueEffects implements QueueEffects {
    private final BrokerQueue queue;

    BrokerQueueEffects(BrokerQueue queue) {
        this.queue = queue;
    }

    @Override
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered) {
        CounterBlock counters = queue.counters();
        counters.count(consumer.noAck() ? MessageStat.DELIVER_NO_ACK : MessageStat.DELIVER);
        if (redelivered) {
            counters.count(MessageStat.REDELIVER);
        }
        return ((ShardConsumer) consumer).deliverFrom(queue.shard(), id, message, redelivered);
    }

    @Override
    public void got(Recipient recipient, long id, Message message, boolean redelivered, long remaining) {
        ConsumerEnd end = (ConsumerEnd) recipient;
        queue.counters().count(MessageStat.GET);
        if (redelivered) {
            queue.counters().count(MessageStat.REDELIVER);
        }
        Shards.send(queue.shard(), end.shard(), () -> end.got(queue, id, message, redelivered, remaining));
    }

    @Override
    public void gotNothing(Recipient recipient) {
        ConsumerEnd end = (ConsumerEnd) recipient;
        if (!queue.isDeleted()) {
            queue.counters().count(MessageStat.GET_EMPTY);
        }
        Shards.send(queue.shard(), end.shard(), end::gotNothing);
    }

    @Override
    public void confirm(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        if (answered.shard() == queue.shard()) {
            answered.confirmed(sequence);
        } else {
            queue.shard().linkTo(answered.shard()).send(answered, ShardPublisher.CONFIRM, sequence, 0, null, null);
        }
    }

    @Override
    public void refuse(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        if (answered.shard() == queue.shard()) {
            answered.refused(sequence);
        } else {
            queue.shard().linkTo(answered.shard()).send(answered, ShardPublisher.REFUSE, sequence, 0, null, null);
        }
    }

    @Override
    public void cancelConsumer(Consumer consumer) {
        ((ShardConsumer) consumer).cancelFrom(queue.shard());
    }

    @Override
    public void unused() {
        queue.unused();
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long nowMs) {
        // No log yet.
    }

    @Override
    public void settled(long id) {
        // No log yet.
    }

    @Override
    public void returned(long id, boolean counted) {
        // No log yet.
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        // No log yet.
    }

    @Override
    public void purged(long upToId, long[] except) {
        // No log yet.
    }

    @Override
    public void deliverableUpTo(long id) {
        // No log yet.
    }

    @Override
    public void spill(long id, Message message) {
        // No log yet.
    }

    @Override
    public void letGo(Message message) {
        // No log yet.
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        // No log yet.
    }

    @Override
    public void letGoAll(long generation, int entries, long weight) {
        // No log yet.
    }

    @Override
    public void loadBodies(long[] ids, long[] places, int count) {
        throw new IllegalStateException("nothing leaves memory without a log");
    }

    @Override
    public long storePage(ByteBuffer index) {
        throw new IllegalStateException("nothing leaves memory without a log");
    }

    @Override
    public void loadPage(long handle) {
        throw new IllegalStateException("nothing leaves memory without a log");
    }

    @Override
    public void forgetPage(long handle) {
        // No log yet.
    }

    @Override
    public void unreadable(long id) {
        // No log yet.
    }

    @Override
    public void unreadable(long firstId, long lastId, int count) {
        // No log yet.
    }
}
