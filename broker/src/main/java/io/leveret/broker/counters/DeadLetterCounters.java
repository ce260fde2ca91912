package io.leveret.broker.counters;

import io.leveret.queue.RemovalReason;
import java.util.concurrent.atomic.LongAdder;

/** What became of dead letters on this node, since it started. Any thread. */
public final class DeadLetterCounters {
    /** Why a dead letter, or one copy of it, reached no queue. */
    public enum Drop {
        /** The exchange is not there. */
        NO_EXCHANGE,
        /** No queue is bound for it. */
        NO_ROUTE,
        /** It would have run in a circle. */
        CYCLE,
        /** The queue refused it: it is full. */
        REFUSED,
        /** The queue was deleted while it was under way. */
        QUEUE_GONE
    }

    private final LongAdder[] dead = adders(RemovalReason.values().length);
    private final LongAdder[] dropped = adders(Drop.values().length);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** A message set out for a dead letter exchange. */
    public void count(RemovalReason reason) {
        dead[reason.ordinal()].increment();
    }

    /** A dead letter, or a copy of it, came nowhere. */
    public void count(Drop drop) {
        dropped[drop.ordinal()].increment();
    }

    /** Messages that set out for a dead letter exchange. */
    public long deadLettered(RemovalReason reason) {
        return dead[reason.ordinal()].sum();
    }

    /** Dead letters, or copies of them, that came nowhere. */
    public long dropped(Drop drop) {
        return dropped[drop.ordinal()].sum();
    }
}
