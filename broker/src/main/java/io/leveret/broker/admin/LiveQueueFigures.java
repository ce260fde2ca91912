package io.leveret.broker.admin;

import io.leveret.broker.connection.ClientFigures;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.Stat;

/** A queue's numbers, read beside its shard. */
record LiveQueueFigures(BrokerQueue queue, ObjectIds ids, String vhost, String name) implements QueueFigures {
    /** Names stand here, since lists are sorted by them. */
    LiveQueueFigures(BrokerQueue queue, ObjectIds ids) {
        this(queue, ids, queue.vhost().name(), queue.name());
    }

    @Override
    public Object key() {
        return queue;
    }

    @Override
    public QueueKind kind() {
        return queue.isQuorum() ? QueueKind.QUORUM : QueueKind.CLASSIC;
    }

    @Override
    public boolean durable() {
        return queue.durable();
    }

    @Override
    public boolean exclusive() {
        return queue.exclusiveOwner() != null;
    }

    @Override
    public String policy() {
        return queue.policy().name();
    }

    @Override
    public String ownerId() {
        return ids.owner(queue);
    }

    @Override
    public long readyMessages() {
        return queue.gauges().readyCount();
    }

    @Override
    public long unackedMessages() {
        return queue.gauges().unackedCount();
    }

    @Override
    public long readyBytes() {
        return queue.gauges().readyBytes();
    }

    @Override
    public long unackedBytes() {
        return Math.max(0, queue.gauges().unackedBytes());
    }

    @Override
    public long inMemoryMessages() {
        return Math.max(0, queue.gauges().inMemoryCount());
    }

    @Override
    public long memoryBytes() {
        return Math.max(0, queue.gauges().memoryBytes());
    }

    @Override
    public int consumers() {
        return queue.gauges().consumerCount();
    }

    @Override
    public long count(Stat stat) {
        return queue.counters().get(ClientFigures.counted(stat));
    }

    @Override
    public boolean quiet() {
        return queue.counters().isUnused();
    }
}
