package io.leveret.broker.counters;

import io.leveret.broker.arguments.QueueType;
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

    private static final int REASONS = RemovalReason.values().length;

    private final LongAdder[] dead = adders(QueueType.values().length * REASONS);
    private final LongAdder[] dropped = adders(Drop.values().length);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** A message of a queue of a type set out for a dead letter exchange. */
    public void count(QueueType type, RemovalReason reason) {
        dead[type.ordinal() * REASONS + reason.ordinal()].increment();
    }

    /** A dead letter, or a copy of it, came nowhere. */
    public void count(Drop drop) {
        dropped[drop.ordinal()].increment();
    }

    /** Messages of queues of a type that set out for a dead letter exchange. */
    public long deadLettered(QueueType type, RemovalReason reason) {
        return dead[type.ordinal() * REASONS + reason.ordinal()].sum();
    }

    /** Messages of all queues that set out for a dead letter exchange. */
    public long deadLettered(RemovalReason reason) {
        long sum = 0;
        for (QueueType type : QueueType.values()) {
            sum += deadLettered(type, reason);
        }
        return sum;
    }

    /** Dead letters, or copies of them, that came nowhere. */
    public long dropped(Drop drop) {
        return dropped[drop.ordinal()].sum();
    }
}
