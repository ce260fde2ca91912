package io.leveret.broker.vhost;

import io.leveret.broker.arguments.EffectiveOptions;
import io.leveret.broker.arguments.QueueArguments;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.counters.DeadLetterCounters;
import io.leveret.broker.policies.EffectivePolicy;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.vhost.TopologyRecords.StoredExchange;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.Topology;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One virtual host: its exchanges, queues and bindings.
 *
 * <p>All shards read and change the topology, under a lock that is held for the change alone; what a change is made of
 * is with {@link TopologyChanges}. Records for the store are handed over while the lock is held, so they stand in the
 * order of the changes. The ways of messages are with {@link VhostRouting}. Methods that change something durable take
 * a completion; they return false if it will not be called because there is nothing to wait for.
 */
public final class VirtualHost {
    private final String name;
    private final VirtualHosts node;
    private final Topology topology;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final VhostRouting routing;
    private final VhostCounters counters;
    private final TopologyChanges changes;
    private volatile long topologyVersion;
    private final VhostPolicies policies = new VhostPolicies(this);

    /** Null unless tracing is on. */
    private volatile Firehose firehose;

    /** It is being deleted: nothing is added any more. Under the lock. */
    private boolean closed;

    private final Set<String> predeclared;
    private volatile VhostMetadata metadata;

    VirtualHost(String name, VirtualHosts node, VhostMetadata metadata) {
        this.name = name;
        this.metadata = metadata;
        this.node = node;
        this.topology = new Topology(name);
        OwnExchanges.predeclare(topology, node);
        this.routing = new VhostRouting(this, node.histories(), topology, lock.readLock());
        this.predeclared = topology.exchanges().stream().map(Exchange::name).collect(Collectors.toUnmodifiableSet());
        this.counters = new VhostCounters(node, this);
        this.changes = new TopologyChanges(this, node, topology, counters);
    }

    public String name() {
        return name;
    }

    /** What administrators say of it. */
    public VhostMetadata metadata() {
        return metadata;
    }

    void metadata(VhostMetadata changed) {
        metadata = changed;
    }

    /** The type of durable queues that are declared without one. */
    public QueueType defaultQueueType() {
        QueueType own = QueueType.named(metadata.defaultQueueType());
        return own == null ? node.defaultQueueType() : own;
    }

    Shards shards() {
        return node.shards();
    }

    /** As {@link VirtualHosts#shared(QueueArguments)}. */
    QueueArguments shared(QueueArguments made) {
        return node.shared(made);
    }

    /** How a queue is to behave by its arguments and by what policies say to it. */
    EffectiveOptions optionsOf(BrokerQueue queue) {
        QueueDefinition definition = queue.definition();
        return node.shared(EffectiveOptions.of(
                definition.durable(),
                definition.autoDelete(),
                queue.arguments(),
                queue.policy().forQueues(),
                node.consumerTimeoutMs()));
    }

    NodeStorage storage() {
        return node.storage();
    }

    DeadLetterCounters deadLetters() {
        return node.deadLetters();
    }

    /** The memory of a shard's queues; for its thread. */
    ShardMemory memory(BrokerShard shard) {
        return node.memory(shard);
    }

    long topologyVersion() {
        return topologyVersion;
    }

    /** Something was added or removed: routes that were made before hold no more. Under the write lock. */
    void topologyChanged() {
        topologyVersion++;
    }

    /** What is counted in it. */
    public VhostCounters counters() {
        return counters;
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

    /** The refusal that names an exchange which is not there. */
    AmqpException noExchange(String exchange) {
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
        return look(all -> all.queues().stream().map(BrokerQueue.class::cast).toList());
    }

    /** Looks at the topology, in which nothing changes meanwhile: who looks copies what it needs, soon, and no more. */
    public <T> T look(Function<Topology, T> at) {
        return read(() -> at.apply(topology));
    }

    /** Held by who reads for longer than one question; who has it may ask questions as well. */
    Lock readLock() {
        return lock.readLock();
    }

    /** As {@link TopologyChanges#removals}. */
    long removals() {
        return read(changes::removals);
    }

    /** The ways of messages through it. */
    public VhostRouting routing() {
        return routing;
    }

    private <A> A read(Supplier<A> question) {
        lock.readLock().lock();
        try {
            return question.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    // ---- exchanges

    /** Whether an exchange has bindings as a source. */
    public boolean inUse(Exchange exchange) {
        return read(() -> topology.inUse(exchange));
    }

    /** Declares an exchange, or checks an existing one against the declaration. */
    public boolean declareExchange(
            ExchangeDeclaration declaration, NewExchangeCheck check, Actor actor, Completion completion)
            throws AmqpException {
        while (true) {
            Policies seen = policies();
            String alternate = VhostPolicies.alternate(seen, declaration.name());
            lock.writeLock().lock();
            try {
                requireOpen();
                if (policies() == seen) {
                    return changes.declareExchange(declaration, alternate, check, actor, completion);
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Deletes an exchange with all its bindings; one that is not there is deleted already. */
    public boolean deleteExchange(String exchangeName, boolean ifUnused, Actor actor, Completion completion)
            throws AmqpException {
        lock.writeLock().lock();
        try {
            return changes.deleteExchange(exchangeName, ifUnused, actor, completion);
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- policies

    /** Those that hold now. */
    public Policies policies() {
        return policies.current();
    }

    /** Other policies hold from now on for what is declared. For what is there, {@link #applyPolicies} follows. */
    public void policies(Policies changed) {
        policies.current(changed);
    }

    /**
     * Brings the policies that hold now to what is there. Names are matched on the calling thread, without the lock:
     * who declares something meanwhile has seen these policies, or is seen here.
     *
     * @param done runs on any shard when all queues have changed that they say something new to, with these
     */
    public void applyPolicies(Consumer<List<BrokerQueue>> done) {
        policies.apply(done);
    }

    /** Makes changes under the lock; says whether they were made: not if it is being deleted. */
    boolean change(Consumer<TopologyChanges> made) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                made.accept(changes);
            }
            return !closed;
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- tracing

    /** What copies of messages go to, or null while nobody asked for that. */
    public Firehose firehose() {
        return firehose;
    }

    /** Has messages traced, or not with null; every channel obeys at once. */
    public void firehose(Firehose wanted) {
        firehose = wanted;
    }

    // ---- bindings

    /**
     * Binds; a binding that is there already is not made twice.
     *
     * @param user the connection that asks, on its shard, which may be the owner of the queue; or null
     * @throws AmqpException what {@link Topology#checkBindable} refuses, and only then 405 if the queue is another
     *     connection's own (RabbitMQ 4.0.5 behaviour)
     */
    public boolean bind(Binding binding, QueueOwner user, Actor actor, Completion completion) throws AmqpException {
        boolean waits;
        PastDelivery past;
        lock.writeLock().lock();
        try {
            requireOpen();
            boolean isNew = !topology.isBound(binding);
            waits = changes.bind(binding, user, actor, completion);
            past = isNew ? past(binding) : null;
        } finally {
            lock.writeLock().unlock();
        }
        if (past != null && user != null) {
            past.bring(user.shard());
        } else if (past != null) {
            BrokerShard any = shards().get(0);
            any.execute(() -> past.bring(any));
        }
        return waits;
    }

    /** What is to be brought to who is bound now, null for most exchanges, which keep nothing. Under the lock. */
    PastDelivery past(Binding binding) {
        return PastDelivery.of(this, binding, topology.exchange(binding.source()), node.histories());
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
            return changes.unbind(binding, user, actor, completion);
        } finally {
            lock.writeLock().unlock();
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
            QueueDefinition definition, QueueOwner owner, BrokerShard home, Actor actor, Completion completion)
            throws AmqpException {
        while (true) {
            // Very many policies take their time for one name: matched without the lock, and anew if they have changed.
            Policies seen = policies();
            EffectivePolicy said = VhostPolicies.of(seen, definition);
            lock.writeLock().lock();
            try {
                requireOpen();
                if (policies() == seen) {
                    return changes.addQueue(definition, said, owner, home, actor, completion);
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** What {@link #addQueue} found or made; {@code waits} if its completion will be called. */
    public record QueueAddition(BrokerQueue queue, boolean added, boolean waits) {}

    /** Waits for everything that is on its way to the disk; false if nothing is. */
    public boolean awaitDefinitions(Completion completion) {
        return node.definitions().await(completion);
    }

    /** Waits for what was written of a queue, or of one that was deleted; false if nothing was, or it is on disk. */
    public boolean awaitDefinition(QueueDefinition queue, Completion completion) {
        return queue.durable() && node.definitions().await(completion);
    }

    /** A queue was deleted on its shard: takes it out of the topology, with its bindings. */
    void queueDeleted(BrokerQueue queue, Actor actor) {
        lock.writeLock().lock();
        try {
            changes.queueDeleted(queue, actor);
            node.removed(queue);
        } finally {
            lock.writeLock().unlock();
        }
        node.counters(queue.shard()).release(queue.counters());
        QueueOwner owner = queue.exclusiveOwner();
        if (owner != null) {
            Shards.send(queue.shard(), owner.shard(), () -> owner.queueDeleted(queue));
        }
    }

    // ---- the end

    private void requireOpen() throws AmqpException {
        if (closed) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "vhost '" + name + "' is being deleted");
        }
    }

    /** Nothing is added from now on: it is about to be deleted. */
    void close() {
        change(made -> closed = true);
    }

    /**
     * Deletes queues, whatever they hold and whoever uses them, a few in each turn of their shards. Any thread.
     *
     * @param done runs on any shard when all are gone
     * @throws java.util.concurrent.RejectedExecutionException the node stops
     */
    public void deleteQueues(List<BrokerQueue> queues, Runnable done) {
        QueueDeletion deletion = new QueueDeletion(false, false, Actor.BROKER);
        new QueuePass(shards(), queues, (queue, from) -> queue.delete(from, deletion, outcome -> {}), done).start();
    }

    /** What its exchanges hold back messages in. */
    List<BrokerQueue> stores() {
        return read(changes::stores);
    }

    /** What deletes the records of everything that is left in it, once its queues are gone, and its own. */
    List<Change> records() {
        return read(() -> changes.records(this::isPredeclared));
    }

    /** All exchanges, the predeclared ones first. */
    public List<Exchange> exchanges() {
        return read(() -> List.copyOf(topology.exchanges()));
    }

    /** All bindings, those of the default exchange first. */
    public List<Binding> bindings() {
        return read(topology::bindings);
    }

    /** The bindings that an exchange leads by; none if it is not there. */
    public List<Binding> bindingsFrom(String exchange) {
        return look(all -> {
            Exchange source = all.exchange(exchange);
            return source == null ? List.of() : all.bindingsFrom(source);
        });
    }

    /** The bindings that lead to a queue or exchange. */
    public List<Binding> bindingsTo(DestinationKind kind, String destination) {
        return look(all -> all.bindingsTo(kind, destination));
    }

    /** Whether a binding is there. */
    public boolean isBound(Binding binding) {
        return look(all -> all.isBound(binding));
    }

    // ---- start

    /** Puts back an exchange that was stored, with what it holds back if it does so. */
    void restore(StoredExchange stored, BrokerShard home) throws AmqpException {
        Exchange exchange = topology.declare(stored.declaration());
        exchange.declaredBy(stored.declaredBy());
        if (exchange.delays()) {
            changes.addStore(exchange, stored.storeStream(), home);
        }
    }

    /** Puts back a queue that was stored. */
    void restore(QueueDefinition definition, long stream, BrokerShard home) {
        BrokerQueue queue = new BrokerQueue(
                this,
                definition,
                EffectivePolicy.NONE,
                stream,
                null,
                home,
                node.counters(home).allocate());
        topology.addQueue(queue);
        node.added(queue);
    }

    /** Gives what was put back the policies that hold, before anything else is done with it. */
    void restore(Policies stored) {
        policies(stored);
        topology.exchanges().forEach(each -> each.alternateByPolicy(VhostPolicies.alternate(stored, each.name())));
        for (QueueDestination each : topology.queues()) {
            BrokerQueue queue = (BrokerQueue) each;
            queue.restore(policies.of(queue));
        }
    }

    /** Whether this is the name of an exchange that is the broker's own. */
    public boolean isPredeclared(String exchange) {
        return predeclared.contains(exchange) || OwnExchanges.isNamed(exchange);
    }

    /** Puts back a binding that was stored. */
    void restore(Binding binding) throws AmqpException {
        OwnExchanges.putBack(topology, binding);
        topology.bind(binding);
    }
}
