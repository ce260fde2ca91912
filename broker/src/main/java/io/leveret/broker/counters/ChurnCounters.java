package io.leveret.broker.counters;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many connections, channels and queues came and went: {@code churn_rates} of the overview. Any thread. */
public final class ChurnCounters {
    /** What comes and goes; named as in {@code churn_rates}. */
    public enum Churn {
        CONNECTION_CREATED,
        CONNECTION_CLOSED,
        CHANNEL_CREATED,
        CHANNEL_CLOSED,
        QUEUE_DECLARED,
        QUEUE_CREATED,
        QUEUE_DELETED
    }

    private final Map<Churn, LongAdder> counts = new EnumMap<>(Churn.class);

    public ChurnCounters() {
        for (Churn churn : Churn.values()) {
            counts.put(churn, new LongAdder());
        }
    }

    public void count(Churn churn) {
        counts.get(churn).increment();
    }

    public long get(Churn churn) {
        return counts.get(churn).sum();
    }
}
