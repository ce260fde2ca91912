package io.leveret.queue;

/** How messages come in: whether they are new and not too many, under which id, and what their publisher hears. */
final class Arrivals {
    private final QueueContents contents;
    private final AppliedFacts facts;
    private final Delivery delivery;
    private final Upkeep upkeep;
    private final QueueEffects effects;

    /** The queue is deleted: it takes nothing, and says that it does. */
    private boolean ended;

    Arrivals(QueueContents contents, AppliedFacts facts, Delivery delivery, Upkeep upkeep, QueueEffects effects) {
        this.contents = contents;
        this.facts = facts;
        this.delivery = delivery;
        this.upkeep = upkeep;
        this.effects = effects;
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** All that {@link QueueDispatch#enqueue} does. */
    void take(Publisher publisher, long sequence, Message message, long expiresAtMs, long nowMs) {
        upkeep.expire(nowMs);
        long arriving = 0;
        boolean tracked = publisher != null && sequence != 0 && publisher.tracked();
        boolean known = tracked && sequence <= contents.lastSequence(publisher.id());
        if (known || ended) {
            letGoOfUntaken(message);
        } else if (upkeep.refuses(message)) {
            letGoOfUntaken(message);
            answer(publisher, sequence, false);
            upkeep.goOn(nowMs);
            return;
        } else {
            delivery.expect(message);
            arriving = contents.lastId() + 1;
            long publisherId = tracked ? publisher.id() : 0;
            facts.enqueued(arriving, message, publisherId, tracked ? sequence : 0, expiresAtMs);
        }
        answer(publisher, sequence, true);
        upkeep.arrived(arriving, nowMs);
    }

    /** A message that is not taken was promised to the log as one of this queue if it is lasting here. */
    private void letGoOfUntaken(Message message) {
        if (contents.list().lasting(message) && message.bodyId() != 0) {
            effects.letGoUntaken(message);
        }
    }

    private void answer(Publisher publisher, long sequence, boolean taken) {
        if (publisher == null || sequence == 0) {
            return;
        }
        if (taken) {
            effects.confirm(publisher, sequence);
        } else {
            effects.refuse(publisher, sequence);
        }
    }
}
