package io.leveret.queue;

import java.util.LinkedHashSet;
import java.util.Set;

/** A recipient as one queue knows it: its consumers here, and the chain of what it holds in {@link Unacked}. */
final class Holder {
    final Recipient recipient;
    final Set<Consumer> consumers = new LinkedHashSet<>(2);

    /** First and last slot of its chain, {@link Unacked#NONE} if it holds nothing. */
    int firstSlot = Unacked.NONE;

    int lastSlot = Unacked.NONE;

    /** The world was told that it holds something for too long. */
    boolean timedOut;

    Holder(Recipient recipient) {
        this.recipient = recipient;
    }

    /** How many of its consumers hold anything. */
    int consumersInFlight() {
        int count = 0;
        for (Consumer consumer : consumers) {
            count += consumer.inFlight() == 0 ? 0 : 1;
        }
        return count;
    }

    boolean idle() {
        return consumers.isEmpty() && firstSlot == Unacked.NONE;
    }
}
