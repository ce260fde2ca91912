package io.leveret.queue;

/**
 * Gives out the head of a queue: to the consumer whose turn it is, or to who asks for it.
 *
 * <p>Before a message goes the delivery ceiling is seen to stand above it.
 */
final class Delivery {
    /** How far the ceiling is raised beyond the message that needs it. */
    private static final int CEILING_STEP = 1024;

    private final QueueContents contents;
    private final ReadyList list;
    private final AppliedFacts facts;
    private final Consumers consumers;
    private final Unacked unacked;
    private final QueueEffects effects;

    Delivery(QueueContents contents, AppliedFacts facts, Consumers consumers, Unacked unacked, QueueEffects effects) {
        this.contents = contents;
        this.list = contents.list();
        this.facts = facts;
        this.consumers = consumers;
        this.unacked = unacked;
        this.effects = effects;
    }

    /** Delivers until nothing is ready or nobody can take it. */
    void dispatch() {
        while (list.readyCount() != 0) {
            Consumer consumer = consumers.next();
            if (consumer == null) {
                return;
            }
            SharedCredit shared = consumer.sharedCredit();
            if (shared != null && !shared.tryTake(consumer)) {
                consumer.credit.turnAway();
                consumers.refresh(consumer);
            } else {
                deliverHeadTo(consumer);
            }
        }
    }

    /** Answers a {@code get}. */
    void get(Recipient recipient, boolean noAck) {
        Page page = list.head();
        if (page == null) {
            effects.gotNothing(recipient);
            return;
        }
        int index = page.firstReady();
        long id = page.idAt(index);
        Message message = page.messageAt(index);
        boolean redelivered = page.redelivered(index);
        take(page, index, id);
        if (!noAck) {
            unacked.add(id, unacked.holderOf(recipient), null);
        }
        effects.got(recipient, id, message, redelivered, list.readyCount());
        if (noAck) {
            facts.settled(id);
        }
    }

    private void deliverHeadTo(Consumer consumer) {
        Page page = list.head();
        int index = page.firstReady();
        long id = page.idAt(index);
        Message message = page.messageAt(index);
        boolean redelivered = page.redelivered(index);
        take(page, index, id);
        if (!consumer.noAck()) {
            unacked.add(id, consumer.holder, consumer);
            consumer.credit.spend();
        }
        if (!effects.deliver(consumer, id, message, redelivered)) {
            consumer.credit.turnAway();
        }
        consumers.served(consumer);
        if (consumer.noAck()) {
            facts.settled(id);
        }
    }

    /** The ceiling is raised well before it is reached, so that its record has time to get to the disk. */
    private void take(Page page, int index, long id) {
        if (id > contents.deliverableUpToId() - CEILING_STEP / 2) {
            facts.deliverableUpTo(id + CEILING_STEP);
        }
        list.take(page, index);
    }
}
