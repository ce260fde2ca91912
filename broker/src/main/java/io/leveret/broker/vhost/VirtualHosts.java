package io.leveret.broker.vhost;

import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.counters.CounterArena;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.codec.AmqpException;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual hosts of a node, and what they share: shards, counters, events, the way to the disk. Any thread. */
public final class VirtualHosts {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualHosts.class);

    private final Shards shards;
    private final Definitions definitions;
    private final EventBus events;
    private final ChurnCounters churn;
    private final CounterArena[] counters;
    private final Map<String, VirtualHost> byName = new ConcurrentHashMap<>();
    private int nextHome;

    public VirtualHosts(Shards shards, Definitions definitions, EventBus events, ChurnCounters churn) {
        this.shards = shards;
        this.definitions = definitions;
        this.events = events;
        this.churn = churn;
        this.counters = new CounterArena[shards.count()];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new CounterArena();
        }
    }

    /** A virtual host, or null. */
    public VirtualHost get(String name) {
        return byName.get(name);
    }

    public Collection<VirtualHost> all() {
        return byName.values();
    }

    /** Adds a virtual host unless it is there; the changes are to be written. */
    public List<Change> add(String name) {
        boolean added = byName.putIfAbsent(name, new VirtualHost(name, this)) == null;
        return added ? List.of(TopologyRecords.vhost(name)) : List.of();
    }

    Shards shards() {
        return shards;
    }

    Definitions definitions() {
        return definitions;
    }

    EventBus events() {
        return events;
    }

    ChurnCounters churn() {
        return churn;
    }

    /** Counters of a shard, for its thread. */
    public CounterArena counters(BrokerShard shard) {
        return counters[shard.index()];
    }

    /** Gives a block back on the shard it belongs to. */
    void release(int shardIndex, CounterBlock block) {
        shards.get(shardIndex).execute(() -> counters[shardIndex].release(block));
    }

    /** For changes that nobody waits for. */
    Completion unansweredWrite() {
        return new Completion() {
            @Override
            public void durable() {
                // Nobody waits.
            }

            @Override
            public void failed(Exception cause) {
                LOG.error("a deletion could not be written; what was deleted may be back after a restart", cause);
            }
        };
    }

    // ---- start

    /**
     * Puts back one stored record, if it is of a kind that belongs here. Before any shard runs, in the order of the
     * kinds.
     *
     * @return false if the kind is not one of a virtual host's
     */
    public boolean restore(byte kind, byte[] value) {
        try {
            switch (kind) {
                case DefinitionKinds.VHOST -> {
                    String name = TopologyRecords.readVhost(value);
                    byName.put(name, new VirtualHost(name, this));
                }
                case DefinitionKinds.EXCHANGE -> {
                    TopologyRecords.StoredExchange stored = TopologyRecords.readExchange(value);
                    ExchangeDeclaration declaration = stored.declaration();
                    vhostOf(stored.vhost()).restore(declaration);
                }
                case DefinitionKinds.QUEUE -> {
                    TopologyRecords.StoredQueue stored = TopologyRecords.readQueue(value);
                    BrokerShard home = shards.get(nextHome++ % shards.count());
                    vhostOf(stored.vhost()).restore(stored.definition(), home);
                }
                case DefinitionKinds.BINDING -> {
                    TopologyRecords.StoredBinding stored = TopologyRecords.readBinding(value);
                    vhostOf(stored.vhost()).restore(stored.binding());
                }
                default -> {
                    return false;
                }
            }
        } catch (AmqpException e) {
            throw new IllegalStateException("a stored definition cannot be put back: " + e.getMessage(), e);
        }
        return true;
    }

    private VirtualHost vhostOf(String name) {
        VirtualHost vhost = byName.get(name);
        if (vhost == null) {
            throw new IllegalStateException(
                    "a stored definition names virtual host '" + name + "', which is not there");
        }
        return vhost;
    }
}
