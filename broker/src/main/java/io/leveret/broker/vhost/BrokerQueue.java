package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.shard.Shards;
import io.leveret.exchange.QueueDestination;
import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.Publisher;
import io.leveret.queue.QueueContents;
import io.leveret.queue.QueueDispatch;
import io.leveret.queue.QueueOptions;
import io.leveret.queue.SubscribeOutcome;
import java.util.function.LongConsumer;

/**
 * The shell of a queue machine: brings commands to the shard that the queue lives on, in the order each sender sent
 * them.
 *
 * <p>Every command names the shard it comes from. From the queue's own shard it is a method call; from another it
 * travels in a batch. Answers go to callbacks, on the asking shard.
 */
public final class BrokerQueue implements QueueDestination, ShardReceiver {
    private static final int ENQUEUE = 0;
    private static final int SETTLE = 1;
    private static final int SETTLE_MANY = 2;
    private static final int RESUME = 3;
    private static final int GIVE_BACK = 4;

    /** Object overhead and address of a message in a batch, roughly. */
    private static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final VirtualHost vhost;
    private final QueueDefinition definition;
    private final QueueOwner exclusiveOwner;
    private final BrokerShard home;
    private final QueueDispatch machine;
    private final CounterBlock counters;
    private boolean deleted;

    /**
     * @param exclusiveOwner the connection that alone may use it, or null
     * @param home the shard it lives on
     */
    BrokerQueue(
            VirtualHost vhost,
            QueueDefinition definition,
            QueueOwner exclusiveOwner,
            BrokerShard home,
            CounterBlock counters) {
        this.vhost = vhost;
        this.definition = definition;
        this.exclusiveOwner = exclusiveOwner;
        this.home = home;
        this.counters = counters;
        this.machine = new QueueDispatch(
                new QueueContents(0), new QueueOptions(definition.autoDelete(), 0), new BrokerQueueEffects(this));
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public boolean durable() {
        return definition.durable();
    }

    /** "queue 'NAME' in vhost 'VHOST'": how reply texts name it. */
    public String description() {
        return "queue '" + name() + "' in vhost '" + vhost.name() + "'";
    }

    public QueueDefinition definition() {
        return definition;
    }

    public VirtualHost vhost() {
        return vhost;
    }

    /** The connection that alone may use it, or null. */
    public QueueOwner exclusiveOwner() {
        return exclusiveOwner;
    }

    /** Readable by anyone. */
    public CounterBlock counters() {
        return counters;
    }

    BrokerShard home() {
        return home;
    }

    /** Whether commands from {@code shard} are method calls. */
    boolean livesOn(BrokerShard shard) {
        return home == shard;
    }

    /**
     * The link that messages from {@code shard} take, or null if they take none: who feeds it watches that it is not
     * full.
     */
    public ShardLink linkFrom(BrokerShard shard) {
        return home == shard ? null : shard.linkTo(home);
    }

    // ---- messages

    /**
     * Brings a message.
     *
     * @param publisher who is told, or null
     * @param sequence the publisher's number for it, 0 if nobody wants to know
     */
    public void enqueue(BrokerShard from, ShardPublisher publisher, long sequence, Message message) {
        if (home == from) {
            take(publisher, sequence, message);
        } else {
            from.linkTo(home).send(this, ENQUEUE, sequence, 0, publisher, message);
            from.linkTo(home).addWeight(message.content().length + MESSAGE_OVERHEAD_BYTES);
        }
    }

    private void take(ShardPublisher publisher, long sequence, Message message) {
        counters.count(MessageStat.PUBLISH);
        machine.enqueue(publisher, sequence, message, home.nowMs());
    }

    void confirm(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        if (answered.shard() == home) {
            answered.confirmed(sequence);
        } else {
            home.linkTo(answered.shard()).send(answered, ShardPublisher.CONFIRM, sequence, 0, null, null);
        }
    }

    void refuse(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        if (answered.shard() == home) {
            answered.refused(sequence);
        } else {
            home.linkTo(answered.shard()).send(answered, ShardPublisher.REFUSE, sequence, 0, null, null);
        }
    }

    /** A message was acknowledged. */
    public void settle(BrokerShard from, long id) {
        if (home == from) {
            settle(id);
        } else {
            from.linkTo(home).send(this, SETTLE, id, 0, null, null);
        }
    }

    private void settle(long id) {
        if (!deleted) {
            counters.count(MessageStat.ACK);
            machine.settle(id, home.nowMs());
        }
    }

    /** Messages were acknowledged. The array is the queue's from here on. */
    public void settle(BrokerShard from, long[] ids) {
        if (home == from) {
            settle(ids);
        } else {
            from.linkTo(home).send(this, SETTLE_MANY, 0, 0, ids, null);
            from.linkTo(home).addWeight(ids.length * (long) Long.BYTES);
        }
    }

    private void settle(long[] ids) {
        if (!deleted) {
            counters.count(MessageStat.ACK, ids.length);
            machine.settle(ids, ids.length, home.nowMs());
        }
    }

    /** Messages go back to their places, flagged redelivered; {@code counted} if a client gave them back on purpose. */
    public void requeue(BrokerShard from, long[] ids, boolean counted) {
        Shards.send(from, home, () -> machine.requeue(ids, ids.length, counted, home.nowMs()));
    }

    /** Messages are refused for good. */
    public void reject(BrokerShard from, long[] ids) {
        Shards.send(from, home, () -> machine.reject(ids, ids.length, home.nowMs()));
    }

    // ---- consumers

    /** Adds a consumer; {@code answer} hears the outcome, before the first delivery. */
    public void subscribe(
            BrokerShard from, ShardConsumer consumer, java.util.function.Consumer<SubscribeOutcome> answer) {
        Shards.send(from, home, () -> {
            SubscribeOutcome outcome = machine.subscribe(consumer, home.nowMs());
            Shards.send(home, from, () -> answer.accept(outcome));
            if (outcome == SubscribeOutcome.OK) {
                machine.resume(consumer, home.nowMs());
            }
        });
    }

    /** Ends a consumer; what it has not settled stays with its channel. */
    public void cancel(BrokerShard from, ShardConsumer consumer) {
        Shards.send(from, home, () -> machine.cancel(consumer, home.nowMs()));
    }

    /** A consumer, or the credit it shares, has room again. */
    public void resume(BrokerShard from, Consumer consumer) {
        if (home == from) {
            machine.resume(consumer, home.nowMs());
        } else {
            from.linkTo(home).send(this, RESUME, 0, 0, consumer, null);
        }
    }

    /** The transport of a consumer on another shard has taken some bytes. */
    void giveBack(BrokerShard from, ShardConsumer consumer, long bytes) {
        from.linkTo(home).send(this, GIVE_BACK, bytes, 0, consumer, null);
    }

    /** A channel is gone: its consumers end and what it holds goes back. */
    public void recipientGone(BrokerShard from, ConsumerEnd end) {
        Shards.send(from, home, () -> machine.recipientGone(end, home.nowMs()));
    }

    /** Gives one message to {@code end}, or tells it that there is none. */
    public void get(BrokerShard from, ConsumerEnd end, boolean noAck) {
        Shards.send(from, home, () -> machine.get(end, noAck, home.nowMs()));
    }

    // ---- the queue itself

    /** How many messages are ready and how many consumers there are; answered on {@code from}. */
    public void count(BrokerShard from, QueueCounts answer) {
        Shards.send(from, home, () -> {
            long ready = machine.readyCount();
            int consumers = machine.consumerCount();
            Shards.send(home, from, () -> answer.counted(ready, consumers));
        });
    }

    /** Removes all ready messages; {@code answer} hears how many. */
    public void purge(BrokerShard from, LongConsumer answer) {
        Shards.send(from, home, () -> {
            long purged = machine.purge(home.nowMs());
            Shards.send(home, from, () -> answer.accept(purged));
        });
    }

    /**
     * Deletes the queue, unless a condition holds it back. On success it is out of the topology before the answer.
     *
     * @param answer hears the outcome, on {@code from}
     */
    public void delete(BrokerShard from, QueueDeletion deletion, QueueDeletion.Answer answer) {
        Shards.send(from, home, () -> {
            QueueDeletion.Outcome outcome = deleteHere(deletion);
            Shards.send(home, from, () -> answer.deleted(outcome));
        });
    }

    private QueueDeletion.Outcome deleteHere(QueueDeletion deletion) {
        long ready = deleted ? 0 : machine.readyCount();
        if (deleted) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.ABSENT, 0);
        }
        if (deletion.ifUnused() && machine.consumerCount() > 0) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.IN_USE, 0);
        }
        if (deletion.ifEmpty() && ready > 0) {
            return new QueueDeletion.Outcome(QueueDeletion.Result.NOT_EMPTY, 0);
        }
        deleted = true;
        vhost.queueDeleted(this, deletion.actor());
        machine.delete(home.nowMs());
        return new QueueDeletion.Outcome(QueueDeletion.Result.DELETED, ready);
    }

    /** The last consumer of an auto-delete queue left. The machine is running: deletion comes after the command. */
    void unused() {
        home.soon(() -> {
            if (!deleted && machine.consumerCount() == 0) {
                deleteHere(new QueueDeletion(false, false, Actor.BROKER));
            }
        });
    }

    @Override
    public void receive(int operation, long first, long second, Object object, Object other) {
        switch (operation) {
            case ENQUEUE -> take((ShardPublisher) object, first, (Message) other);
            case SETTLE -> settle(first);
            case SETTLE_MANY -> settle((long[]) object);
            case RESUME -> machine.resume((Consumer) object, home.nowMs());
            case GIVE_BACK -> {
                ShardConsumer consumer = (ShardConsumer) object;
                consumer.takeBack(first);
                machine.resume(consumer, home.nowMs());
            }
            default -> throw new IllegalArgumentException("queue operation " + operation);
        }
    }
}
