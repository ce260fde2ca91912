package io.leveret.queue;

import java.nio.ByteBuffer;

/**
 * The half of the queue machine that decides: who gets which message, and what becomes of it.
 *
 * <p>It lives where the queue is led. Every command carries the time and is answered through {@link QueueEffects}
 * before it returns; the same commands in the same order always have the same effects. It knows no thread, clock,
 * socket or disk. Commands come from the queue's shard alone and never out of an effect: a command given while another
 * runs throws {@link IllegalStateException}.
 *
 * <p>Order: the highest priority first, in it the smallest id. A message that comes back stands where it stood, flagged
 * redelivered. Of the consumers that can take a message those of the highest priority take turns. A command ends when
 * nothing is ready or nobody can take it: what bounds it is the prefetch of the consumers, or their transport saying
 * that it is full.
 *
 * <p>Every enqueue with a sequence is answered once. The answer says that the queue has taken charge, not that a disk
 * has it: that is for the effects to wait for.
 *
 * <p>After {@code delete} every command is answered in the mildest way (an enqueue is confirmed, as RabbitMQ does when
 * a queue goes away under its publishers; a get finds nothing) and changes nothing.
 */
public final class QueueDispatch implements QueueGauges {
    private final QueueContents contents;
    private final ReadyList list;
    private final QueueOptions declared;
    private final AppliedFacts facts;
    private final Recipients recipients;
    private final Consumers consumers;
    private final Unacked unacked;
    private final Arrivals arrivals;
    private final Delivery delivery;
    private final QueueEffects effects;
    private final Upkeep upkeep;

    /** Null until a body comes from the disk. */
    private LoadedBodies bodies;

    private boolean running;

    /**
     * @param contents as recovered, or new; from now on changed by this dispatch alone
     * @param meter counts what it uses, on the shard it lives on
     * @throws IllegalArgumentException if contents and options do not agree on priorities
     */
    public QueueDispatch(QueueContents contents, QueueOptions options, QueueEffects effects, MemoryMeter meter) {
        this(contents, options, effects, meter, ReadAhead.FIRST_MESSAGES, Departures.MOST_MESSAGES);
    }

    /** With other numbers of messages to be read ahead, and to leave at a time, for tests. */
    QueueDispatch(
            QueueContents contents,
            QueueOptions options,
            QueueEffects effects,
            MemoryMeter meter,
            int windowMessages,
            int most) {
        if (contents.maxPriority() != options.maxPriority()) {
            throw new IllegalArgumentException("contents have priorities up to " + contents.maxPriority()
                    + ", options up to " + options.maxPriority());
        }
        this.contents = contents;
        this.list = contents.list();
        this.declared = options;
        list.ledBy(effects, options.durable());
        list.share().moveTo(meter);
        this.recipients = new Recipients(effects, options.autoDelete());
        this.consumers = recipients.consumers();
        this.unacked = recipients.unacked();
        this.facts = new AppliedFacts(effects, contents, options.durable());
        this.delivery = new Delivery(contents, facts, consumers, unacked, effects, windowMessages);
        this.upkeep = new Upkeep(list, facts, effects, delivery, unacked, most);
        this.arrivals = new Arrivals(contents, facts, delivery, upkeep, effects);
        this.effects = effects;
        upkeep.begin(options);
        consumers.setSingleActive(options.singleActiveConsumer(), options.activeByPriority());
    }

    /**
     * The queue behaves otherwise from now on; what stands in it too. What is too much leaves, maybe over several
     * commands. A message that waits keeps the time that it was given when it came, as in RabbitMQ.
     *
     * @throws IllegalArgumentException if durability, auto-deletion or priorities are not those there are
     */
    public void reconfigure(QueueOptions changed, long nowMs) {
        if (!declared.sameDeclaration(changed)) {
            throw new IllegalArgumentException("a queue cannot become one of " + changed);
        }
        enter();
        try {
            upkeep.change(changed, nowMs);
            consumers.setSingleActive(changed.singleActiveConsumer(), changed.activeByPriority());
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** A time that was asked for has come, or more time has passed; or the call comes for nothing. */
    public void timeReached(long nowMs) {
        enter();
        try {
            upkeep.rang(nowMs);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * What became of a message that {@link QueueEffects#deadLetter} was asked for is in the log, or was given up: only
     * now it leaves as a fact. An id that is not leaving is ignored.
     */
    public void left(long id, long nowMs) {
        enter();
        try {
            upkeep.departures().left(id);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * Takes a message, unless it is one that a tracked publisher sends again, or one too many.
     *
     * @param publisher who is answered, or null
     * @param sequence what it calls this message, 0 if it wants no answer
     */
    public void enqueue(Publisher publisher, long sequence, Message message, long nowMs) {
        enter();
        try {
            arrivals.take(publisher, sequence, message, upkeep.expiryOf(message, nowMs), nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * The same of a message that is to leave, as {@link RemovalReason#EXPIRED}, at a time that neither it nor the
     * options know of: in place of theirs.
     */
    public void enqueue(Publisher publisher, long sequence, Message message, long expiresAtMs, long nowMs) {
        enter();
        try {
            arrivals.take(publisher, sequence, message, expiresAtMs, nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * Adds a consumer. Delivers nothing yet, so that {@code consume-ok} can go out before the first message: the shell
     * follows with {@link #resume}.
     *
     * @throws IllegalStateException if it is subscribed already
     */
    public SubscribeOutcome subscribe(Consumer consumer, long nowMs) {
        enter();
        try {
            return arrivals.ended() ? SubscribeOutcome.QUEUE_GONE : recipients.subscribe(consumer);
        } finally {
            running = false;
        }
    }

    /**
     * Ends a consumer at its own wish. What it has not settled stays with its recipient.
     *
     * @return false if it was not subscribed
     */
    public boolean cancel(Consumer consumer, long nowMs) {
        enter();
        try {
            if (!consumers.contains(consumer)) {
                return false;
            }
            recipients.cancel(consumer);
            if (consumers.active() != null) {
                upkeep.goOn(nowMs);
            }
            return true;
        } finally {
            running = false;
        }
    }

    /** The consumer was just subscribed, its transport has room again, or its shared credit came back. */
    public void resume(Consumer consumer, long nowMs) {
        enter();
        try {
            if (consumers.contains(consumer)) {
                consumer.credit.resume();
                consumers.refresh(consumer);
                upkeep.goOn(nowMs);
            }
        } finally {
            running = false;
        }
    }

    /** A message is done with. An id that is not in flight is ignored. */
    public void settle(long id, long nowMs) {
        enter();
        try {
            settle(id);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** The first {@code count} of {@code ids} are done with. Those that are not in flight are ignored. */
    public void settle(long[] ids, int count, long nowMs) {
        enter();
        try {
            for (int n = 0; n < count; n++) {
                settle(ids[n]);
            }
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * Messages go back to their places, flagged redelivered. Those that are not in flight are ignored.
     *
     * @param counted whether this counts towards a delivery limit
     */
    public void requeue(long[] ids, int count, boolean counted, long nowMs) {
        enter();
        try {
            for (int n = 0; n < count; n++) {
                if (recipients.release(ids[n])) {
                    upkeep.comeBack(ids[n], counted);
                }
            }
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** Messages leave for good, as {@link RemovalReason#REJECTED}. Those that are not in flight are ignored. */
    public void reject(long[] ids, int count, long nowMs) {
        enter();
        try {
            for (int n = 0; n < count; n++) {
                if (recipients.release(ids[n])) {
                    upkeep.depart(ids[n], RemovalReason.REJECTED);
                }
            }
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * Fetches the next message, whatever the consumers' credit. The answer may come with a later command, if the
     * message is not in memory or its delivery not safe to be forgotten; the order of those who ask is kept.
     */
    public void get(Recipient recipient, boolean noAck, long nowMs) {
        enter();
        try {
            upkeep.expire(nowMs);
            delivery.get(recipient, noAck, nowMs);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * A recipient is no more: its consumers end, and all that it held, or that was still on its way to it, goes back to
     * its place. This counts towards a delivery limit ({@code x-delivery-count} of RabbitMQ's quorum queues, seen to
     * rise when a channel closes, after {@code consume} and after {@code get}).
     */
    public void recipientGone(Recipient recipient, long nowMs) {
        enter();
        try {
            delivery.forget(recipient);
            Holder holder = unacked.knownHolderOf(recipient);
            if (holder == null) {
                return;
            }
            boolean consumed = recipients.removeConsumersOf(holder);
            for (long id = unacked.firstHeldBy(holder); id != 0; id = unacked.firstHeldBy(holder)) {
                recipients.release(id);
                upkeep.comeBack(id, true);
            }
            unacked.forgetIfIdle(holder);
            if (consumed) {
                recipients.tellIfUnused();
            }
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** Drops all that is ready, and what cannot be read; what is in flight stays. Returns how many messages it were. */
    public long purge(long nowMs) {
        enter();
        try {
            long purged = list.readyCount() + list.damagedCount();
            if (purged != 0) {
                facts.purged(contents.lastId(), upkeep.departures().with(unacked.sortedIds()));
                delivery.serveGets(nowMs);
                delivery.pagesChanged();
            }
            return purged;
        } finally {
            running = false;
        }
    }

    /** Ends all consumers, who are told, and drops everything. Not a fact: the queue itself goes. */
    public void delete(long nowMs) {
        enter();
        try {
            arrivals.end();
            recipients.removeAll();
            upkeep.departures().clear();
            list.removeAll();
            delivery.serveGets(nowMs);
            delivery.pagesChanged();
        } finally {
            running = false;
        }
    }

    // ---- answers from the disk

    /** The fact {@link FactSink#deliverableUpTo} of this id, or of one above it, is on disk. */
    public void ceilingDurable(long upToId, long nowMs) {
        enter();
        try {
            delivery.ceilingDurable(upToId);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** The body of a message that was asked for; nothing happens if the message left meanwhile. */
    public void bodyLoaded(long id, Message message) {
        enter();
        try {
            delivery.bodyCame(id, message);
            bodies().loaded(id, message);
        } finally {
            running = false;
        }
    }

    /** The body of a message that was asked for is lost. */
    public void bodyUnreadable(long id) {
        enter();
        try {
            delivery.bodyCame(id, null);
            bodies().unreadable(id);
        } finally {
            running = false;
        }
    }

    /** The last body of one request was answered. */
    public void bodiesLoaded(long nowMs) {
        enter();
        try {
            delivery.requestAnswered();
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** A page that was asked for; nothing happens if it was forgotten meanwhile. The buffer is free afterwards. */
    public void pageLoaded(long handle, ByteBuffer index, long nowMs) {
        enter();
        try {
            delivery.coldPages().loaded(handle, index);
            delivery.pagesChanged();
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** A page that was asked for is lost: until the next start none of its messages can be delivered. */
    public void pageUnreadable(long handle, long nowMs) {
        enter();
        try {
            delivery.coldPages().unreadable(handle);
            delivery.pagesChanged();
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /**
     * Takes out of memory what is needed last.
     *
     * @param wantedBytes enough, if that much is there
     * @return how many bytes were freed; 0 if there is nothing that could be, or not before bodies on their way to the
     *     log are written
     */
    public long pageOut(long wantedBytes, long nowMs) {
        enter();
        try {
            return delivery.pageOut(wantedBytes);
        } finally {
            running = false;
        }
    }

    /**
     * Nobody has used the queue for a while: bodies that the disk has leave memory, unless somebody consumes, or one
     * read would not bring them all back. Nothing is written.
     *
     * @return whether this is to be called again some time, since bodies are left that may leave then
     */
    public boolean idle() {
        enter();
        try {
            return delivery.idle();
        } finally {
            running = false;
        }
    }

    /**
     * Says which messages are here, for the rewriting of the log. The answer may come with a later command, if pages
     * have to be read for it.
     */
    public void present(long[] ascendingIds, PresentAnswer answer) {
        enter();
        try {
            delivery.relocation().present(ascendingIds, answer);
        } finally {
            running = false;
        }
    }

    /**
     * Bodies stand in other places now: {@code places[n]} is that of {@code ascendingIds[n]}. Those of messages that
     * left meanwhile are passed over: they were let go of at their old places.
     *
     * @param done is run, maybe with a later command, when nobody reads at the old places any more
     */
    public void moved(long[] ascendingIds, long[] places, Runnable done) {
        enter();
        try {
            delivery.relocation().moved(ascendingIds, places, done);
        } finally {
            running = false;
        }
    }

    /**
     * Shows what is here, in the order in which it is due, and changes nothing. The answer may come with a later
     * command, if something has to be read for it; it must not enter the machine.
     */
    public void look(QueueLook look, java.util.function.Consumer<QueueView> answer) {
        enter();
        try {
            delivery.browsing().look(look, answer);
        } finally {
            running = false;
        }
    }

    /**
     * Takes messages in hand that are ready: until {@link #left} or {@link #stay} they are leaving. {@code answer}
     * hears which of them, maybe with a later command.
     */
    public void withdraw(long[] ascendingIds, PresentAnswer answer) {
        enter();
        try {
            new Withdrawal(list, delivery.relocation(), upkeep.departures(), ascendingIds, answer).begin();
        } finally {
            running = false;
        }
    }

    /** A message that was withdrawn is ready again; one that was not stays what it is. */
    public void stay(long id, long nowMs) {
        enter();
        try {
            upkeep.departures().stays(id);
            upkeep.goOn(nowMs);
        } finally {
            running = false;
        }
    }

    /** Its shard counts what it uses from now on; in step with the queue's move to that shard. */
    public void moveTo(MemoryMeter meter) {
        list.share().moveTo(meter);
    }

    @Override
    public long readyCount() {
        return list.readyCount();
    }

    @Override
    public long unackedCount() {
        return unacked.size();
    }

    /** All messages: ready, in flight, leaving, and damaged. */
    public long messageCount() {
        return list.count();
    }

    /** Messages that were dead-lettered and wait for the answer. */
    public long leavingCount() {
        return upkeep.leavingCount();
    }

    @Override
    public long readyBytes() {
        return list.readyBytes();
    }

    @Override
    public long unackedBytes() {
        return list.bytes() - list.readyBytes() - list.damagedBytes() - upkeep.leavingBytes();
    }

    @Override
    public long memoryBytes() {
        return list.share().bodyBytes() + list.share().indexBytes();
    }

    @Override
    public long inMemoryCount() {
        return list.inMemoryCount();
    }

    /** Messages that cannot be read: neither ready nor in flight, and part of {@link #messageCount}. */
    public long damagedCount() {
        return list.damagedCount();
    }

    @Override
    public int consumerCount() {
        return consumers.count();
    }

    /** How long messages have been in flight; null while that is not known, since they may be so for ever. */
    public HeldTimes heldTimes(long nowMs) {
        return unacked.heldTimes(nowMs);
    }

    /** The one that gets messages, in a queue with a single active consumer; null if nobody consumes, or all may. */
    @Override
    public Consumer activeConsumer() {
        return consumers.active();
    }

    /** In the order they subscribed; not to be changed, and to be read before the next command. */
    public Iterable<Consumer> consumers() {
        return consumers.view();
    }

    private void enter() {
        if (running) {
            throw new IllegalStateException("the queue machine was entered while it runs");
        }
        running = true;
    }

    private LoadedBodies bodies() {
        if (bodies == null) {
            bodies = new LoadedBodies(list, effects, upkeep.departures());
        }
        return bodies;
    }

    private void settle(long id) {
        if (recipients.release(id)) {
            facts.settled(id);
        }
    }
}
