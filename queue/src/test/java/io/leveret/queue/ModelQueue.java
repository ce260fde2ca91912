package io.leveret.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

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

        /** Null while it is ready. */
        Recipient heldBy;

        Subscription through;

        Entry(long id, Message message, int maxPriority, long nowMs) {
            this.id = id;
            this.message = message;
            this.priority = Math.min(message.priority(), maxPriority);
            this.expiresAtMs = message.ttlMs() == Message.NO_TTL ? Long.MAX_VALUE : nowMs + message.ttlMs();
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

        Subscription(Consumer consumer, CountedCredit shared) {
            this.consumer = consumer;
            this.shared = shared;
        }

        boolean able() {
            boolean credit = consumer.noAck() || consumer.prefetch() == 0 || inFlight < consumer.prefetch();
            return subscribed && !turnedAway && credit;
        }
    }

    final int maxPriority;
    final TreeMap<Long, Entry> entries = new TreeMap<>();
    final TreeSet<Entry> ready =
            new TreeSet<>(Comparator.<Entry>comparingInt(e -> -e.priority).thenComparingLong(e -> e.id));

    /** In the order in which they went out. */
    final LinkedHashMap<Long, Entry> inFlight = new LinkedHashMap<>();

    final List<Subscription> subscriptions = new ArrayList<>();
    final Map<Long, Long> lastSequence = new HashMap<>();
    long lastId;
    long ceiling;
    private long tickets;

    ModelQueue(int maxPriority) {
        this.maxPriority = maxPriority;
    }

    Entry append(Message message, long nowMs) {
        Entry entry = new Entry(++lastId, message, maxPriority, nowMs);
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
        }
        return entry;
    }

    void forget(Entry entry) {
        entries.remove(entry.id);
        ready.remove(entry);
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
    }

    List<String> dump() {
        List<String> lines = new ArrayList<>();
        TreeSet<Entry> all = new TreeSet<>(ready.comparator());
        all.addAll(entries.values());
        long bytes = 0;
        for (Entry entry : all) {
            int size = entry.message.bodySize();
            bytes += size;
            lines.add("%d priority %d size %d redelivered %s returns %d expires %d"
                    .formatted(entry.id, entry.priority, size, entry.redelivered, entry.returns, entry.expiresAtMs));
        }
        lines.add("last " + lastId + " deliverable up to " + ceiling);
        lines.add("count " + entries.size() + " bytes " + bytes);
        lines.add("sequences " + new TreeMap<>(lastSequence));
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
