package io.leveret.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a queue should do, written down as plainly as possible: sorted sets, and a ticket for each consumer's turn.
 * Knows no pages, rings, slots or bits.
 */
final class ModelQueue {
    /** A message as the model sees it. */
    static final class Entry {
        final long id;
        final Message message;
        final int priority;
        final long expiresAtMs;
        boolean redelivered;
        int returns;
        boolean everDelivered;

        /** It may wait until then, whatever its own time. */

        /** When it went out last. */
        long sinceMs;

        /** Whether it must survive a restart. */
        final boolean lasting;

        /** What the queue holds of it in the log, or null. */
        ModelDisk.Body body;

        /** The ceiling that had been told when it came. */
        long ceilingBefore;

        /** Its body cannot be read. */
        boolean damaged;

        /** Null while it is ready. */
        Recipient heldBy;

        Subscription through;

        Entry(long id, Message message, int maxPriority, boolean durable, long queueTtlMs, long nowMs) {
            this.lasting = durable && message.persistent();
            this.id = id;
            this.message = message;
            this.priority = Math.min(message.priority(), maxPriority);
            long own = message.ttlMs() == Message.NO_TTL ? Long.MAX_VALUE : nowMs + message.ttlMs();
            this.expiresAtMs = queueTtlMs == Message.NO_TTL ? own : Math.min(own, nowMs + queueTtlMs);
        }
    }

    /** A consumer as the model sees it. */
    static final class Subscription {
        final Consumer consumer;
        final CountedCredit shared;
        boolean subscribed;
        boolean turnedAway;
        int inFlight;

        /** The smallest is next. Drawn when it becomes able, and after each message. */
        long ticket;

        private boolean wasAble;

        /** Whether it is not kept from messages by another that is active. */
        private final Predicate<Subscription> active;

        Subscription(Consumer consumer, CountedCredit shared, Predicate<Subscription> active) {
            this.active = active;
            this.consumer = consumer;
            this.shared = shared;
        }

        boolean able() {
            boolean credit = consumer.noAck() || consumer.prefetch() == 0 || inFlight < consumer.prefetch();
            return subscribed && !turnedAway && credit && active.test(this);
        }
    }

    final int maxPriority;
    final TreeMap<Long, Entry> entries = new TreeMap<>();
    final TreeSet<Entry> ready =
            new TreeSet<>(Comparator.<Entry>comparingInt(e -> -e.priority).thenComparingLong(e -> e.id));

    /** In the order in which they went out. */
    final LinkedHashMap<Long, Entry> inFlight = new LinkedHashMap<>();

    final List<Subscription> subscriptions = new ArrayList<>();

    /** Who asked for a message and was not answered. */
    final Queue<Recipient> gets = new ArrayDeque<>();

    final Queue<Boolean> getsNoAck = new ArrayDeque<>();

    /** Of lasting messages alone. */
    final Map<Long, Long> lastingSequence = new HashMap<>();

    final Map<Long, Long> lastSequence = new HashMap<>();
    long lastId;
    long ceiling;
    long durableCeiling;
    final boolean durable;
    private long tickets;

    /** Run when a message came back or was settled, or a consumer ended. */
    Runnable onRelease = () -> {};

    ModelQueue(int maxPriority, boolean durable) {
        this.durable = durable;
        this.maxPriority = maxPriority;
    }

    Entry append(Message message, long queueTtlMs, long nowMs) {
        Entry entry = new Entry(++lastId, message, maxPriority, durable, queueTtlMs, nowMs);
        entries.put(entry.id, entry);
        ready.add(entry);
        return entry;
    }

    /** Whose turn it is, or null. */
    Subscription next() {
        return subscriptions.stream()
                .filter(Subscription::able)
                .min(Comparator.<Subscription>comparingInt(s -> -s.consumer.priority())
                        .thenComparingLong(s -> s.ticket))
                .orElse(null);
    }

    /** To be called when something about a subscription changed. */
    void refresh(Subscription subscription) {
        boolean able = subscription.able();
        if (able && !subscription.wasAble) {
            subscription.ticket = ++tickets;
        }
        subscription.wasAble = able;
    }

    void served(Subscription subscription) {
        subscription.ticket = ++tickets;
        refresh(subscription);
    }

    void goesOut(Entry entry, Recipient recipient, Subscription through) {
        ready.remove(entry);
        entry.everDelivered = true;
        entry.heldBy = recipient;
        entry.through = through;
        inFlight.put(entry.id, entry);
        if (through != null) {
            through.inFlight++;
        }
    }

    /** Out of flight; null if it was not in flight. */
    Entry release(long id) {
        Entry entry = inFlight.remove(id);
        if (entry != null) {
            if (entry.through != null) {
                entry.through.inFlight--;
                refresh(entry.through);
                if (entry.through.shared != null) {
                    entry.through.shared.used--;
                }
            }
            entry.heldBy = null;
            entry.through = null;
            onRelease.run();
        }
        return entry;
    }

    /** It is ready no more, but still there. */
    void forgetReady(Entry entry) {
        ready.remove(entry);
    }

    void forget(Entry entry) {
        entries.remove(entry.id);
        ready.remove(entry);
    }

    void damage(long id) {
        Entry entry = entries.get(id);
        entry.damaged = true;
        ready.remove(entry);
    }

    int damagedCount() {
        return (int) entries.values().stream().filter(entry -> entry.damaged).count();
    }

    void returns(Entry entry, boolean counted) {
        entry.redelivered = true;
        entry.returns += counted ? 1 : 0;
        ready.add(entry);
    }

    void ends(Subscription subscription) {
        subscription.subscribed = false;
        subscriptions.remove(subscription);
        refresh(subscription);
        onRelease.run();
    }

    List<String> dump(boolean lastingOnly) {
        List<String> lines = new ArrayList<>();
        TreeSet<Entry> all = new TreeSet<>(ready.comparator());
        all.addAll(entries.values());
        all.removeIf(entry -> lastingOnly && !entry.lasting);
        long bytes = 0;
        for (Entry entry : all) {
            int size = entry.message.bodySize();
            bytes += size;
            lines.add("%d priority %d size %d redelivered %s returns %d expires %d"
                    .formatted(entry.id, entry.priority, size, entry.redelivered, entry.returns, entry.expiresAtMs));
        }
        lines.add("deliverable up to " + ceiling);
        lines.add("count " + all.size() + " bytes " + bytes);
        lines.add("sequences " + new TreeMap<>(lastingOnly ? lastingSequence : lastSequence));
        return lines;
    }

    /** A shared limit that counts what was taken. */
    static final class CountedCredit {
        final int limit;
        int used;
        final List<Subscription> refused = new ArrayList<>();

        CountedCredit(int limit) {
            this.limit = limit;
        }
    }
}
