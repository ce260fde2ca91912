package io.leveret.queue;

/**
 * Those who receive from a queue: their consumers come and go, and what they hold is settled or comes back.
 *
 * <p>What is in flight is known to {@link Unacked}, and whose turn it is to {@link Consumers}; a message that is in
 * flight no more gives its consumer the credit back, and that is done here.
 */
final class Recipients {
    private final Consumers consumers = new Consumers();
    private final Unacked unacked = new Unacked();
    private final QueueEffects effects;
    private final boolean autoDelete;

    /** @param autoDelete whether the world is told when the last consumer goes */
    Recipients(QueueEffects effects, boolean autoDelete) {
        this.effects = effects;
        this.autoDelete = autoDelete;
    }

    Consumers consumers() {
        return consumers;
    }

    Unacked unacked() {
        return unacked;
    }

    SubscribeOutcome subscribe(Consumer consumer) {
        if (!consumers.admits(consumer)) {
            return SubscribeOutcome.EXCLUSIVE_IN_USE;
        }
        consumers.add(consumer);
        consumer.holder = unacked.holderOf(consumer.recipient());
        consumer.holder.consumers.add(consumer);
        return SubscribeOutcome.OK;
    }

    /** A consumer that is subscribed ends at its own wish. */
    void cancel(Consumer consumer) {
        Holder holder = consumer.holder;
        remove(consumer);
        unacked.forgetIfIdle(holder);
        tellIfUnused();
    }

    /** The consumers of a recipient end. Returns whether it had any. */
    boolean removeConsumersOf(Holder holder) {
        boolean consumed = !holder.consumers.isEmpty();
        while (!holder.consumers.isEmpty()) {
            remove(holder.consumers.iterator().next());
        }
        return consumed;
    }

    /** The queue goes: all consumers end, and are told; nothing is in flight any more. */
    void removeAll() {
        while (consumers.count() != 0) {
            Consumer consumer = consumers.view().iterator().next();
            remove(consumer);
            effects.cancelConsumer(consumer);
        }
        unacked.clear();
    }

    /** Takes a message out of flight and gives its consumer the credit back; false if it was not in flight. */
    boolean release(long id) {
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

    void tellIfUnused() {
        if (autoDelete && consumers.count() == 0) {
            effects.unused();
        }
    }

    private void remove(Consumer consumer) {
        consumer.holder.consumers.remove(consumer);
        consumer.holder = null;
        consumers.remove(consumer);
    }
}
