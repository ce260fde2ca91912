package io.leveret.broker.vhost;

import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.VirtualHost.QueueAddition;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.Removed;
import io.leveret.exchange.Topology;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What changes in the topology of a virtual host, and all that belongs to a change: the version that ends cached
 * routes, the events that tell of it, the records of what is durable. One change may take more with it (bindings with
 * an end, auto-delete exchanges with their last binding); its records go to the store together.
 *
 * <p>On any shard's thread, under the virtual host's write lock: the records stand in the order of the changes.
 */
final class TopologyChanges {
    private final VirtualHost vhost;
    private final String name;
    private final VirtualHosts node;
    private final Topology topology;
    private final VhostCounters counters;
    private final TopologyEvents events;

    /** How many times something was taken out of it. Under the lock. */
    private long removals;

    /** Stores of exchanges that are gone, until the records of that are handed over. */
    private final List<BrokerQueue> ended = new ArrayList<>();

    /** An exchange to be added; {@code storeStream} is the number of its store in the log if it holds messages back. */
    record NewExchange(ExchangeDeclaration declaration, long storeStream) {}

    /** A queue to be added, what policies say to it, and its number in the log. */
    record NewQueue(QueueDefinition definition, EffectivePolicy policy, long stream) {}

    TopologyChanges(VirtualHost vhost, VirtualHosts node, Topology topology, VhostCounters counters) {
        this.vhost = vhost;
        this.name = vhost.name();
        this.node = node;
        this.topology = topology;
        this.counters = counters;
        this.events = new TopologyEvents(name, node.events());
    }

    /** To be looked at under the lock. */
    Topology topology() {
        return topology;
    }

    /** Another number than before: something was removed since, and the record of that written. Under the lock. */
    long removals() {
        return removals;
    }

    // ---- exchanges

    /** As {@link VirtualHost#declareExchange}. */
    boolean declareExchange(
            ExchangeDeclaration declaration,
            String alternateByPolicy,
            NewExchangeCheck check,
            Actor actor,
            Completion completion)
            throws AmqpException {
        boolean isNew = topology.exchange(declaration.name()) == null;
        if (isNew) {
            check.check();
        }
        Exchange exchange = topology.declare(declaration);
        List<Change> changes = new ArrayList<>();
        if (isNew) {
            if (exchange.delays()) {
                addStore(exchange, node.newStream(), node.currentShard());
            }
            added(exchange, alternateByPolicy, actor);
            if (exchange.durable()) {
                changes.add(TopologyRecords.exchange(name, exchange));
            }
        }
        return isNew || !exchange.durable()
                ? node.definitions().write(changes, completion)
                : node.definitions().await(completion);
    }

    private void added(Exchange exchange, String alternateByPolicy, Actor actor) {
        exchange.alternateByPolicy(alternateByPolicy);
        exchange.declaredBy(actor.user());
        vhost.topologyChanged();
        events.exchangeCreated(exchange, actor);
    }

    /** Adds an exchange whose record is written; says whether it could be. */
    boolean add(NewExchange added, String alternateByPolicy, BrokerShard home, Actor actor) throws AmqpException {
        if (topology.exchange(added.declaration().name()) != null) {
            return false;
        }
        Exchange exchange = topology.declare(added.declaration());
        if (exchange.delays()) {
            addStore(exchange, added.storeStream(), home);
        }
        added(exchange, alternateByPolicy, actor);
        return true;
    }

    /** As {@link VirtualHost#deleteExchange}. */
    boolean deleteExchange(String exchangeName, boolean ifUnused, Actor actor, Completion completion)
            throws AmqpException {
        Exchange exchange = topology.exchange(exchangeName);
        if (exchange == null) {
            return node.definitions().await(completion);
        }
        if (ifUnused && topology.inUse(exchange)) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED, "exchange '" + exchangeName + "' in vhost '" + name + "' in use");
        }
        List<Change> changes = new ArrayList<>();
        recordRemoval(topology.delete(exchange), null, changes, actor);
        return write(changes, completion);
    }

    // ---- bindings

    /** As {@link VirtualHost#bind}. */
    boolean bind(Binding binding, QueueOwner user, Actor actor, Completion completion) throws AmqpException {
        topology.checkBindable(binding);
        checkDestination(binding, user);
        boolean isNew = add(binding, actor);
        if (!isDurable(binding)) {
            return false;
        }
        return isNew
                ? node.definitions().write(List.of(TopologyRecords.binding(name, binding)), completion)
                : node.definitions().await(completion);
    }

    /** Adds a binding of which no record is written here; says whether it is new. */
    boolean add(Binding binding, Actor actor) throws AmqpException {
        boolean isNew = topology.bind(binding);
        if (isNew) {
            vhost.topologyChanged();
            events.bindingCreated(binding, actor);
        }
        return isNew;
    }

    /** As {@link VirtualHost#unbind}. */
    boolean unbind(Binding binding, QueueOwner user, Actor actor, Completion completion) throws AmqpException {
        if (!topology.isBound(binding)) {
            return node.definitions().await(completion);
        }
        checkDestination(binding, user);
        List<Change> changes = new ArrayList<>();
        recordRemoval(topology.unbind(binding), null, changes, actor);
        return write(changes, completion);
    }

    private void checkDestination(Binding binding, QueueOwner user) throws AmqpException {
        if (binding.kind() == DestinationKind.QUEUE) {
            ((BrokerQueue) topology.queue(binding.destination())).checkUsableBy(user);
        }
    }

    // ---- queues

    /** As {@link VirtualHost#addQueue}. */
    QueueAddition addQueue(
            QueueDefinition definition,
            EffectivePolicy policy,
            QueueOwner owner,
            BrokerShard home,
            Actor actor,
            Completion completion)
            throws AmqpException {
        BrokerQueue existing = (BrokerQueue) topology.queue(definition.name());
        if (existing != null) {
            return new QueueAddition(existing, false, false);
        }
        node.checkLimits(name, definition.name(), topology::queueCount);
        long stream = node.newStream();
        BrokerQueue queue = add(new NewQueue(definition, policy, stream), owner, home, actor);
        List<Change> changes = queue.durable() ? List.of(TopologyRecords.queue(name, definition, stream)) : List.of();
        return new QueueAddition(queue, true, node.definitions().write(changes, completion));
    }

    /** Adds a queue that is not there; on the shard it will live on. Its record is written by others. */
    BrokerQueue add(NewQueue added, QueueOwner owner, BrokerShard home, Actor actor) {
        BrokerQueue queue = new BrokerQueue(
                vhost,
                added.definition(),
                added.policy(),
                added.stream(),
                owner,
                home,
                node.counters(home).allocate());
        topology.addQueue(queue);
        node.added(queue);
        if (queue.options().expiresMs() != 0) {
            home.execute(() -> queue.begun(home));
        }
        vhost.topologyChanged();
        node.churn().count(Churn.QUEUE_CREATED);
        events.queueCreated(queue, owner, actor);
        return queue;
    }

    /** A queue was deleted on its shard: its bindings go with it. Nobody waits for the disk. */
    void queueDeleted(BrokerQueue queue, Actor actor) {
        List<Change> changes = new ArrayList<>();
        recordRemoval(topology.removeQueue(queue), queue, changes, actor);
        vhost.topologyChanged();
        node.churn().count(Churn.QUEUE_DELETED);
        events.queueDeleted(queue, actor);
        if (queue.durable()) {
            changes.add(TopologyRecords.queueDeleted(name, queue.name()));
        }
        write(changes, node.deletionOf(List.of(queue), node.unansweredWrite()));
    }

    // ---- stores of delayed messages

    /** Gives an exchange a queue for what it holds back. */
    void addStore(Exchange exchange, long stream, BrokerShard home) {
        BrokerQueue store = BrokerQueue.storeOf(exchange, vhost, stream, home);
        exchange.store(store);
        node.added(store);
    }

    /** Hands over what a removal changed; then stores that it ended may let go of what they have. */
    private boolean write(List<Change> changes, Completion completion) {
        boolean waits = node.definitions().write(changes, node.deletionOf(ended, completion));
        endStores();
        return waits;
    }

    // ---- the end

    /** As {@link VirtualHost#records}; what holds messages back ends with it. */
    List<Change> records(Predicate<String> predeclared) {
        List<Change> deletions = new ArrayList<>();
        for (Binding binding : topology.explicitBindings()) {
            deletions.add(TopologyRecords.bindingDeleted(name, binding));
        }
        for (Exchange exchange : topology.exchanges()) {
            if (exchange.durable() && !predeclared.test(exchange.name())) {
                deletions.add(TopologyRecords.exchangeDeleted(name, exchange.name()));
            }
            counters.forget(exchange);
            node.histories().forget(exchange);
        }
        deletions.add(TopologyRecords.vhostDeleted(name));
        stores().forEach(this::endStore);
        return deletions;
    }

    /** Those of all exchanges. */
    List<BrokerQueue> stores() {
        return topology.exchanges().stream()
                .filter(exchange -> exchange.store() != null)
                .map(exchange -> (BrokerQueue) exchange.store())
                .toList();
    }

    private void endStores() {
        ended.forEach(this::endStore);
        ended.clear();
    }

    /** A store stays on the shard that it was made on, where it ends after what was sent there before. */
    private void endStore(BrokerQueue store) {
        store.shard().execute(() -> {
            node.removed(store);
            store.endStore();
        });
    }

    // ---- records and events

    /** A binding lasts over a restart if both its ends do. */
    boolean isDurable(Binding binding) {
        return isDurable(binding, List.of(), null);
    }

    /** As before a removal: what was removed is in the topology no more. */
    private boolean isDurable(Binding binding, List<Exchange> removedExchanges, BrokerQueue removedQueue) {
        if (!isDurable(binding.source(), removedExchanges)) {
            return false;
        }
        if (binding.kind() == DestinationKind.EXCHANGE) {
            return isDurable(binding.destination(), removedExchanges);
        }
        boolean removed = removedQueue != null && removedQueue.name().equals(binding.destination());
        QueueDestination queue = removed ? removedQueue : topology.queue(binding.destination());
        return queue != null && queue.durable();
    }

    private boolean isDurable(String exchangeName, List<Exchange> removedExchanges) {
        Exchange exchange = topology.exchange(exchangeName);
        for (int i = 0; exchange == null && i < removedExchanges.size(); i++) {
            Exchange removed = removedExchanges.get(i);
            exchange = removed.name().equals(exchangeName) ? removed : null;
        }
        return exchange != null && exchange.durable();
    }

    private void recordRemoval(Removed removed, BrokerQueue queue, List<Change> changes, Actor actor) {
        removals++;
        if (removed.bindings().isEmpty() && removed.exchanges().isEmpty()) {
            return;
        }
        vhost.topologyChanged();
        for (Binding binding : removed.bindings()) {
            events.bindingDeleted(binding, actor);
            if (isDurable(binding, removed.exchanges(), queue)) {
                changes.add(TopologyRecords.bindingDeleted(name, binding));
            }
        }
        for (Exchange exchange : removed.exchanges()) {
            recordExchangeRemoval(exchange, changes, actor);
        }
    }

    private void recordExchangeRemoval(Exchange exchange, List<Change> changes, Actor actor) {
        vhost.topologyChanged();
        counters.forget(exchange);
        node.histories().forget(exchange);
        if (exchange.store() != null) {
            ended.add((BrokerQueue) exchange.store());
        }
        events.exchangeDeleted(exchange, actor);
        if (exchange.durable()) {
            changes.add(TopologyRecords.exchangeDeleted(name, exchange.name()));
        }
    }
}
