package io.leveret.broker.vhost;

import io.leveret.broker.arguments.EffectiveOptions;
import io.leveret.broker.arguments.QueueArguments;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.counters.CounterArena;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.deadletter.DeadLetter;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.storage.DurableWaiter;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.storage.StreamPosition;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.QueueDestination;
import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.QueueContents;
import io.leveret.queue.QueueDispatch;
import io.leveret.queue.QueueGauges;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueueView;
import io.leveret.queue.SubscribeOutcome;
import java.util.function.LongConsumer;

/**
 * The shell of a queue machine: brings commands to the shard that the queue lives on, in the order each sender sent
 * them.
 *
 * <p>Every command names the shard it comes from. From the queue's own shard it is a method call; from another it
 * travels in a batch, by way of {@link QueueHome}. What a command does once it is there is with {@link QueueCommands}.
 * Answers go to callbacks, on the asking shard.
 */
public final class BrokerQueue implements QueueDestination, DurableWaiter {
    /** Object overhead and address of a message in a batch, roughly. */
    private static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final VirtualHost vhost;
    private final QueueDefinition definition;

    /** Null unless it is the store of an exchange. */
    private final Exchange delays;

    private final StreamPosition stream;
    private final QueueOwner exclusiveOwner;
    private final QueueHome home;
    private final QueueContents contents;
    private final BrokerQueueEffects effects;
    private final QueueDispatch machine;
    private final QueueCommands commands;
    private final CounterBlock counters;
    private final QueueArguments arguments;
    private volatile EffectivePolicy policy;
    private EffectiveOptions options;

    /** Null until there is something to be woken for. */
    private QueueWakeups wakeups;

    /** Null as long as it need not be looked at whether it is idle. */
    private IdleQueues.Watch watchedBy;

    private boolean toldOfCycle;

    private volatile boolean damaged;

    /** From then on the counters belong to somebody else. */
    private boolean deleted;

    /**
     * @param stream its number in the log
     * @param exclusiveOwner the connection that alone may use it, or null
     * @param home the shard it lives on
     */
    BrokerQueue(
            VirtualHost vhost,
            QueueDefinition definition,
            EffectivePolicy policy,
            long stream,
            QueueOwner exclusiveOwner,
            BrokerShard home,
            CounterBlock counters) {
        this(vhost, definition, null, policy, stream, exclusiveOwner, home, counters);
    }

    private BrokerQueue(
            VirtualHost vhost,
            QueueDefinition definition,
            Exchange delays,
            EffectivePolicy policy,
            long stream,
            QueueOwner exclusiveOwner,
            BrokerShard home,
            CounterBlock counters) {
        this.vhost = vhost;
        this.definition = definition;
        this.delays = delays;
        this.stream = new StreamPosition(stream);
        this.exclusiveOwner = exclusiveOwner;
        this.counters = counters;
        this.arguments = vhost.shared(QueueArguments.of(definition.arguments()));
        this.policy = policy;
        this.options = delays == null ? vhost.optionsOf(this) : EffectiveOptions.ofStore(definition.durable());
        this.contents = options.twoPriorityClasses()
                ? QueueContents.ofTwoClasses()
                : new QueueContents(options.machine().maxPriority());
        this.effects = new BrokerQueueEffects(this);
        this.machine = new QueueDispatch(
                contents, options.machine(), effects, vhost.memory(home).meter());
        this.commands = new QueueCommands(this, machine);
        this.home = new QueueHome(vhost.shards(), home, commands);
    }

    /**
     * A queue that holds messages of an exchange back, each for the delay that it asks for; no client can name it, and
     * no policy holds for it.
     */
    static BrokerQueue storeOf(Exchange exchange, VirtualHost vhost, long stream, BrokerShard home) {
        QueueDefinition definition =
                new QueueDefinition(exchange.name(), exchange.durable(), false, false, FieldTable.EMPTY);
        CounterBlock unread = new CounterArena().allocate();
        return new BrokerQueue(vhost, definition, exchange, EffectivePolicy.NONE, stream, null, home, unread);
    }

    /** The exchange whose messages it holds back, null for every queue that clients know of. */
    public Exchange delays() {
        return delays;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public boolean durable() {
        return definition.durable();
    }

    @Override
    public String queueType() {
        return arguments.type().argument();
    }

    /** "queue 'NAME' in vhost 'VHOST'": how reply texts name it. */
    public String description() {
        String what = delays == null ? "queue '" : "the delayed messages of exchange '";
        return what + name() + "' in vhost '" + vhost.name() + "'";
    }

    public QueueDefinition definition() {
        return definition;
    }

    public VirtualHost vhost() {
        return vhost;
    }

    /** Its arguments. Any thread. */
    public QueueArguments arguments() {
        return arguments;
    }

    public boolean isQuorum() {
        return arguments.type() == QueueType.QUORUM;
    }

    /** How it behaves now, on its shard; elsewhere it may be told how it behaved before a change. */
    public EffectiveOptions options() {
        return options;
    }

    /** Where its dead letters go; on its shard. */
    DeadLetter.Origin deadLetterOrigin() {
        return new DeadLetter.Origin(name(), options.deadLetterExchange(), options.deadLetterRoutingKey());
    }

    /** Whether the log is to be told of a circle of dead letters: once. */
    boolean tellsOfCycle() {
        boolean first = !toldOfCycle;
        toldOfCycle = true;
        return first;
    }

    /** As the log knows it. */
    StreamPosition stream() {
        return stream;
    }

    /** Its number in the log, never used again. */
    public long streamId() {
        return stream.id();
    }

    /** What it holds, for putting it back at a start, before any shard runs. */
    public QueueContents contents() {
        return contents;
    }

    /** All that is put back up to this message is flagged as redelivered. */
    public void flaggedUpTo(long id) {
        stream.flaggedUpToId(id);
    }

    /** Messages of it were lost on disk. */
    public void markDamaged() {
        damaged = true;
    }

    /** Whether it is known that messages of it were lost on disk. Any thread. */
    public boolean isDamaged() {
        return damaged;
    }

    /** It was just declared: from now on it may be unused. On the shard it was to live on. */
    void begun(BrokerShard from) {
        command(from, this::used);
    }

    /**
     * All that was in the log is put back: what that says of how far it had delivered is on disk, and time begins to
     * count, for what it holds and for itself. On its shard, since the disk may answer there at once.
     */
    void started() {
        machine.ceilingDurable(contents.deliverableUpToId(), shard().nowMs());
        keepFlags();
        machine.timeReached(shard().nowMs());
        used();
    }

    /**
     * What this start flagged stays flagged if the next stop is in good order: a mark says so, since later ones might
     * not come. It is above the last one, lest that be taken for it when files are rewritten. Nothing waits for it: if
     * it is lost, the next start flags anew.
     */
    private void keepFlags() {
        long mark = contents.deliverableUpToId();
        if (mark != 0 && stream.flaggedUpToId() == mark && contents.messageCount() != 0) {
            contents.deliverableUpTo(mark + 1);
            log().deliverableUpTo(stream, mark + 1);
        }
    }

    /** The end of the log on the shard it lives on; for that shard. */
    ShardLog log() {
        return vhost.storage().log(home.owner());
    }

    NodeStorage storage() {
        return vhost.storage();
    }

    /** The connection that alone may use it, or null. */
    public QueueOwner exclusiveOwner() {
        return exclusiveOwner;
    }

    /** Refuses with 405 whoever may not use it; null for a connection that owns no queue. */
    public void checkUsableBy(QueueOwner user) throws AmqpException {
        if (exclusiveOwner != null && exclusiveOwner != user) {
            throw locked();
        }
    }

    /** The refusal of whoever is not its owner, or takes it for exclusive when it is not. */
    public AmqpException locked() {
        return new AmqpException(
                ReplyCode.RESOURCE_LOCKED,
                "cannot obtain exclusive access to locked " + description()
                        + ". It could be originally declared on another connection or the exclusive property value"
                        + " does not match that of the original declaration.");
    }

    /** What policies say to it. Any thread. */
    public EffectivePolicy policy() {
        return policy;
    }

    /** Takes note of what policies say now; {@link #policyChanged} is to follow if that is something new. */
    boolean wants(EffectivePolicy said) {
        if (said.equals(policy)) {
            return false;
        }
        policy = said;
        return true;
    }

    /** Behaves from now on as policies say, also towards what it holds. */
    void policyChanged(BrokerShard from) {
        command(from, () -> {
            if (!deleted) {
                options = vhost.optionsOf(this);
                if (wakeups != null || options.expiresMs() != 0) {
                    wakeups().expiresMs(shard(), options.expiresMs());
                }
                machine.reconfigure(options.machine(), shard().nowMs());
            }
        });
    }

    /** The same while it is put back at a start: it holds nothing yet, and no shard runs. */
    void restore(EffectivePolicy said) {
        if (wants(said)) {
            options = vhost.optionsOf(this);
            machine.reconfigure(options.machine(), shard().nowMs());
        }
    }

    /** Readable by anyone. */
    public CounterBlock counters() {
        return counters;
    }

    /** Whether it is deleted; on its shard. */
    boolean isDeleted() {
        return deleted;
    }

    /** The shard it lives on; for that shard. */
    BrokerShard shard() {
        return home.owner();
    }

    /**
     * The link that messages from {@code shard} take, or null if they take none: who feeds it watches that it is not
     * full.
     */
    public ShardLink linkFrom(BrokerShard shard) {
        return home.linkFrom(shard);
    }

    // ---- messages

    /**
     * Brings a message.
     *
     * @param publisher who is told, or null
     * @param sequence the publisher's number for it, 0 if nobody wants to know
     */
    public void enqueue(BrokerShard from, ShardPublisher publisher, long sequence, Message message) {
        if (home.isAt(from)) {
            commands.take(publisher, sequence, message);
        } else if (home.send(from, QueueCommands.ENQUEUE, sequence, publisher, message)) {
            home.linkFrom(from).addWeight(message.content().length + MESSAGE_OVERHEAD_BYTES);
        }
    }

    /** A message was acknowledged. */
    public void settle(BrokerShard from, long id) {
        if (home.isAt(from)) {
            commands.settle(id);
        } else {
            home.send(from, QueueCommands.SETTLE, id, null, null);
        }
    }

    /** Messages were acknowledged. The array is the queue's from here on. */
    public void settle(BrokerShard from, long[] ids) {
        if (home.isAt(from)) {
            commands.settle(ids);
        } else if (home.send(from, QueueCommands.SETTLE_MANY, 0, ids, null)) {
            home.linkFrom(from).addWeight(ids.length * (long) Long.BYTES);
        }
    }

    /** Messages go back to their places, flagged redelivered; {@code counted} if a client gave them back on purpose. */
    public void requeue(BrokerShard from, long[] ids, boolean counted) {
        command(from, () -> machine.requeue(ids, ids.length, counted, shard().nowMs()));
    }

    /** Messages are refused for good. */
    public void reject(BrokerShard from, long[] ids) {
        command(from, () -> machine.reject(ids, ids.length, shard().nowMs()));
    }

    /** Whether commands from a shard are served at once, else later and perhaps elsewhere. On that shard. */
    public boolean isAt(BrokerShard from) {
        return home.isAt(from);
    }

    /**
     * Tells the log that this queue's part of a transaction is all there, once it has served what a shard sent before;
     * for a queue that is not at that shard.
     */
    public void endPart(BrokerShard from) {
        home.send(from, QueueCommands.END_PART, 0, null, null);
    }

    // ---- consumers

    /** Adds a consumer; {@code answer} hears the outcome, before the first delivery. */
    public void subscribe(
            BrokerShard from, ShardConsumer consumer, java.util.function.Consumer<SubscribeOutcome> answer) {
        command(from, () -> commands.subscribe(from, consumer, answer));
    }

    /** Ends a consumer; what it has not settled stays with its channel. */
    public void cancel(BrokerShard from, ShardConsumer consumer) {
        command(from, () -> {
            machine.cancel(consumer, shard().nowMs());
            used();
        });
    }

    /** A consumer, or the credit it shares, has room again. */
    public void resume(BrokerShard from, Consumer consumer) {
        if (home.isAt(from)) {
            machine.resume(consumer, from.nowMs());
        } else {
            home.send(from, QueueCommands.RESUME, 0, consumer, null);
        }
    }

    /**
     * The same from the consumer's own shard, where {@code answer} hears with a command that it was done.
     *
     * @return false if it was done at once, since the queue lives on this shard; the answer hears nothing
     */
    public boolean resume(ShardConsumer consumer, ShardReceiver answer) {
        BrokerShard from = consumer.end().shard();
        if (home.isAt(from)) {
            machine.resume(consumer, from.nowMs());
            return false;
        }
        home.send(from, QueueCommands.RESUME_AND_ANSWER, 0, consumer, answer);
        return true;
    }

    /** The transport of a consumer on another shard has taken some bytes. */
    void giveBack(BrokerShard from, ShardConsumer consumer, long bytes) {
        home.send(from, QueueCommands.GIVE_BACK, bytes, consumer, null);
    }

    /** A channel is gone: its consumers end and what it holds goes back. */
    public void recipientGone(BrokerShard from, ConsumerEnd end) {
        command(from, () -> commands.recipientGone(end));
    }

    /** Gives one message to {@code end}, or tells it that there is none. */
    public void get(BrokerShard from, ConsumerEnd end, boolean noAck) {
        command(from, () -> {
            used();
            machine.get(end, noAck, shard().nowMs());
        });
    }

    // ---- time, and what leaves

    /** The machine wants to look at the clock then. On its shard. */
    void wakeAt(long atMs) {
        wakeups().machineAt(shard(), atMs);
    }

    /** Somebody uses it, or does no longer: what it may be unused for begins anew. On its shard. */
    void used() {
        if (!deleted && options.expiresMs() != 0) {
            wakeups().used(shard());
        }
    }

    private QueueWakeups wakeups() {
        if (wakeups == null) {
            wakeups = new QueueWakeups(this, options.expiresMs());
        }
        return wakeups;
    }

    /** What a message became that left is in the log, or was given up. */
    void left(BrokerShard from, long id) {
        command(from, () -> machine.left(id, shard().nowMs()));
    }

    // ---- the log

    /** The ceiling below which messages may be delivered is on disk. The queue may have moved on since it asked. */
    @Override
    public void durable(BrokerShard at, long upToId) {
        command(at, () -> machine.ceilingDurable(upToId, shard().nowMs()));
    }

    /** Lets bodies and pages leave memory; returns how many bytes became free. On its shard. */
    long pageOut(long wantedBytes) {
        return machine.pageOut(wantedBytes, shard().nowMs());
    }

    /** How its shard finds out that it is idle; null while it has no bodies in memory. On its shard. */
    IdleQueues.Watch watchedBy() {
        return watchedBy;
    }

    void watchedBy(IdleQueues.Watch watch) {
        watchedBy = watch;
    }

    // ---- the queue itself

    /** How many messages are ready and how many consumers there are, unless it is gone; answered on {@code from}. */
    public void count(BrokerShard from, QueueCounts answer) {
        command(from, () -> commands.count(from, answer));
    }

    /** What it holds. Any thread. */
    public QueueGauges gauges() {
        return machine;
    }

    /**
     * Shows what it holds; answered on {@code from}, perhaps out of a machine, unless what must be read never comes.
     */
    public void look(BrokerShard from, QueueLook look, java.util.function.Consumer<QueueView> answer) {
        command(from, () -> commands.look(from, look, answer));
    }

    /** Drops one message that waits; {@code answer} hears whether it did. */
    public void drop(BrokerShard from, long id, java.util.function.Consumer<Boolean> answer) {
        command(from, () -> commands.drop(from, id, answer));
    }

    /** Removes all ready messages; {@code answer} hears how many. */
    public void purge(BrokerShard from, LongConsumer answer) {
        command(from, () -> commands.purge(from, answer));
    }

    /**
     * Deletes the queue, unless a condition holds it back. On success it is out of the topology before the answer.
     *
     * @param answer hears the outcome, on {@code from}
     */
    public void delete(BrokerShard from, QueueDeletion deletion, QueueDeletion.Answer answer) {
        command(from, () -> commands.delete(from, deletion, answer));
    }

    /** It is deleted: nobody finds it any more, then the machine lets go of what it has. On its shard. */
    void end(Actor actor) {
        deleted = true;
        if (wakeups != null) {
            wakeups.end();
        }
        vhost.queueDeleted(this, actor);
        machine.delete(shard().nowMs());
    }

    /** The exchange that it holds messages back for is deleted. On its shard. */
    void endStore() {
        deleted = true;
        if (wakeups != null) {
            wakeups.end();
        }
        machine.delete(shard().nowMs());
    }

    /** The last consumer of an auto-delete queue left. The machine is running: deletion comes after the command. */
    void unused() {
        BrokerShard here = shard();
        here.soon(() -> command(here, commands::deleteIfUnused));
    }

    // ---- the way to the machine

    /** The machine; for commands that run where the queue lives. */
    QueueDispatch machine() {
        return machine;
    }

    /** Where it lives, and how commands get there. */
    QueueHome home() {
        return home;
    }

    /** What the machine asks for is done there. */
    BrokerQueueEffects effects() {
        return effects;
    }

    /** Runs a command where the queue lives, in order with all others from {@code from}. */
    void command(BrokerShard from, Runnable task) {
        if (home.isAt(from)) {
            task.run();
        } else {
            passOn(from, task);
        }
    }

    /** Runs a command where {@code from} sees the queue, since it is not there, or about to leave. */
    void passOn(BrokerShard from, Runnable task) {
        home.send(from, QueueCommands.RUN, 0, task, null);
    }
}
