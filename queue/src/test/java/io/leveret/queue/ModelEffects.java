package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * Holds every effect of the machine against the {@link ModelQueue}, at the moment it comes; and applies every fact,
 * through its bytes, to contents of its own.
 */
final class ModelEffects implements QueueEffects {
    private final Random random;
    private final ModelQueue model;
    private final ModelDisk disk;
    private final Map<Consumer, ModelQueue.Subscription> subscriptions = new HashMap<>();
    private final Map<Long, Message> bodies = new HashMap<>();
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    /** Rebuilt from the facts alone. */
    final QueueContents replica;

    /** What the command that runs may ask for; what is left afterwards was not asked for. */
    final Queue<String> expected = new ArrayDeque<>();

    /** Consumers that may be told of their end. */
    final Set<Consumer> toldOfEnd = new HashSet<>();

    /** The ids in the page that was just lost. */
    BiFunction<Long, Long, List<Long>> lostIn;

    private ModelQueue.Subscription credited;

    ModelUpkeep upkeep;

    ModelEffects(Random random, ModelQueue model, ModelDisk disk, QueueContents replica) {
        this.disk = disk;
        this.random = random;
        this.model = model;
        this.replica = replica;
    }

    void know(ModelQueue.Subscription subscription) {
        subscriptions.put(subscription.consumer, subscription);
    }

    /** The credit that a consumer is made with. */
    SharedCredit credit(ModelQueue.CountedCredit shared) {
        return consumer -> {
            ModelQueue.Subscription subscription = subscriptions.get(consumer);
            assertThat(credited)
                    .as("credit was taken for a message that did not go")
                    .isNull();
            upkeep.syncHead();
            assertThat(model.ready).isNotEmpty();
            assertThat(subscription).isSameAs(model.next());
            if (shared.used < shared.limit) {
                shared.used += consumer.noAck() ? 0 : 1;
                credited = subscription;
                return true;
            }
            subscription.turnedAway = true;
            model.refresh(subscription);
            shared.refused.add(subscription);
            return false;
        };
    }

    @Override
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered, int returnCount) {
        ModelQueue.Subscription subscription = subscriptions.get(consumer);
        assertThat(returnCount).isEqualTo(model.entries.get(id).returns);
        assertThat(subscription).as("whose turn it is").isSameAs(model.next());
        assertThat(credited).isSameAs(subscription.shared == null ? null : subscription);
        credited = null;
        ModelQueue.Entry entry =
                goesOut(consumer.recipient(), subscription, id, message, redelivered, consumer.noAck());
        boolean room = random.nextInt(12) != 0;
        subscription.turnedAway = !room;
        model.served(subscription);
        if (consumer.noAck()) {
            settles(entry);
        } else if (consumer.prefetch() > 0) {
            assertThat(subscription.inFlight).isLessThanOrEqualTo(consumer.prefetch());
        }
        return room;
    }

    @Override
    public void got(
            Recipient recipient, long id, Message message, boolean redelivered, int returnCount, long remaining) {
        assertThat(expected).isEmpty();
        assertThat(returnCount).isEqualTo(model.entries.get(id).returns);
        assertThat(recipient).isSameAs(model.gets.poll());
        boolean noAck = model.getsNoAck.remove();
        ModelQueue.Entry entry = goesOut(recipient, null, id, message, redelivered, noAck);
        upkeep.sync();
        assertThat(remaining).isEqualTo(model.ready.size());
        if (noAck) {
            settles(entry);
        }
    }

    private void settles(ModelQueue.Entry entry) {
        if (entry.lasting) {
            expected.add("settled " + entry.id);
        }
    }

    private ModelQueue.Entry goesOut(
            Recipient recipient,
            ModelQueue.Subscription through,
            long id,
            Message message,
            boolean redelivered,
            boolean noAck) {
        upkeep.syncBefore(model.entries.get(id));
        ModelQueue.Entry entry = model.ready.first();
        assertThat(!upkeep.isOver(entry) || entry == upkeep.arriving)
                .as("in time")
                .isTrue();
        entry.sinceMs = upkeep.nowMs;
        assertThat(id).as("the message that is due").isEqualTo(entry.id);
        assertThat(message.content()).isSameAs(entry.message.content());
        assertThat(redelivered).isEqualTo(entry.redelivered);
        if (entry.lasting) {
            assertThat(id)
                    .as("of what a restart will know, or whose own record stands behind the mark")
                    .isLessThanOrEqualTo(Math.max(model.durableCeiling, entry.ceilingBefore));
        }
        if (noAck) {
            entry.everDelivered = true;
            model.forget(entry);
        } else {
            model.goesOut(entry, recipient, through);
        }
        return entry;
    }

    @Override
    public void gotNothing(Recipient recipient) {
        upkeep.sync();
        assertThat(model.ready).isEmpty();
        assertThat(recipient).isSameAs(model.gets.poll());
        model.getsNoAck.remove();
    }

    @Override
    public void confirm(Publisher publisher, long sequence) {
        happens("confirm " + publisher.id() + " " + sequence);
    }

    @Override
    public void refuse(Publisher publisher, long sequence) {
        happens("refuse " + publisher.id() + " " + sequence);
    }

    @Override
    public void deadLetter(long id, Message message, RemovalReason reason) {
        upkeep.deadLetter(id, message, reason);
    }

    @Override
    public void deadLetterRefused(Message message, RemovalReason reason) {
        happens("dead-letter refused " + reason);
    }

    @Override
    public void wakeAt(long atMs) {
        assertThat(atMs).isLessThan(upkeep.wakeAtMs);
        upkeep.wakeAtMs = atMs;
    }

    @Override
    public void consumerTimedOut(Consumer consumer, long heldMs) {
        upkeep.timesOut(consumer.recipient(), consumer, heldMs);
    }

    @Override
    public void getTimedOut(Recipient recipient, long heldMs) {
        upkeep.timesOut(recipient, null, heldMs);
    }

    @Override
    public void cancelConsumer(Consumer consumer) {
        assertThat(toldOfEnd.remove(consumer)).isTrue();
    }

    @Override
    public void unused() {
        happens("unused");
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
        happens("enqueued " + id + " " + publisherId + " " + sequence);
        bodies.put(id, message);
        model.entries.get(id).ceilingBefore = model.ceiling;
        FactEncoder.enqueued(id, message, publisherId, sequence, expiresAtMs, bytes);
        applyTo(Fact.Enqueued.of(id, message, publisherId, sequence, expiresAtMs), message);
    }

    @Override
    public void settled(long id) {
        happens("settled " + id);
        FactEncoder.settled(id, bytes);
        applyTo(new Fact.Settled(id), null);
    }

    @Override
    public void returned(long id, boolean counted) {
        happens("returned " + id + " " + counted);
        FactEncoder.returned(id, counted, bytes);
        applyTo(new Fact.Returned(id, counted), null);
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        if (!upkeep.removed(id, reason)) {
            happens("removed " + id + " " + reason);
        }
        FactEncoder.removed(id, reason, bytes);
        applyTo(new Fact.Removed(id, reason), null);
    }

    @Override
    public void purged(long upToId, long[] except) {
        happens("purged " + upToId);
        assertThat(except)
                .isSorted()
                .containsExactlyInAnyOrder(LongStream.concat(
                                model.inFlight.keySet().stream().mapToLong(Long::longValue),
                                upkeep.leaving.keySet().stream().mapToLong(entry -> entry.id))
                        .toArray());
        FactEncoder.purged(upToId, except, bytes);
        applyTo(null, null);
    }

    @Override
    public void deliverableUpTo(long id) {
        assertThat(model.durable).isTrue();
        assertThat(id).isGreaterThan(model.ceiling);
        model.ceiling = id;
        FactEncoder.deliverableUpTo(id, bytes);
        applyTo(new Fact.DeliverableUpTo(id), null);
    }

    private void happens(String effect) {
        assertThat(effect).isEqualTo(expected.poll());
    }

    private void applyTo(Fact told, Message message) {
        bytes.flip();
        try {
            Fact decoded = FactDecoder.decode(bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            if (told != null) {
                assertThat(decoded).isEqualTo(told);
            }
            replica.apply(decoded, message);
        } catch (MalformedFactException e) {
            throw new AssertionError(e);
        }
        bytes.clear();
    }

    // ---- bodies and pages

    @Override
    public void spill(long id, Message message) {
        ModelQueue.Entry entry = model.entries.get(id);
        assertThat(entry.lasting).isFalse();
        assertThat(entry.body).as("spilled before").isNull();
        assertThat(message.bodyId()).isZero();
        assertThat(message.content()).isSameAs(entry.message.content());
        disk.count("spill");
        if (random.nextInt(6) != 0) {
            entry.body = disk.log(message, 1, true);
        }
    }

    @Override
    public void letGo(Message message) {
        disk.letGo(message);
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        disk.letGo(place, holders, bodySize);
    }

    @Override
    public void letGoAll(long generation, int entries, long weight) {
        disk.letGoAll(generation, entries, weight);
    }

    @Override
    public void loadBodies(long[] ids, long[] places, int count) {
        for (int n = 0; n < count; n++) {
            assertThat(model.entries.get(ids[n]).damaged).isFalse();
        }
        disk.request(ids, places, count);
    }

    @Override
    public long storePage(ByteBuffer index) {
        return disk.store(index);
    }

    @Override
    public void loadPage(long handle) {
        disk.requestPage(handle);
    }

    @Override
    public void forgetPage(long handle) {
        disk.forgetPage(handle);
    }

    @Override
    public void unreadable(long id) {
        assertThat(disk.lossy).isTrue();
        disk.count("body lost");
        upkeep.leaving.remove(model.entries.get(id));
        model.damage(id);
    }

    /** Which messages stood in the page is not known here: those that cannot be found in a warm one. */
    @Override
    public void unreadable(long firstId, long lastId, int count) {
        assertThat(disk.lossy).isTrue();
        List<Long> lost = lostIn.apply(firstId, lastId);
        assertThat(lost).hasSize(count);
        lost.forEach(model::damage);
    }
}
