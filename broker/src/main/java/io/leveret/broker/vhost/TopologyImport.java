package io.leveret.broker.vhost;

import io.leveret.broker.policies.Policies;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.TopologyChanges.NewExchange;
import io.leveret.broker.vhost.TopologyChanges.NewQueue;
import io.leveret.codec.AmqpException;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.ExchangeRules;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.Topology;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * What an import adds to one virtual host: very many objects, perhaps, of which after a crash all are there or none.
 *
 * <p>So all of their records are one write, and as nobody may find a queue whose record the log does not have, that
 * write is handed over first ({@link #handOver}), while no one else can change the virtual hosts. Then the objects are
 * made, a few in each turn of a shard ({@link #make}), while clients go on declaring and deleting. A client that is
 * faster than the import is treated as if it had come before: what it has declared stays. If that leaves something in
 * the log which is not there, a correction follows. A crash in between can leave a binding without an end, which a
 * start therefore leaves out.
 *
 * <p>To be filled, handed over and made by one thread, which is no shard's, in the order of administrators' changes:
 * policies stay what they are meanwhile.
 */
public final class TopologyImport {
    /** Who changes the virtual host waits for so many to be looked at. */
    private static final int OBJECTS_A_LOOK = 1_000;

    private final VirtualHosts node;
    private final VirtualHost vhost;
    private final Actor actor;
    private final Map<String, NewExchange> exchanges = new LinkedHashMap<>();
    private final Map<String, QueueDefinition> queues = new LinkedHashMap<>();
    private final Map<String, Long> streams = new HashMap<>();
    private final List<Binding> bindings = new ArrayList<>();

    /** Which of the bindings lead from and to what lasts, as the records say. */
    private final BitSet durable = new BitSet();

    /** The topology's, before it was looked at last. */
    private long versionSeen;

    /** What had been removed from the virtual host when the records were handed over. */
    private long removalsBefore;

    /** An import that adds nothing yet; before anybody looks at what is there to find out what it is to add. */
    public TopologyImport(VirtualHosts node, VirtualHost vhost, Actor actor) {
        this.node = node;
        this.vhost = vhost;
        this.actor = actor;
        this.versionSeen = vhost.topologyVersion();
    }

    /** Adds an exchange that is not there, and in order. */
    public void add(ExchangeDeclaration exchange) {
        boolean delays = ExchangeRules.delays(exchange.type());
        exchanges.put(exchange.name(), new NewExchange(exchange, delays ? node.newStream() : 0));
    }

    /** Adds a queue that is not there, and in order. */
    public void add(QueueDefinition queue) {
        queues.put(queue.name(), queue);
        streams.put(queue.name(), node.newStream());
    }

    /** Adds a binding that is not there, and possible when the exchanges and queues are. */
    public void add(Binding binding) {
        bindings.add(binding);
    }

    /** The records of all that lasts. */
    public List<Change> changes() {
        String name = vhost.name();
        List<Change> changes = new ArrayList<>();
        exchanges.values().stream()
                .filter(each -> each.declaration().durable())
                .forEach(each -> changes.add(record(each)));
        queues.values().stream()
                .filter(QueueDefinition::durable)
                .forEach(each -> changes.add(record(each, streams.get(each.name()))));
        all(places(), (topology, i) -> {
            durable.set(i, Boolean.TRUE.equals(isDurable(bindings.get(i), topology)));
            return true;
        });
        durable.stream().forEach(i -> changes.add(TopologyRecords.binding(name, bindings.get(i))));
        return changes;
    }

    /** Of the bindings. */
    private List<Integer> places() {
        return IntStream.range(0, bindings.size()).boxed().toList();
    }

    /** Whether something holds for each; who changes the virtual host waits for a few at a time. */
    private <T> boolean all(Collection<T> each, BiPredicate<Topology, T> holds) {
        Iterator<T> left = each.iterator();
        boolean all = true;
        while (all && left.hasNext()) {
            all = vhost.look(topology -> {
                boolean some = true;
                for (int i = 0; some && i < OBJECTS_A_LOOK && left.hasNext(); i++) {
                    some = holds.test(topology, left.next());
                }
                return some;
            });
        }
        return all;
    }

    private Change record(NewExchange added) {
        return TopologyRecords.exchange(vhost.name(), added.declaration(), added.storeStream(), actor.user());
    }

    private Change record(QueueDefinition added, long stream) {
        return TopologyRecords.queue(vhost.name(), added, stream);
    }

    /** Whether a binding will last; null if one of its ends is missing. */
    private Boolean isDurable(Binding binding, Topology topology) {
        Boolean source = exchange(binding.source(), topology);
        Boolean destination = binding.kind() == DestinationKind.EXCHANGE
                ? exchange(binding.destination(), topology)
                : queue(binding.destination(), topology);
        return source == null || destination == null ? null : (Boolean) (source && destination);
    }

    private Boolean exchange(String name, Topology topology) {
        NewExchange added = exchanges.get(name);
        if (added != null) {
            return added.declaration().durable();
        }
        Exchange there = topology.exchange(name);
        return there == null ? null : (Boolean) there.durable();
    }

    private Boolean queue(String name, Topology topology) {
        QueueDefinition added = queues.get(name);
        if (added != null) {
            return added.durable();
        }
        QueueDestination there = topology.queue(name);
        return there == null ? null : (Boolean) there.durable();
    }

    /**
     * Runs something while none of the virtual hosts can change, if all still is as the records have it.
     *
     * @return false if it is not, and nothing was run: the imports are to be made anew
     */
    public static boolean handOver(List<TopologyImport> imports, Runnable handOver) {
        List<TopologyImport> concerned =
                imports.stream().filter(TopologyImport::addsAnything).toList();
        // Without the locks: with them seldom anything is left to look at.
        if (!concerned.stream().allMatch(TopologyImport::fits)) {
            return false;
        }
        int locked = 0;
        try {
            for (TopologyImport each : concerned) {
                each.vhost.readLock().lock();
                locked++;
                if (!each.fits()) {
                    return false;
                }
                each.removalsBefore = each.vhost.removals();
            }
            handOver.run();
            return true;
        } finally {
            while (locked > 0) {
                concerned.get(--locked).vhost.readLock().unlock();
            }
        }
    }

    private boolean addsAnything() {
        return !exchanges.isEmpty() || !queues.isEmpty() || !bindings.isEmpty();
    }

    /** Whether all still is as the records have it; at once if nothing has changed since it was looked at last. */
    private boolean fits() {
        long version = vhost.topologyVersion();
        if (version != versionSeen) {
            if (!all(exchanges.keySet(), (topology, name) -> topology.exchange(name) == null)
                    || !all(queues.keySet(), (topology, name) -> topology.queue(name) == null)
                    || !all(places(), this::isAsRecorded)) {
                return false;
            }
            versionSeen = version;
        }
        return true;
    }

    private boolean isAsRecorded(Topology topology, int place) {
        Boolean now = isDurable(bindings.get(place), topology);
        return now != null && now == durable.get(place);
    }

    /** Makes everything; it is done when all of it is there, and fails if the node stops. */
    public CompletableFuture<Void> make() {
        Policies policies = vhost.policies();
        List<NewQueue> newQueues = new ArrayList<>();
        for (QueueDefinition each : queues.values()) {
            newQueues.add(new NewQueue(each, VhostPolicies.of(policies, each), streams.get(each.name())));
        }
        Map<String, String> alternates = new HashMap<>();
        exchanges.keySet().forEach(each -> alternates.put(each, VhostPolicies.alternate(policies, each)));
        BrokerShard first = node.anyShard();
        int shards = node.shards().count();
        return pieces(
                        List.of(first),
                        List.copyOf(exchanges.values()),
                        (added, home, to) ->
                                add(added, alternates.get(added.declaration().name()), home, to))
                .thenCompose(made -> pieces(
                        IntStream.range(0, shards).mapToObj(node.shards()::get).toList(), newQueues, this::add))
                .thenCompose(made -> pieces(List.of(first), places(), this::bind));
    }

    /** Shares objects out among shards, each of which makes a few in a turn. */
    private <T> CompletableFuture<Void> pieces(List<BrokerShard> shards, List<T> all, ImportPass.Maker<T> maker) {
        List<CompletableFuture<Void>> passes = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            List<T> share = new ArrayList<>();
            for (int each = i; each < all.size(); each += shards.size()) {
                share.add(all.get(each));
            }
            passes.add(new ImportPass<>(node, vhost, shards.get(i), share, maker).start());
        }
        return CompletableFuture.allOf(passes.toArray(CompletableFuture[]::new));
    }

    /**
     * Somebody has removed something since the records were handed over: perhaps what is made now, since he had
     * declared it himself, and then the record of that stands behind the import's.
     */
    private boolean mayBeRemoved(ImportPass.Step step) {
        return step.changes().removals() != removalsBefore;
    }

    // ---- one object, under the lock; or with null changes when the virtual host is being deleted

    private void add(NewExchange added, String alternate, BrokerShard home, ImportPass.Step step) {
        String name = added.declaration().name();
        try {
            if (step.changes() != null && step.changes().add(added, alternate, home, actor)) {
                if (added.declaration().durable() && mayBeRemoved(step)) {
                    step.correct(record(added));
                }
                return;
            }
        } catch (AmqpException e) {
            throw new IllegalStateException("an exchange that was checked is refused: " + e.getMessage(), e);
        }
        Exchange there =
                step.changes() == null ? null : step.changes().topology().exchange(name);
        if (added.declaration().durable() && (there == null || !there.durable())) {
            step.correct(TopologyRecords.exchangeDeleted(vhost.name(), name));
        }
    }

    private void add(NewQueue added, BrokerShard home, ImportPass.Step step) {
        String name = added.definition().name();
        QueueDestination there =
                step.changes() == null ? null : step.changes().topology().queue(name);
        if (step.changes() != null && there == null) {
            step.changes().add(added, null, home, actor);
            if (added.definition().durable() && mayBeRemoved(step)) {
                step.correct(record(added.definition(), added.stream()));
            }
        } else if (added.definition().durable() && (there == null || !there.durable())) {
            step.correct(TopologyRecords.queueDeleted(vhost.name(), name));
        }
    }

    private void bind(Integer index, BrokerShard home, ImportPass.Step step) {
        Binding binding = bindings.get(index);
        boolean lasts = false;
        try {
            if (step.changes() != null) {
                boolean isNew = step.changes().add(binding, actor);
                lasts = step.changes().isDurable(binding);
                PastDelivery past = isNew ? vhost.past(binding) : null;
                if (past != null) {
                    step.afterwards(() -> past.bring(home));
                }
                // If it is not new, a client has written what is to be written.
                if (isNew && lasts && (!durable.get(index) || mayBeRemoved(step))) {
                    step.correct(TopologyRecords.binding(vhost.name(), binding));
                }
            }
        } catch (AmqpException endIsGone) {
            // A client has deleted it since, or declared another in its place: as if it had done so afterwards.
            step.skipped(binding, endIsGone);
        }
        if (durable.get(index) && !lasts) {
            step.correct(TopologyRecords.bindingDeleted(vhost.name(), binding));
        }
    }
}
