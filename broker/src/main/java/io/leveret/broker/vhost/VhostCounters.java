package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.counters.NodeTotals;
import io.leveret.broker.counters.TotalCounters;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.exchange.Exchange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counters of a virtual host: its totals, shard by shard, and those of its exchanges: since every shard publishes to
 * every exchange, each has a block on each shard that used it.
 */
public final class VhostCounters {
    private final VirtualHosts node;
    private final TotalCounters[] totals;
    private final Map<Exchange, AtomicReferenceArray<CounterBlock>> blocks = new ConcurrentHashMap<>();

    /** Empty unless pairs are counted. */
    private final List<RoutedPairs> routed = new ArrayList<>();

    VhostCounters(VirtualHosts node, VirtualHost vhost) {
        this.node = node;
        this.totals = NodeTotals.ofShards(node.shards().count());
        for (int i = 0; node.countsPairs() && i < node.shards().count(); i++) {
            routed.add(new RoutedPairs(vhost, node.counters(node.shards().get(i))));
        }
    }

    /** Pairs of exchanges and queues on a shard, null if they are not counted; for that shard. */
    public RoutedPairs routed(BrokerShard shard) {
        return routed.isEmpty() ? null : routed.get(shard.index());
    }

    /** The same of all shards; none if they are not counted. Any thread. */
    public List<RoutedPairs> routed() {
        return Collections.unmodifiableList(routed);
    }

    /** What its clients do on a shard; for that shard. */
    public TotalCounters totals(BrokerShard shard) {
        return totals[shard.index()];
    }

    /** What its clients have done. Any thread. */
    public TotalCounters.Sum sum() {
        return NodeTotals.sumOf(totals);
    }

    /** The virtual host is about to be found: what is counted in it counts for the node. */
    void begin() {
        node.totals().add(totals);
    }

    /** The virtual host is gone. */
    void retire() {
        node.totals().retire(totals);
    }

    /** The block of a shard; on that shard, under the topology's lock, so that the exchange is still there. */
    CounterBlock of(Exchange exchange, int shardIndex) {
        AtomicReferenceArray<CounterBlock> perShard = blocks.computeIfAbsent(
                exchange, any -> new AtomicReferenceArray<>(node.shards().count()));
        CounterBlock block = perShard.get(shardIndex);
        if (block == null) {
            block = node.counters(node.shards().get(shardIndex)).allocate();
            perShard.set(shardIndex, block);
        }
        return block;
    }

    /** The sum over all shards. Any thread. */
    public long total(Exchange exchange, MessageStat stat) {
        AtomicReferenceArray<CounterBlock> perShard = blocks.get(exchange);
        long total = 0;
        for (int i = 0; perShard != null && i < perShard.length(); i++) {
            CounterBlock block = perShard.get(i);
            total += block == null ? 0 : block.get(stat);
        }
        return total;
    }

    /** Whether nothing was ever counted. Any thread. */
    public boolean isUnused(Exchange exchange) {
        AtomicReferenceArray<CounterBlock> perShard = blocks.get(exchange);
        for (int i = 0; perShard != null && i < perShard.length(); i++) {
            CounterBlock block = perShard.get(i);
            if (block != null && !block.isUnused()) {
                return false;
            }
        }
        return true;
    }

    /** An exchange is gone: its blocks go back to their shards. */
    void forget(Exchange exchange) {
        AtomicReferenceArray<CounterBlock> perShard = blocks.remove(exchange);
        for (int i = 0; perShard != null && i < perShard.length(); i++) {
            CounterBlock block = perShard.get(i);
            if (block != null) {
                node.release(i, block);
            }
        }
    }
}
