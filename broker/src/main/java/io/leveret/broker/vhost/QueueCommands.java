package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.shard.Shards;
import io.leveret.queue.QueueDispatch;
import io.leveret.queue.SubscribeOutcome;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What those commands to a queue do that look at the machine first, or answer: a consumer comes, a count, a purge, a
 * deletion. Messages and their settlements are not among them: {@link BrokerQueue} gives them to the machine without a
 * detour.
 *
 * <p>All on the shard that the queue lives on, in their turn among its commands; answers are sent to the shard that
 * asked.
 */
final class QueueCommands {
    private final BrokerQueue queue;
    private final QueueHome home;
    private final QueueDispatch machine;

    QueueCommands(BrokerQueue queue, QueueHome home, QueueDispatch machine) {
        this.queue = queue;
        this.home = home;
        this.machine = machine;
    }

    /** The first consumer draws the queue to its shard; whoever comes while it moves is served there. */
    void subscribe(BrokerShard from, ShardConsumer consumer, Consumer<SubscribeOutcome> answer) {
        BrokerShard here = home.owner();
        if (here != from && !queue.isDeleted() && machine.consumerCount() == 0 && !home.isMoving()) {
            home.move(from);
        }
        if (home.isMoving()) {
            queue.passOn(here, () -> subscribe(from, consumer, answer));
            return;
        }
        if (!consumer.isOpen()) {
            return;
        }
        SubscribeOutcome outcome = machine.subscribe(consumer, here.nowMs());
        Shards.send(here, from, () -> answer.accept(outcome));
        if (outcome == SubscribeOutcome.OK) {
            machine.resume(consumer, here.nowMs());
        }
    }

    /** A channel is gone; if it was the last that consumed, the queue is unused from now on. */
    void recipientGone(ConsumerEnd end) {
        machine.recipientGone(end, home.owner().nowMs());
        queue.used();
    }

    /** A consumer of another shard goes on; {@code answer} hears that it was done. The queue may have come to it. */
    void resumeAndAnswer(ShardConsumer consumer, ShardReceiver answer) {
        BrokerShard here = home.owner();
        BrokerShard asker = consumer.end().shard();
        try {
            machine.resume(consumer, here.nowMs());
        } finally {
            if (here == asker) {
                answer.receive(here, 0, 0, 0, null, null);
            } else {
                here.linkTo(asker).send(answer, 0, 0, 0, null, null);
            }
        }
    }

    void count(BrokerShard from, QueueCounts answer) {
        if (queue.isDeleted()) {
            Shards.send(home.owner(), from, answer::gone);
            return;
        }
        queue.used();
        long ready = machine.readyCount();
        int consumers = machine.consumerCount();
        Shards.send(home.owner(), from, () -> answer.counted(ready, consumers));
    }

    void examine(BrokerShard from, Consumer<QueueFigures> answer) {
        QueueFigures figures = queue.isDeleted()
                ? QueueFigures.GONE
                : new QueueFigures(
                        machine.readyCount(),
                        machine.unackedCount(),
                        machine.readyBytes(),
                        machine.unackedBytes(),
                        machine.consumerCount());
        Shards.send(home.owner(), from, () -> answer.accept(figures));
    }

    void purge(BrokerShard from, LongConsumer answer) {
        long purged = machine.purge(home.owner().nowMs());
        Shards.send(home.owner(), from, () -> answer.accept(purged));
    }

    void delete(BrokerShard from, QueueDeletion deletion, QueueDeletion.Answer answer) {
        QueueDeletion.Outcome outcome = delete(deletion);
        Shards.send(home.owner(), from, () -> answer.deleted(outcome));
    }

    /** If both conditions fail, RabbitMQ names the messages. */
    private QueueDeletion.Outcome delete(QueueDeletion deletion) {
        if (queue.isDeleted()) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.ABSENT, 0);
        }
        long ready = machine.readyCount();
        if (deletion.ifEmpty() && ready > 0) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.NOT_EMPTY, 0);
        }
        if (deletion.ifUnused() && machine.consumerCount() > 0) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.IN_USE, 0);
        }
        queue.end(deletion.actor());
        return new QueueDeletion.Outcome(QueueDeletion.Result.DELETED, ready);
    }

    /** The last consumer of an auto-delete queue left; another may have come since. */
    void deleteIfUnused() {
        if (!queue.isDeleted() && machine.consumerCount() == 0) {
            delete(new QueueDeletion(false, false, Actor.BROKER));
        }
    }
}
