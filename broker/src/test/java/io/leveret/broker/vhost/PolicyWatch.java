package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * Counts how many queues of a shard change between two looks of the shard at its sockets: it asks for a turn after the
 * next look again and again, as {@link PolicyPass} does.
 */
public final class PolicyWatch {
    private final BrokerShard shard;
    private final List<BrokerQueue> unchanged = new ArrayList<>();
    private final LongPredicate wanted;
    private final CompletableFuture<Integer> most = new CompletableFuture<>();
    private int mostSoFar;

    /**
     * Begins to watch.
     *
     * @param wanted tells by {@code expires} whether a queue has changed
     * @return how many queues changed at most between two looks, when all have; one for each shard
     */
    public static List<CompletableFuture<Integer>> begin(
            Collection<BrokerQueue> queues, Collection<BrokerShard> shards, LongPredicate wanted) {
        List<CompletableFuture<Integer>> watched = new ArrayList<>();
        for (BrokerShard shard : shards) {
            PolicyWatch watch = new PolicyWatch(shard, wanted);
            queues.stream().filter(queue -> queue.shard() == shard).forEach(watch.unchanged::add);
            shard.execute(watch::look);
            watched.add(watch.most);
        }
        return watched;
    }

    private PolicyWatch(BrokerShard shard, LongPredicate wanted) {
        this.shard = shard;
        this.wanted = wanted;
    }

    private void look() {
        int before = unchanged.size();
        unchanged.removeIf(queue -> wanted.test(queue.options().expiresMs()));
        mostSoFar = Math.max(mostSoFar, before - unchanged.size());
        if (unchanged.isEmpty()) {
            most.complete(mostSoFar);
        } else {
            shard.nextTurn(this::look);
        }
    }
}
