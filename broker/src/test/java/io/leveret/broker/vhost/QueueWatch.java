package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Counts how many queues of a shard change between two looks of the shard at its sockets: it asks for a turn after the
 * next look again and again, as {@link QueuePass} does.
 */
public final class QueueWatch {
    private final BrokerShard shard;
    private final List<BrokerQueue> unchanged = new ArrayList<>();
    private final Predicate<BrokerQueue> changed;
    private final CompletableFuture<Integer> most = new CompletableFuture<>();
    private int mostSoFar;

    /**
     * Begins to watch.
     *
     * @param changed tells on the shard of a queue whether it has
     * @return how many queues changed at most between two looks, when all have; one for each shard
     */
    public static List<CompletableFuture<Integer>> begin(
            Collection<BrokerQueue> queues, Collection<BrokerShard> shards, Predicate<BrokerQueue> changed) {
        List<CompletableFuture<Integer>> watched = new ArrayList<>();
        for (BrokerShard shard : shards) {
            QueueWatch watch = new QueueWatch(shard, changed);
            queues.stream().filter(queue -> queue.shard() == shard).forEach(watch.unchanged::add);
            shard.execute(watch::look);
            watched.add(watch.most);
        }
        return watched;
    }

    /** The same of queues that are deleted. */
    public static List<CompletableFuture<Integer>> deletions(
            Collection<BrokerQueue> queues, Collection<BrokerShard> shards) {
        return begin(queues, shards, BrokerQueue::isDeleted);
    }

    private QueueWatch(BrokerShard shard, Predicate<BrokerQueue> changed) {
        this.shard = shard;
        this.changed = changed;
    }

    private void look() {
        int before = unchanged.size();
        unchanged.removeIf(changed);
        mostSoFar = Math.max(mostSoFar, before - unchanged.size());
        if (unchanged.isEmpty()) {
            most.complete(mostSoFar);
        } else {
            shard.nextTurn(this::look);
        }
    }
}
