package io.leveret.broker.vhost;

import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.Headers;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.Removed;
import io.leveret.exchange.Route;
import io.leveret.exchange.RoutingKeys;
import io.leveret.exchange.Topology;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One virtual host: its exchanges, queues and bindings.
 *
 * <p>All shards read and change the topology, under a lock that is held for the change alone; records for the store are
 * handed over while it is held, so they stand in the order of the changes. Routes are cached by each shard and die with
 * {@link #topologyVersion}. Methods that change something durable take a completion; they return false if it will not
 * be called because there is nothing to wait for.
 */
public final class VirtualHost {
    private final String name;
    private final VirtualHosts node;
    private final Topology topology;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final RouteCache[] routeCaches;
    private final ExchangeCounters exchangeCounters;
    private volatile long topologyVersion;

    VirtualHost(String name, VirtualHosts node) {
        this.name = name;
        this.node = node;
        this.topology = new Topology(name);
        this.routeCaches = new RouteCache[node.shards().count()];
        for (int i = 0; i < routeCaches.length; i++) {
            routeCaches[i] = new RouteCache(this, i);
        }
        this.exchangeCounters = new ExchangeCounters(node);
    }

    public String name() {
        return name;
    }

    Shards shards() {
        return node.shards();
    }

    long topologyVersion() {
        return topologyVersion;
    }

    /** The routes of one shard; for its thread. */
    public RouteCache routes(BrokerShard shard) {
        return routeCaches[shard.index()];
    }

    // ---- looking up

    /** An exchange, or null. */
    public Exchange exchange(String exchange) {
        lock.readLock().lock();
        try {
            return topology.exchange(exchange);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** An exchange that must be there. */
    public Exchange exchangeOrThrow(String exchange) throws AmqpException {
        Exchange found = exchange(exchange);
        if (found == null) {
            throw noExchange(exchange);
        }
        return found;
    }

    private AmqpException noExchange(String exchange) {
        return new AmqpException(ReplyCode.NOT_FOUND, "no exchange '" + exchange + "' in vhost '" + name + "'");
    }

    /** A queue, or null. */
    public BrokerQueue queue(String queue) {
        lock.readLock().lock();
        try {
            return (BrokerQueue) topology.queue(queue);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The refusal that names a queue which is not there. */
    public AmqpException noQueue(String queue) {
        return new AmqpException(ReplyCode.NOT_FOUND, "no queue '" + queue + "' in vhost '" + name + "'");
    }

    /** A queue that must be there. */
    public BrokerQueue queueOrThrow(String queue) throws AmqpException {
        BrokerQueue found = queue(queue);
        if (found == null) {
            throw noQueue(queue);
        }
        return found;
    }

    /** All queues, as of now. */
    public List<BrokerQueue> queues() {
        lock.readLock().lock();
        try {
            List<BrokerQueue> all = new ArrayList<>();
            for (QueueDestination queue : topology.queues()) {
                all.add((BrokerQueue) queue);
            }
            return all;
        } finally {
            lock.readLock().unlock();
        }
    }

    // ---- routing

    /** Makes the route for an address, to be kept by {@code shardIndex}. */
    CachedRoute route(byte[] address, int shardIndex) throws AmqpException {
        int exchangeLength = address[0] & 0xff;
        String exchangeName = WireStrings.decode(address, 1, exchangeLength);
        int keyAt = exchangeLength + 2;
        String routingKey = WireStrings.decode(address, keyAt, address.length - keyAt);
        lock.readLock().lock();
        try {
            Exchange exchange = topology.exchange(exchangeName);
            if (exchange == null) {
                throw noExchange(exchangeName);
            }
            Route route = new Route();
            topology.route(exchange, RoutingKeys.of(routingKey), Headers.NONE, route);
            List<BrokerQueue> queues = route.dependsOnHeaders() ? null : queuesOf(route);
            CounterBlock counters = exchangeCounters.of(exchange, shardIndex);
            return new CachedRoute(address, exchange, routingKey, queues, counters, topologyVersion);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Routes one message whose way depends on more than its key. */
    public List<BrokerQueue> route(Exchange exchange, RoutingKeys keys, Headers headers) {
        Route route = new Route();
        lock.readLock().lock();
        try {
            topology.route(exchange, keys, headers, route);
            return queuesOf(route);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<BrokerQueue> queuesOf(Route route) {
        List<BrokerQueue> queues = new ArrayList<>(route.size());
        for (int i = 0; i < route.size(); i++) {
            queues.add((BrokerQueue) route.get(i));
        }
        return queues;
    }

    // ---- exchanges

    /** Declares an exchange, or checks an existing one against the declaration. */
    public boolean declareExchange(ExchangeDeclaration declaration, Actor actor, Completion completion)
            throws AmqpException {
        lock.writeLock().lock();
        try {
            boolean isNew = topology.exchange(declaration.name()) == null;
            Exchange exchange = topology.declare(declaration);
            List<Change> changes = new ArrayList<>();
            if (isNew) {
                topologyVersion++;
                tell(EventType.EXCHANGE_CREATED, declaration.name(), actor);
                if (exchange.durable()) {
                    changes.add(TopologyRecords.exchange(name, exchange));
                }
            }
            return isNew || !exchange.durable()
                    ? node.definitions().write(changes, completion)
                    : node.definitions().await(completion);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Deletes an exchange with all its bindings; one that is not there is deleted already. */
    public boolean deleteExchange(String exchangeName, boolean ifUnused, Actor actor, Completion completion)
            throws AmqpException {
        lock.writeLock().lock();
        try {
            Exchange exchange = topology.exchange(exchangeName);
            List<Change> changes = new ArrayList<>();
            if (exchange != null) {
                if (ifUnused && topology.inUse(exchange)) {
                    throw new AmqpException(
                            ReplyCode.PRECONDITION_FAILED,
                            "exchange '" + exchangeName + "' in vhost '" + name + "' in use");
                }
                recordRemoval(topology.delete(exchange), null, changes, actor);
            }
            return node.definitions().write(changes, completion);
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- bindings

    /**
     * Binds; a binding that is there already is not made twice.
     *
     * @param user the connection that asks, which may be the owner of the queue
     * @throws AmqpException what {@link Topology#checkBindable} refuses, and only then 405 if the queue is another
     *     connection's own (RabbitMQ 4.0.5 behaviour)
     */
    public boolean bind(Binding binding, QueueOwner user, Actor actor, Completion completion) throws AmqpException {
        lock.writeLock().lock();
        try {
            topology.checkBindable(binding);
            checkDestination(binding, user);
            boolean isNew = topology.bind(binding);
            if (isNew) {
                topologyVersion++;
                tell(EventType.BINDING_CREATED, describe(binding), actor);
            }
            if (!isDurable(binding)) {
                return false;
            }
            return isNew
                    ? node.definitions().write(List.of(TopologyRecords.binding(name, binding)), completion)
                    : node.definitions().await(completion);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void checkDestination(Binding binding, QueueOwner user) throws AmqpException {
        if (binding.kind() == DestinationKind.QUEUE) {
            ((BrokerQueue) topology.queue(binding.destination())).checkUsableBy(user);
        }
    }

    /**
     * Unbinds; a binding that is not there is gone already.
     *
     * @param user the connection that asks, which may be the owner of the queue
     * @throws AmqpException 405 if the binding is there and the queue another connection's own
     */
    public boolean unbind(Binding binding, QueueOwner user, Actor actor, Completion completion) throws AmqpException {
        lock.writeLock().lock();
        try {
            if (topology.isBound(binding)) {
                checkDestination(binding, user);
            }
            List<Change> changes = new ArrayList<>();
            recordRemoval(topology.unbind(binding), null, changes, actor);
            return node.definitions().write(changes, completion);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A binding lasts over a restart if both its ends do. */
    private boolean isDurable(Binding binding) {
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

    private static String describe(Binding binding) {
        return binding.source() + " -> " + binding.destination() + " (" + binding.routingKey() + ")";
    }

    private void recordRemoval(Removed removed, BrokerQueue queue, List<Change> changes, Actor actor) {
        if (removed.bindings().isEmpty() && removed.exchanges().isEmpty()) {
            return;
        }
        topologyVersion++;
        for (Binding binding : removed.bindings()) {
            tell(EventType.BINDING_DELETED, describe(binding), actor);
            if (isDurable(binding, removed.exchanges(), queue)) {
                changes.add(TopologyRecords.bindingDeleted(name, binding));
            }
        }
        for (Exchange exchange : removed.exchanges()) {
            recordExchangeRemoval(exchange, changes, actor);
        }
    }

    private void recordExchangeRemoval(Exchange exchange, List<Change> changes, Actor actor) {
        topologyVersion++;
        exchangeCounters.forget(exchange);
        tell(EventType.EXCHANGE_DELETED, exchange.name(), actor);
        if (exchange.durable()) {
            changes.add(TopologyRecords.exchangeDeleted(name, exchange.name()));
        }
    }

    // ---- queues

    /**
     * Adds a queue unless one of that name is there.
     *
     * @param owner the connection that alone may use it, or null
     * @param home the shard it will live on
     * @return the queue that is there now: a new one is in {@code added}, not in the completion's way
     */
    public QueueAddition addQueue(
            QueueDefinition definition, QueueOwner owner, BrokerShard home, Actor actor, Completion completion) {
        lock.writeLock().lock();
        try {
            BrokerQueue existing = (BrokerQueue) topology.queue(definition.name());
            if (existing != null) {
                return new QueueAddition(existing, false, false);
            }
            BrokerQueue queue = new BrokerQueue(
                    this, definition, owner, home, node.counters(home).allocate());
            topology.addQueue(queue);
            topologyVersion++;
            node.churn().count(Churn.QUEUE_CREATED);
            tell(EventType.QUEUE_CREATED, definition.name(), actor);
            List<Change> changes = queue.durable() ? List.of(TopologyRecords.queue(name, definition)) : List.of();
            return new QueueAddition(queue, true, node.definitions().write(changes, completion));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** What {@link #addQueue} found or made; {@code waits} if its completion will be called. */
    public record QueueAddition(BrokerQueue queue, boolean added, boolean waits) {}

    /** Waits for what was written of a queue, or of one that was deleted; false if nothing was, or it is on disk. */
    public boolean awaitDefinition(QueueDefinition queue, Completion completion) {
        return queue.durable() && node.definitions().await(completion);
    }

    /** A queue was deleted on its shard: takes it out of the topology, with its bindings. */
    void queueDeleted(BrokerQueue queue, Actor actor) {
        lock.writeLock().lock();
        try {
            List<Change> changes = new ArrayList<>();
            recordRemoval(topology.removeQueue(queue), queue, changes, actor);
            topologyVersion++;
            node.churn().count(Churn.QUEUE_DELETED);
            tell(EventType.QUEUE_DELETED, queue.name(), actor);
            if (queue.durable()) {
                changes.add(TopologyRecords.queueDeleted(name, queue.name()));
            }
            if (!changes.isEmpty()) {
                node.definitions().write(changes, node.unansweredWrite());
            }
        } finally {
            lock.writeLock().unlock();
        }
        node.counters(queue.shard()).release(queue.counters());
        QueueOwner owner = queue.exclusiveOwner();
        if (owner != null) {
            Shards.send(queue.shard(), owner.shard(), () -> owner.queueDeleted(queue));
        }
    }

    private void tell(EventType type, String object, Actor actor) {
        node.events()
                .publish(new Event(type, name, object, actor.user(), actor.peer(), System.currentTimeMillis(), ""));
    }

    // ---- start

    /** Puts back an exchange that was stored. */
    void restore(ExchangeDeclaration declaration) throws AmqpException {
        topology.declare(declaration);
    }

    /** Puts back a queue that was stored. */
    void restore(QueueDefinition definition, BrokerShard home) {
        topology.addQueue(new BrokerQueue(
                this, definition, null, home, node.counters(home).allocate()));
    }

    /** Puts back a binding that was stored. */
    void restore(Binding binding) throws AmqpException {
        topology.bind(binding);
    }
}
