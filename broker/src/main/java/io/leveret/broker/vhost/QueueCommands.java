package io.leveret.broker.vhost;

import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.shard.Shards;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Delay;
import io.leveret.queue.Consumer;
import io.leveret.queue.Fact;
import io.leveret.queue.MemoryMeter;
import io.leveret.queue.Message;
import io.leveret.queue.QueueDispatch;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueueView;
import io.leveret.queue.SubscribeOutcome;
import java.util.function.LongConsumer;

/**
 * What commands to a queue do where it lives, in their turn, be they called there or taken out of a batch; answers are
 * sent to the shard that asked. {@link BrokerQueue} has brought them here.
 */
final class QueueCommands implements QueueHome.Tenant {
    static final int ENQUEUE = 0;
    static final int SETTLE = 1;
    static final int SETTLE_MANY = 2;
    static final int RESUME = 3;
    static final int GIVE_BACK = 4;
    static final int RUN = 5;
    static final int RESUME_AND_ANSWER = 6;
    static final int END_PART = 7;

    private final BrokerQueue queue;
    private final QueueDispatch machine;

    QueueCommands(BrokerQueue queue, QueueDispatch machine) {
        this.queue = queue;
        this.machine = machine;
    }

    @Override
    public void leaves() {
        machine.moveTo(new MemoryMeter());
        queue.watchedBy(null);
    }

    @Override
    public void arrives(BrokerShard at) {
        ShardMemory memory = queue.vhost().memory(at);
        machine.moveTo(memory.meter());
        memory.hasBodies(queue);
    }

    @Override
    public void receive(BrokerShard at, int operation, long first, long second, Object object, Object other) {
        QueueHome home = queue.home();
        if (!home.isAt(at)) {
            home.hold(at, () -> receive(at, operation, first, second, object, other));
            return;
        }
        switch (operation) {
            case RUN -> ((Runnable) object).run();
            case ENQUEUE -> take((ShardPublisher) object, first, (Message) other);
            case SETTLE -> settle(first);
            case SETTLE_MANY -> settle((long[]) object);
            case RESUME -> machine.resume((Consumer) object, here().nowMs());
            case END_PART -> queue.log().endPart();
            case RESUME_AND_ANSWER -> resumeAndAnswer((ShardConsumer) object, (ShardReceiver) other);
            case GIVE_BACK -> {
                ShardConsumer consumer = (ShardConsumer) object;
                consumer.takeBack(first);
                machine.resume(consumer, here().nowMs());
            }
            default -> throw new IllegalArgumentException("queue operation " + operation);
        }
    }

    private BrokerShard here() {
        return queue.shard();
    }

    void take(ShardPublisher publisher, long sequence, Message message) {
        if (!queue.isDeleted()) {
            queue.counters().count(MessageStat.PUBLISH);
        } else if (publisher instanceof Transfer transfer) {
            transfer.queueGone();
        }
        queue.effects().begin(publisher);
        if (queue.delays() == null) {
            machine.enqueue(publisher, sequence, message, here().nowMs());
        } else {
            machine.enqueue(publisher, sequence, message, dueAtMs(message), here().nowMs());
        }
        queue.vhost().memory(here()).afterGrowth(queue);
    }

    /** When a message is no longer held back: the rest of the present millisecond counts for nothing. */
    private long dueAtMs(Message message) {
        long fromMs = here().clockMs() + 1;
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        return fromMs + Math.min(Delay.millis(properties), Fact.NEVER - 1 - fromMs);
    }

    void settle(long id) {
        if (!queue.isDeleted()) {
            queue.counters().count(MessageStat.ACK);
            machine.settle(id, here().nowMs());
        }
    }

    void settle(long[] ids) {
        if (!queue.isDeleted()) {
            queue.counters().count(MessageStat.ACK, ids.length);
            machine.settle(ids, ids.length, here().nowMs());
        }
    }

    /** The first consumer draws the queue to its shard; whoever comes while it moves is served there. */
    void subscribe(BrokerShard from, ShardConsumer consumer, java.util.function.Consumer<SubscribeOutcome> answer) {
        QueueHome home = queue.home();
        BrokerShard here = here();
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
        machine.recipientGone(end, here().nowMs());
        queue.used();
    }

    /** A consumer of another shard goes on; {@code answer} hears that it was done. The queue may have come to it. */
    void resumeAndAnswer(ShardConsumer consumer, ShardReceiver answer) {
        BrokerShard here = here();
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
            Shards.send(here(), from, answer::gone);
            return;
        }
        queue.used();
        long ready = machine.readyCount();
        int consumers = machine.consumerCount();
        Shards.send(here(), from, () -> answer.counted(ready, consumers));
    }

    void look(BrokerShard from, QueueLook look, java.util.function.Consumer<QueueView> answer) {
        machine.look(look, view -> Shards.send(here(), from, () -> answer.accept(view)));
    }

    /** It leaves in a turn of its own: the machine may be running when it says whether it can. */
    void drop(BrokerShard from, long id, java.util.function.Consumer<Boolean> answer) {
        machine.withdraw(new long[] {id}, withdrawn -> {
            BrokerShard here = here();
            boolean dropped = withdrawn[0];
            here.soon(() -> {
                if (dropped) {
                    queue.left(here, id);
                }
                Shards.send(here, from, () -> answer.accept(dropped));
            });
        });
    }

    void purge(BrokerShard from, LongConsumer answer) {
        long purged = machine.purge(here().nowMs());
        Shards.send(here(), from, () -> answer.accept(purged));
    }

    void delete(BrokerShard from, QueueDeletion deletion, QueueDeletion.Answer answer) {
        QueueDeletion.Outcome outcome = delete(deletion);
        Shards.send(here(), from, () -> answer.deleted(outcome));
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
