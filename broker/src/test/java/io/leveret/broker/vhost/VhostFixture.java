package io.leveret.broker.vhost;

import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.policies.PolicyRules;
import io.leveret.broker.shard.HandDrivenShards;
import io.leveret.broker.storage.MemoryPages;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.leveret.persistence.log.MemoryLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A virtual host "/" over shards that the test drives and definitions in memory. */
public final class VhostFixture {
    /** Hears nothing. */
    public static final Completion NOBODY = new Completion() {
        @Override
        public void durable() {}

        @Override
        public void failed(Exception cause) {}
    };

    private static final long MEMORY_BYTES = 64 << 20;

    public final HandDrivenShards shards;
    public final MemoryDefinitions store;
    public final EventBus events = new EventBus();
    public final VirtualHosts vhosts;
    public final MemoryLog log = new MemoryLog(true);

    private final List<Event> heard = Collections.synchronizedList(new ArrayList<>());

    /** A new node. */
    public VhostFixture(int shardCount) {
        this(shardCount, false);
    }

    /** The same, which may count pairs of channels, exchanges and queues. */
    public VhostFixture(int shardCount, boolean countsPairs) {
        this(shardCount, new MemoryDefinitions());
        if (countsPairs) {
            vhosts.countPairs();
        }
        begin();
        vhosts.definitions().write(vhosts.add("/", VhostMetadata.NONE), NOBODY);
        store.sync();
    }

    private VhostFixture(int shardCount, MemoryDefinitions store) {
        this.shards = new HandDrivenShards(shardCount);
        this.store = store;
        this.vhosts = new VirtualHosts(shards.all(), new Definitions(store), events, new ChurnCounters(), MEMORY_BYTES);
        vhosts.eventVhost("events");
        events.subscribe(heard::add);
    }

    private void begin() {
        ShardLogs logs = new ShardLogs(shards.all(), log::writer, 0, () -> 0, 1 << 20);
        vhosts.definitions().write(vhosts.begin(new NodeStorage(logs, log, new MemoryPages()), 0), NOBODY);
        shards.run();
    }

    /** The node after a restart. */
    public VhostFixture restarted() {
        return restarted(Policies.NONE);
    }

    /** The same with policies that were stored. */
    public VhostFixture restarted(Policies policies) {
        VhostFixture next = new VhostFixture(shards.all().count(), store);
        store.readAll((kind, key, value) -> {
            if (!next.vhosts.restore(kind, value)) {
                throw new AssertionError("kind " + kind + " is not restored");
            }
        });
        next.vhosts.restorePolicies(vhost -> policies);
        next.begin();
        return next;
    }

    public VirtualHost vhost() {
        return vhosts.get("/");
    }

    /** All events so far; the bus ends. */
    public List<Event> events() {
        events.start();
        events.close();
        return List.copyOf(heard);
    }

    // ---- topology

    public void exchange(String name, String type, boolean durable) throws AmqpException {
        vhost().declareExchange(
                        new ExchangeDeclaration(name, type, durable, false, false, null),
                        () -> {},
                        Actor.BROKER,
                        NOBODY);
        store.sync();
    }

    public void deleteExchange(String name) throws AmqpException {
        vhost().deleteExchange(name, false, Actor.BROKER, NOBODY);
        store.sync();
    }

    /** A queue that lives on the shard of this number. */
    public BrokerQueue queue(String name, boolean durable, int shard) {
        return queue(name, durable, shard, FieldTable.EMPTY);
    }

    /** The same with arguments. */
    public BrokerQueue queue(String name, boolean durable, int shard, FieldTable arguments) {
        try {
            BrokerQueue queue = vhost().addQueue(
                            new QueueDefinition(name, durable, false, false, arguments),
                            null,
                            shards.get(shard),
                            Actor.BROKER,
                            NOBODY)
                    .queue();
            store.sync();
            shards.run();
            return queue;
        } catch (AmqpException e) {
            throw new AssertionError(e);
        }
    }

    public void deleteQueue(String name) {
        BrokerQueue queue = vhost().queue(name);
        shards.turn(0, () -> queue.delete(shards.get(0), new QueueDeletion(false, false, Actor.BROKER), answer -> {}));
        store.sync();
    }

    public void bind(String exchange, String queue, String key, FieldTable arguments) throws AmqpException {
        vhost().bind(new Binding(exchange, DestinationKind.QUEUE, queue, key, arguments), null, Actor.BROKER, NOBODY);
        store.sync();
    }

    public void unbind(String exchange, String queue, String key, FieldTable arguments) throws AmqpException {
        vhost().unbind(new Binding(exchange, DestinationKind.QUEUE, queue, key, arguments), null, Actor.BROKER, NOBODY);
        store.sync();
    }

    // ---- policies

    /** One policy holds from now on, for all that its pattern is found in; it has reached everything. */
    public void policies(String definition, String pattern) {
        policies(new Policies(
                List.of(PolicyRules.policy(
                        false, "p", Map.of("pattern", pattern, "priority", 0L, "definition", Json.read(definition)))),
                List.of()));
    }

    /** These hold from now on, and have reached everything. */
    public void policies(Policies changed) {
        AtomicBoolean done = new AtomicBoolean();
        vhost().policies(changed);
        vhost().applyPolicies(queues -> done.set(true));
        shards.run();
        if (!done.get()) {
            throw new AssertionError("the policies have not reached everything");
        }
    }

    // ---- routes

    /** Exchange and key as they stand in {@code basic.publish}, after some bytes that do not matter. */
    public static ByteBuf address(String exchange, String key) {
        ByteBuf buffer = Unpooled.buffer().writeInt(0);
        for (String part : List.of(exchange, key)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            buffer.writeByte(bytes.length).writeBytes(bytes);
        }
        return buffer;
    }

    public CachedRoute lookup(int shard, String exchange, String key) throws AmqpException {
        ByteBuf address = address(exchange, key);
        return vhost().routing().cache(shards.get(shard)).lookup(address, 4, address.readableBytes() - 4);
    }

    /** The names of the queues where a message goes, by the cache of shard 0. */
    public List<String> routed(String exchange, String key) throws AmqpException {
        return Arrays.stream(lookup(0, exchange, key).queues())
                .map(BrokerQueue::name)
                .toList();
    }
}
