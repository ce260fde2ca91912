package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * Holds every effect of the machine against the {@link ModelQueue}, at the moment it comes; and applies every fact,
 * through its bytes, to contents of its own.
 */
final class ModelEffects implements InMemoryEffects {
    private final Random random;
    private final ModelQueue model;
    private final Map<Consumer, ModelQueue.Subscription> subscriptions = new HashMap<>();
    private final Map<Long, Message> bodies = new HashMap<>();
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);

    /** Rebuilt from the facts alone. */
    final QueueContents replica;

    /** What the command that runs may ask for; what is left afterwards was not asked for. */
    final Queue<String> expected = new ArrayDeque<>();

    /** Consumers that may be told of their end. */
    final Set<Consumer> toldOfEnd = new HashSet<>();

    private ModelQueue.Subscription credited;

    ModelEffects(Random random, ModelQueue model, QueueContents replica) {
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
            assertThat(model.ready).isNotEmpty();
            assertThat(subscription).isSameAs(model.next());
            if (shared.used < shared.limit) {
                shared.used++;
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
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered) {
        ModelQueue.Subscription subscription = subscriptions.get(consumer);
        assertThat(subscription).as("whose turn it is").isSameAs(model.next());
        assertThat(credited).isSameAs(subscription.shared == null || consumer.noAck() ? null : subscription);
        credited = null;
        ModelQueue.Entry entry =
                goesOut(consumer.recipient(), subscription, id, message, redelivered, consumer.noAck());
        boolean room = random.nextInt(12) != 0;
        subscription.turnedAway = !room;
        model.served(subscription);
        if (consumer.noAck()) {
            expected.add("settled " + entry.id);
        } else if (consumer.prefetch() > 0) {
            assertThat(subscription.inFlight).isLessThanOrEqualTo(consumer.prefetch());
        }
        return room;
    }

    @Override
    public void got(Recipient recipient, long id, Message message, boolean redelivered, long remaining) {
        happens("got");
        boolean noAck = "no ack".equals(expected.peek());
        expected.clear();
        goesOut(recipient, null, id, message, redelivered, noAck);
        assertThat(remaining).isEqualTo(model.ready.size());
        if (noAck) {
            expected.add("settled " + id);
        }
    }

    private ModelQueue.Entry goesOut(
            Recipient recipient,
            ModelQueue.Subscription through,
            long id,
            Message message,
            boolean redelivered,
            boolean noAck) {
        ModelQueue.Entry entry = model.ready.first();
        assertThat(id).as("the message that is due").isEqualTo(entry.id);
        assertThat(message).isSameAs(entry.message);
        assertThat(redelivered).isEqualTo(entry.redelivered);
        assertThat(id).isLessThanOrEqualTo(model.ceiling);
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
        happens("got nothing");
    }

    @Override
    public void confirm(Publisher publisher, long sequence) {
        happens("confirm " + publisher.id() + " " + sequence);
    }

    @Override
    public void refuse(Publisher publisher, long sequence) {
        throw new AssertionError("nothing is refused yet");
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
    public void enqueued(long id, Message message, long publisherId, long sequence, long nowMs) {
        happens("enqueued " + id + " " + publisherId + " " + sequence);
        bodies.put(id, message);
        FactEncoder.enqueued(id, message, publisherId, sequence, nowMs, bytes);
        applyTo(Fact.Enqueued.of(id, message, publisherId, sequence, nowMs), message);
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
        happens("removed " + id + " " + reason);
        FactEncoder.removed(id, reason, bytes);
        applyTo(new Fact.Removed(id, reason), null);
    }

    @Override
    public void purged(long upToId, long[] except) {
        happens("purged " + upToId);
        assertThat(except)
                .isSorted()
                .containsExactlyInAnyOrder(model.inFlight.keySet().stream()
                        .mapToLong(Long::longValue)
                        .toArray());
        FactEncoder.purged(upToId, except, bytes);
        applyTo(null, null);
    }

    @Override
    public void deliverableUpTo(long id) {
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
}
