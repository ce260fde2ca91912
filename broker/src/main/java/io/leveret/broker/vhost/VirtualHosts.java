package io.leveret.broker.vhost;

import io.leveret.broker.arguments.EffectiveOptions;
import io.leveret.broker.arguments.QueueArguments;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.counters.CounterArena;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.DeadLetterCounters;
import io.leveret.broker.counters.NodeTotals;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.policies.Limits;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual hosts of a node, and what they share: shards, counters, events, the way to the disk. Any thread. */
public final class VirtualHosts {
    /** The exchange to which events are published, in one virtual host. */
    public static final String EVENT_EXCHANGE = "amq.rabbitmq.event";

    /** The name of the exchange to which the log is published, if it is. */
    public static final String LOG_EXCHANGE = "amq.rabbitmq.log";

    private static final Logger LOG = LoggerFactory.getLogger(VirtualHosts.class);

    private final Shards shards;
    private final Definitions definitions;
    private final EventBus events;
    private final ChurnCounters churn;
    private volatile String eventVhost = "";
    private volatile String logVhost = "";
    private boolean countsPairs;
    private final RecentHistories histories = new RecentHistories();
    private final CounterArena[] counters;
    private final Map<String, VirtualHost> byName = new ConcurrentHashMap<>();

    /** Those that are being deleted: nobody finds them, and until that has ended nothing else may have their names. */
    private final Map<String, VirtualHost> ending = new ConcurrentHashMap<>();

    private final Map<Long, BrokerQueue> byStream = new ConcurrentHashMap<>();

    /** Numbers of queues that are gone from memory, but not from the disk: a kill brings them back. */
    private final Set<Long> beingDeleted = ConcurrentHashMap.newKeySet();

    private final AtomicInteger storeCount = new AtomicInteger();
    private final AtomicLong lastStream = new AtomicLong();
    private final List<Change> mended = new ArrayList<>();
    private final ShardMemory[] memories;
    private final long memoryLimitBytes;
    private volatile Runnable memoryShort = () -> {};
    private final NodeTotals totals = new NodeTotals();
    private final DeadLetterCounters deadLetters = new DeadLetterCounters();
    private volatile long consumerTimeoutMs;
    private volatile Limits limits = new Limits();
    private volatile long queueLimit = Limits.NONE;
    private volatile long vhostLimit = Limits.NONE;
    private volatile QueueType defaultQueueType = QueueType.CLASSIC;
    private volatile QueueArguments lastArguments;
    private volatile EffectiveOptions lastOptions;
    private NodeStorage storage;
    private int nextHome;

    /** @param memoryBytes what the messages of all queues may fill before they leave memory */
    public VirtualHosts(
            Shards shards, Definitions definitions, EventBus events, ChurnCounters churn, long memoryBytes) {
        this.shards = shards;
        this.definitions = definitions;
        this.events = events;
        this.churn = churn;
        this.counters = new CounterArena[shards.count()];
        this.memoryLimitBytes = memoryBytes;
        this.memories = new ShardMemory[shards.count()];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new CounterArena();
            memories[i] = new ShardMemory(shards.get(i), this, memoryBytes / counters.length);
        }
    }

    /** The virtual host that gets the event exchange; before any is put back or added. */
    public void eventVhost(String name) {
        eventVhost = name;
    }

    /** The virtual host with the event exchange, "" for none. */
    public String eventVhost() {
        return eventVhost;
    }

    /** The virtual host that gets the exchange of the log; before any is put back or added. */
    public void logVhost(String name) {
        logVhost = name;
    }

    /** The virtual host with the exchange of the log, "" for none. */
    public String logVhost() {
        return logVhost;
    }

    /** Has pairs of channels, exchanges and queues counted; before any virtual host is put back or added. */
    public void countPairs() {
        countsPairs = true;
    }

    /** Whether pairs are counted. */
    public boolean countsPairs() {
        return countsPairs;
    }

    /** A shard to do what belongs to none. */
    public BrokerShard anyShard() {
        return shards.get(0);
    }

    /** What exchanges keep of the messages that passed them. */
    public RecentHistories histories() {
        return histories;
    }

    /** A virtual host, or null. */
    public VirtualHost get(String name) {
        return byName.get(name);
    }

    public Collection<VirtualHost> all() {
        return byName.values();
    }

    /**
     * Adds a virtual host; nothing changes for one that is there. The changes are to be written.
     *
     * @throws IllegalStateException one of its name is being deleted
     */
    public List<Change> add(String name, VhostMetadata metadata) {
        requireNotEnding(name);
        return put(new VirtualHost(name, this, metadata)) ? List.of(TopologyRecords.vhost(name, metadata)) : List.of();
    }

    private boolean put(VirtualHost vhost) {
        vhost.counters().begin();
        boolean isNew = byName.putIfAbsent(vhost.name(), vhost) == null;
        if (!isNew) {
            vhost.counters().retire();
        }
        return isNew;
    }

    /** A virtual host that nobody finds until it is {@link #add(VirtualHost) added}. */
    public VirtualHost make(String name, VhostMetadata metadata) {
        return new VirtualHost(name, this, metadata);
    }

    /** Adds a virtual host whose {@link #record} is written; one of its name that is there stays. */
    public void add(VirtualHost made) {
        requireNotEnding(made.name());
        put(made);
    }

    private void requireNotEnding(String name) {
        if (ending.containsKey(name)) {
            throw new IllegalStateException("virtual host '" + name + "' is being deleted");
        }
    }

    /** What is written of a virtual host. */
    public static Change record(String name, VhostMetadata metadata) {
        return TopologyRecords.vhost(name, metadata);
    }

    /** Something else is said of a virtual host from now on; the changes are to be written. */
    public List<Change> update(VirtualHost vhost, VhostMetadata metadata) {
        vhost.metadata(metadata);
        return List.of(TopologyRecords.vhost(vhost.name(), metadata));
    }

    /** The type of queues that are declared without one, where the virtual host says nothing else. */
    public void defaultQueueType(QueueType type) {
        defaultQueueType = type;
    }

    /** The same. */
    public QueueType defaultQueueType() {
        return defaultQueueType;
    }

    /**
     * Gives queues their way to the disk. After all was put back, before any shard runs.
     *
     * @param highestStream that the log has seen: those of new queues stand above it
     * @return changes of what was put back, to be written
     */
    public List<Change> begin(NodeStorage nodeStorage, long highestStream) {
        storage = nodeStorage;
        lastStream.accumulateAndGet(highestStream, Math::max);
        List<BrokerQueue> restored = List.copyOf(queues());
        for (int i = 0; i < shards.count(); i++) {
            BrokerShard shard = shards.get(i);
            shard.execute(() -> start(restored, shard));
        }
        return List.copyOf(mended);
    }

    /** Queues may have moved since: each is started where it was restored, before anything else is done there. */
    private static void start(List<BrokerQueue> restored, BrokerShard shard) {
        for (BrokerQueue queue : restored) {
            if (queue.shard() == shard) {
                queue.started();
            }
        }
    }

    /** How long deliveries of queues made from now on may be unacknowledged, unless they say it; 0 for ever. */
    public void consumerTimeoutMs(long timeoutMs) {
        consumerTimeoutMs = timeoutMs;
    }

    /**
     * Which limits hold.
     *
     * @param ofVhosts those that are set at run time
     * @param mostQueues of the node
     * @param mostVhosts of the node
     */
    public void limits(Limits ofVhosts, long mostQueues, long mostVhosts) {
        limits = ofVhosts;
        queueLimit = mostQueues;
        vhostLimit = mostVhosts;
    }

    /** Most queues that the node may have. */
    public long queueLimit() {
        return queueLimit;
    }

    /** Most virtual hosts that administrators may have. */
    public long vhostLimit() {
        return vhostLimit;
    }

    /** Refuses with 406 a queue that would be one too many; under its virtual host's lock. */
    void checkLimits(String vhost, String queue, IntSupplier present) throws AmqpException {
        long ofVhost = limits.queuesIn(vhost);
        if (ofVhost != Limits.NONE && present.getAsInt() >= ofVhost) {
            throw tooMany(queue, "in vhost '" + vhost + "' (" + ofVhost + ")");
        }
        if (queueCount() >= queueLimit) {
            throw tooMany(queue, "in cluster (" + queueLimit + ")");
        }
    }

    private static AmqpException tooMany(String queue, String limit) {
        return new AmqpException(
                ReplyCode.PRECONDITION_FAILED,
                "cannot declare queue '" + queue + "': queue limit " + limit + " is reached");
    }

    long consumerTimeoutMs() {
        return consumerTimeoutMs;
    }

    /** What became of dead letters. Any thread. */
    public DeadLetterCounters deadLetters() {
        return deadLetters;
    }

    /** What the clients of all virtual hosts have done. Any thread. */
    public NodeTotals totals() {
        return totals;
    }

    /** The shards that its queues live on. */
    public Shards shards() {
        return shards;
    }

    /** Where queues keep what is not in memory. */
    public NodeStorage storage() {
        return storage;
    }

    /** Values of a queue, or those of the last one if they are equal: queues that are alike share them. */
    QueueArguments shared(QueueArguments made) {
        QueueArguments last = lastArguments;
        lastArguments = made.equals(last) ? last : made;
        return made.equals(last) ? last : made;
    }

    /** As {@link #shared(QueueArguments)}. */
    EffectiveOptions shared(EffectiveOptions made) {
        EffectiveOptions last = lastOptions;
        lastOptions = made.equals(last) ? last : made;
        return made.equals(last) ? last : made;
    }

    /** Has a task run, on any shard, whenever messages fill what they may and cannot leave memory. */
    public void whenMemoryIsShort(Runnable task) {
        memoryShort = task;
    }

    void memoryIsShort() {
        memoryShort.run();
    }

    /** What the messages of all queues have in memory. Any thread. */
    public long memoryBytes() {
        long used = 0;
        for (ShardMemory memory : memories) {
            used += memory.usedBytes();
        }
        return used;
    }

    /** Whether that is nearly all they may have. */
    public boolean memoryUsedUp() {
        return memoryBytes() > memoryLimitBytes * 3 / 4;
    }

    /** The memory of a shard's queues; for its thread. */
    ShardMemory memory(BrokerShard shard) {
        return memories[shard.index()];
    }

    /** The shard of the calling thread; of a thread that is none, the one to do what belongs to none. */
    BrokerShard currentShard() {
        for (int i = 0; i < shards.count(); i++) {
            if (shards.get(i).isCurrent()) {
                return shards.get(i);
            }
        }
        return anyShard();
    }

    /** A number that no queue ever had in the log. */
    long newStream() {
        return lastStream.incrementAndGet();
    }

    /** The queue that has a number in the log, or null. */
    public BrokerQueue queueOf(long stream) {
        return byStream.get(stream);
    }

    /** Whether a start would find the queue that has a number in the log, as far as the disk knows now. Any thread. */
    boolean isInLog(long stream) {
        return byStream.containsKey(stream) || beingDeleted.contains(stream);
    }

    /**
     * Queues, or stores of exchanges, are about to be gone from memory. Until their deletion is on disk, of which this
     * is to be told, what is in the log of them must stay right.
     *
     * @param answer is told as well
     */
    Completion deletionOf(Collection<BrokerQueue> queues, Completion answer) {
        List<Long> streams = streams(queues);
        if (streams.isEmpty()) {
            return answer;
        }
        beingDeleted.addAll(streams);
        return new Completion() {
            @Override
            public void durable() {
                beingDeleted.removeAll(streams);
                answer.durable();
            }

            @Override
            public void failed(Exception cause) {
                answer.failed(cause);
            }
        };
    }

    /** Those that a start would find. */
    private static List<Long> streams(Collection<BrokerQueue> queues) {
        return queues.stream()
                .filter(BrokerQueue::durable)
                .map(BrokerQueue::streamId)
                .toList();
    }

    /** How many queues there are that clients know of. */
    public int queueCount() {
        return byStream.size() - storeCount.get();
    }

    /** All queues of all virtual hosts, as of now, and the stores of exchanges that hold messages back. */
    public Collection<BrokerQueue> queues() {
        return byStream.values();
    }

    /** How many queues live on each shard, as far as one who is none of them can tell. Any thread. */
    public int[] queuesByShard() {
        int[] counts = new int[shards.count()];
        for (BrokerQueue queue : queues()) {
            counts[queue.shard().index()]++;
        }
        return counts;
    }

    void added(BrokerQueue queue) {
        storeCount.addAndGet(queue.delays() == null ? 0 : 1);
        byStream.put(queue.stream().id(), queue);
    }

    void removed(BrokerQueue queue) {
        storeCount.addAndGet(queue.delays() == null ? 0 : -1);
        byStream.remove(queue.stream().id());
    }

    /**
     * Begins to delete a virtual host: nobody finds it, and nothing is added to it, from now on. In the order of
     * administrators' changes.
     *
     * @return null if there is none
     */
    public VirtualHost remove(String name) {
        VirtualHost vhost = byName.get(name);
        if (vhost != null) {
            ending.put(name, vhost);
            byName.remove(name);
            vhost.close();
        }
        return vhost;
    }

    /** The virtual host of this name that is being deleted, or null. */
    public VirtualHost ending(String name) {
        return ending.get(name);
    }

    /**
     * Ends the deletion of a virtual host that has no queues left; the changes are to be written, before any of another
     * of its name: in the order of administrators' changes.
     */
    public List<Change> ended(VirtualHost vhost) {
        if (!ending.remove(vhost.name(), vhost)) {
            return List.of();
        }
        vhost.counters().retire();
        beingDeleted.addAll(streams(vhost.stores()));
        return vhost.records();
    }

    /** The changes of {@link #ended} are on disk. */
    public void gone(VirtualHost vhost) {
        streams(vhost.stores()).forEach(beingDeleted::remove);
    }

    /** Where changes of definitions are written. */
    public Definitions definitions() {
        return definitions;
    }

    EventBus events() {
        return events;
    }

    ChurnCounters churn() {
        return churn;
    }

    /** Counters of a shard, for its thread; what goes over its connections is for anyone to read. */
    public CounterArena counters(BrokerShard shard) {
        return counters[shard.index()];
    }

    /** Gives a block back on the shard it belongs to. */
    void release(int shardIndex, CounterBlock block) {
        shards.get(shardIndex).execute(() -> counters[shardIndex].release(block));
    }

    /** For changes that nobody waits for. */
    public Completion unansweredWrite() {
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
                    TopologyRecords.StoredVhost stored = TopologyRecords.readVhost(value);
                    put(new VirtualHost(stored.name(), this, stored.metadata()));
                }
                case DefinitionKinds.EXCHANGE -> {
                    TopologyRecords.StoredExchange stored = TopologyRecords.readExchange(value);
                    lastStream.accumulateAndGet(stored.storeStream(), Math::max);
                    BrokerShard home = stored.storeStream() == 0 ? anyShard() : shards.get(nextHome++ % shards.count());
                    vhostOf(stored.vhost()).restore(stored, home);
                }
                case DefinitionKinds.QUEUE -> {
                    TopologyRecords.StoredQueue stored = TopologyRecords.readQueue(value);
                    restore(stored);
                }
                case DefinitionKinds.BINDING -> {
                    restore(TopologyRecords.readBinding(value));
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

    /** Gives everything that was put back the policies of its virtual host. Before any shard runs. */
    public void restorePolicies(Function<String, Policies> stored) {
        byName.values().forEach(vhost -> vhost.restore(stored.apply(vhost.name())));
    }

    private void restore(TopologyRecords.StoredQueue stored) {
        BrokerShard home = shards.get(nextHome++ % shards.count());
        long stream = stored.stream();
        if (stream == 0) {
            stream = newStream();
            mended.add(TopologyRecords.queue(stored.vhost(), stored.definition(), stream));
        }
        lastStream.accumulateAndGet(stream, Math::max);
        vhostOf(stored.vhost()).restore(stored.definition(), stream, home);
    }

    /** One without an end is what a crash can leave of an import while a client deletes the end. */
    private void restore(TopologyRecords.StoredBinding stored) throws AmqpException {
        try {
            vhostOf(stored.vhost()).restore(stored.binding());
        } catch (AmqpException e) {
            if (e.code() != ReplyCode.NOT_FOUND) {
                throw e;
            }
            LOG.warn("a stored binding is left out: {}", e.getMessage());
            mended.add(TopologyRecords.bindingDeleted(stored.vhost(), stored.binding()));
        }
    }

    /** One that is not there was lost while it was deleted and made again; what is in it is worth more than that. */
    private VirtualHost vhostOf(String name) {
        VirtualHost vhost = byName.get(name);
        if (vhost == null) {
            LOG.warn("a stored definition names virtual host '{}', which is not there; it is made again", name);
            vhost = new VirtualHost(name, this, VhostMetadata.NONE);
            put(vhost);
            mended.add(TopologyRecords.vhost(name, VhostMetadata.NONE));
        }
        return vhost;
    }
}
