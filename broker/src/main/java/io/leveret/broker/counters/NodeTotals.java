package io.leveret.broker.counters;

import java.util.ArrayList;
import java.util.List;

/** The totals of all virtual hosts, those that are gone among them, so that they never go down. Any thread. */
public final class NodeTotals {
    private final List<TotalCounters[]> counted = new ArrayList<>();
    private final TotalCounters.Sum gone = new TotalCounters.Sum();

    /** Counters of a new virtual host, one for each shard; they count for the node when they are added. */
    public static TotalCounters[] ofShards(int shards) {
        TotalCounters[] made = new TotalCounters[shards];
        for (int i = 0; i < shards; i++) {
            made[i] = new TotalCounters();
        }
        return made;
    }

    /** A virtual host is there. */
    public synchronized void add(TotalCounters[] of) {
        counted.add(of);
    }

    /** A virtual host is gone with all that was in it; what it still counts is lost. */
    public synchronized void retire(TotalCounters[] of) {
        if (counted.removeIf(each -> each == of)) {
            gone.add(sumOf(of));
        }
    }

    /** All together, as of now. */
    public synchronized TotalCounters.Sum sum() {
        TotalCounters.Sum sum = new TotalCounters.Sum();
        sum.add(gone);
        counted.forEach(each -> sum.add(sumOf(each)));
        return sum;
    }

    /** Those of one virtual host. */
    public static TotalCounters.Sum sumOf(TotalCounters[] shards) {
        TotalCounters.Sum sum = new TotalCounters.Sum();
        for (TotalCounters each : shards) {
            sum.add(each);
        }
        return sum;
    }
}
