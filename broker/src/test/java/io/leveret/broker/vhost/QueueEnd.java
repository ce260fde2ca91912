package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.List;

/** A channel that keeps what queues give it. */
final class QueueEnd implements ConsumerEnd {
    final List<Long> ids = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<Long> timeoutsMs = new ArrayList<>();
    private final BrokerShard shard;

    QueueEnd(BrokerShard shard) {
        this.shard = shard;
    }

    @Override
    public BrokerShard shard() {
        return shard;
    }

    @Override
    public boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered) {
        ids.add(id);
        messages.add(message);
        return true;
    }

    @Override
    public void got(BrokerQueue queue, long id, Message message, boolean redelivered, long remaining) {
        ids.add(id);
        messages.add(message);
    }

    @Override
    public boolean fetchesNoAck() {
        return false;
    }

    @Override
    public void gotNothing() {}

    @Override
    public void timedOut(long timeoutMs) {
        timeoutsMs.add(timeoutMs);
    }

    @Override
    public void cancelled(ShardConsumer consumer) {}
}
