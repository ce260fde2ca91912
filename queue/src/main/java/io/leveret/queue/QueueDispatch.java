package io.leveret.queue;

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
public final class QueueDispatch {
    private static final long[] NO_IDS = {};

    private final QueueContents contents;
    private final ReadyList list;
    private final QueueOptions options;
    private final QueueEffects effects;
    private final AppliedFacts facts;
    private final Consumers consumers = new Consumers();
    private final Unacked unacked = new Unacked();
    private final Delivery delivery;
    private boolean running;
    private boolean deleted;

    /**
     * @param contents as recovered, or new; from now on changed by this dispatch alone
     * @throws IllegalArgumentException if contents and options do not agree on priorities
     */
    public QueueDispatch(QueueContents contents, QueueOptions options, QueueEffects effects) {
        if (contents.maxPriority() != options.maxPriority()) {
            throw new IllegalArgumentException("contents have priorities up to " + contents.maxPriority()
                    + ", options up to " + options.maxPriority());
        }
        this.contents = contents;
        this.list = contents.list();
        this.options = options;
        this.effects = effects;
        this.facts = new AppliedFacts(effects, contents);
        this.delivery = new Delivery(contents, facts, consumers, unacked, effects);
    }

    /**
     * Takes a message, unless it is one that a tracked publisher sends again.
     *
     * @param publisher who is answered, or null
     * @param sequence what it calls this message, 0 if it wants no answer
     */
    public void enqueue(Publisher publisher, long sequence, Message message, long nowMs) {
        enter();
        try {
            boolean tracked = publisher != null && sequence != 0 && publisher.tracked();
            boolean known = tracked && sequence <= contents.lastSequence(publisher.id());
            if (!known && !deleted) {
                long publisherId = tracked ? publisher.id() : 0;
                facts.enqueued(contents.lastId() + 1, message, publisherId, tracked ? sequence : 0, nowMs);
            }
            if (publisher != null && sequence != 0) {
                effects.confirm(publisher, sequence);
            }
            delivery.dispatch();
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
            if (deleted) {
                return SubscribeOutcome.QUEUE_GONE;
            }
            if (!consumers.admits(consumer)) {
                return SubscribeOutcome.EXCLUSIVE_IN_USE;
            }
            consumers.add(consumer);
            consumer.holder = unacked.holderOf(consumer.recipient());
            consumer.holder.consumers.add(consumer);
            return SubscribeOutcome.OK;
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
            Holder holder = consumer.holder;
            remove(consumer);
            unacked.forgetIfIdle(holder);
            tellIfUnused();
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
                delivery.dispatch();
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
            delivery.dispatch();
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
            delivery.dispatch();
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
                if (release(ids[n])) {
                    facts.returned(ids[n], counted);
                }
            }
            delivery.dispatch();
        } finally {
            running = false;
        }
    }

    /** Messages leave for good, as {@link RemovalReason#REJECTED}. Those that are not in flight are ignored. */
    public void reject(long[] ids, int count, long nowMs) {
        enter();
        try {
            for (int n = 0; n < count; n++) {
                if (release(ids[n])) {
                    remove(ids[n], RemovalReason.REJECTED);
                }
            }
            delivery.dispatch();
        } finally {
            running = false;
        }
    }

    /** Fetches the next message, whatever the consumers' credit. */
    public void get(Recipient recipient, boolean noAck, long nowMs) {
        enter();
        try {
            delivery.get(recipient, noAck);
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
            Holder holder = unacked.knownHolderOf(recipient);
            if (holder == null) {
                return;
            }
            boolean consumed = !holder.consumers.isEmpty();
            while (!holder.consumers.isEmpty()) {
                remove(holder.consumers.iterator().next());
            }
            for (long id = unacked.firstHeldBy(holder); id != 0; id = unacked.firstHeldBy(holder)) {
                release(id);
                facts.returned(id, true);
            }
            unacked.forgetIfIdle(holder);
            delivery.dispatch();
            if (consumed) {
                tellIfUnused();
            }
        } finally {
            running = false;
        }
    }

    /** Drops all that is ready; what is in flight stays. Returns how many messages it were. */
    public long purge(long nowMs) {
        enter();
        try {
            long purged = list.readyCount();
            if (purged != 0) {
                facts.purged(contents.lastId(), unacked.sortedIds());
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
            deleted = true;
            while (consumers.count() != 0) {
                Consumer consumer = consumers.view().iterator().next();
                remove(consumer);
                effects.cancelConsumer(consumer);
            }
            unacked.clear();
            list.removeUpTo(contents.lastId(), NO_IDS);
        } finally {
            running = false;
        }
    }

    /** Messages that wait for a consumer. */
    public long readyCount() {
        return list.readyCount();
    }

    /** Messages in flight. */
    public long unackedCount() {
        return unacked.size();
    }

    /** All messages, ready and in flight. */
    public long messageCount() {
        return list.count();
    }

    /** Bytes of the bodies that wait. */
    public long readyBytes() {
        return list.readyBytes();
    }

    /** Bytes of the bodies in flight. */
    public long unackedBytes() {
        return list.bytes() - list.readyBytes();
    }

    public int consumerCount() {
        return consumers.count();
    }

    /** For listing, in the order they subscribed; to be read before the next command. */
    public Iterable<Consumer> consumers() {
        return consumers.view();
    }

    public boolean hasExclusiveConsumer() {
        return consumers.hasExclusive();
    }

    private void enter() {
        if (running) {
            throw new IllegalStateException("the queue machine was entered while it runs");
        }
        running = true;
    }

    private void settle(long id) {
        if (release(id)) {
            facts.settled(id);
        }
    }

    /** Takes a message out of flight and gives its consumer the credit back; false if it was not in flight. */
    private boolean release(long id) {
        int slot = unacked.find(id);
        if (slot == Unacked.NONE) {
            return false;
        }
        Consumer consumer = unacked.consumerAt(slot);
        unacked.remove(slot);
        if (consumer != null) {
            consumer.credit.restore();
            consumers.refresh(consumer);
        }
        return true;
    }

    /** The one way out for a message that no consumer settled. */
    private void remove(long id, RemovalReason reason) {
        facts.removed(id, reason);
    }

    private void remove(Consumer consumer) {
        consumer.holder.consumers.remove(consumer);
        consumer.holder = null;
        consumers.remove(consumer);
    }

    private void tellIfUnused() {
        if (options.autoDelete() && consumers.count() == 0) {
            effects.unused();
        }
    }
}
